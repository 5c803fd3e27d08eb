import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../src/config/parse.ts';
import { cli, run } from './cli/run.ts';
import { PAGES, README, withGenerated } from './docs.ts';

const page = readFileSync(README, 'utf8');

test.each(PAGES.map(({ href }) => [href.split('/').at(-1) ?? '', href] as const))(
  'what is generated in %s is fresh: npm run docs',
  async (_, href) => {
    const text = readFileSync(new URL(href), 'utf8');
    expect(await withGenerated(text)).toBe(text);
  },
);

test('nothing is undocumented', () => {
  expect(page).not.toContain('undocumented');
});

describe('every example of the README does what it shows', () => {
  test.each(blocks('console'))('%s', async (block) => {
    const [line = '', ...output] = block.split('\n');
    const args = line.replace('$ npx race-triage ', '').split(' ');
    expect((await cli(args)).stdout.trimEnd()).toBe(output.join('\n').trimEnd());
  });

  test.each(blocks('yaml'))('%s', (block) => {
    expect(parseConfig(block)).toMatchObject({ ok: true });
  });

  test.each(blocks('ts'))('%s', async (block) => {
    const expected = [...block.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
    const parser = new URL('../src/race/index.ts', import.meta.url).href;
    const folder = mkdtempSync(join(tmpdir(), 'race-triage-docs-'));
    try {
      const file = join(folder, 'example.mts');
      writeFileSync(file, block.replace('race-triage/parser', parser));
      const { stdout, stderr } = await run(process.execPath, [file]);
      expect([stdout.trimEnd(), stderr]).toEqual([expected.join('\n'), '']);
      expect(expected.length).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** The fenced blocks of one language. */
function blocks(language: string): [string][] {
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return found.filter((match) => match[1] === language).map((match) => [(match[2] ?? '').trimEnd()]);
}
