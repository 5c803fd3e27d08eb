import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from '@jest/globals';

/** Set by `npm run accept`: what is seen becomes what is expected. Read the diff before it is committed. */
const ACCEPT = process.env.ACCEPT === '1';

/** Compares with the text kept in a file. A file that is missing fails, too: nothing is accepted unread. */
export function expectGolden(file: string | URL, text: string): void {
  if (ACCEPT) {
    mkdirSync(dirname(file instanceof URL ? file.pathname : file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : 'there is no such file yet: npm run accept').toBe(
    text,
  );
}

export function expectGoldenJson(file: string | URL, value: unknown): void {
  expectGolden(file, `${JSON.stringify(value, null, 2)}\n`);
}
