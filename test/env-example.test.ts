import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { Environment, readSettings } from '../src/app/settings.ts';

const TEXT = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const LINES = TEXT.split('\n');
const EXAMPLE = parseEnv(TEXT);
const VARIABLES = Object.entries(Environment.shape).map(([name, field]) => ({
  name,
  description: field.description,
}));

const CREDENTIALS = {
  APP_ID: '1',
  PRIVATE_KEY: generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey,
  WEBHOOK_SECRET: 'sixteen characters',
};

test('it has every variable of the server and no other, in order', () => {
  expect(LINES.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])).toEqual(VARIABLES.map(({ name }) => name));
});

test.each(VARIABLES)('$name is told by its description', ({ name, description }) => {
  const comment = LINES.slice(
    0,
    LINES.findIndex((line) => line.startsWith(`${name}=`)),
  );
  const block = comment.slice(comment.lastIndexOf('') + 1);
  expect(description).toMatch(/\.$/);
  expect(block[0]).toBe(`# ${description}`);
});

test('with the credentials it is what the server does by itself', () => {
  const filled = readSettings({ ...EXAMPLE, ...CREDENTIALS });
  expect(filled).toMatchObject({ kind: 'settings' });
  expect(filled).toEqual(readSettings(CREDENTIALS));
});

test('as it is, the set-up page is shown', () => {
  expect(readSettings(EXAMPLE)).toMatchObject({ kind: 'setup' });
});

test('as it is, production does not start', () => {
  expect(readSettings({ ...EXAMPLE, NODE_ENV: 'production' })).toMatchObject({
    kind: 'problem',
    message: expect.stringContaining('APP_ID is not set'),
  });
});

test.each([...TEXT.matchAll(/^# Example: (.+)\n(\w+)=$/gm)].map(([, value, name]) => [name, value]))(
  'the example of %s is one',
  (name, value) => {
    expect(Environment.safeParse({ [name ?? '']: value })).toMatchObject({ success: true });
  },
);
