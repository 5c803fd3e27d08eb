import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

/**
 * The house: each room may see the rooms named here, and nothing else of ours. The pure ones touch neither disk,
 * network, clock nor chance. `import type` counts.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  race: [],
  config: [],
  commands: [],
  triage: ['race', 'config', 'commands'],
  store: ['race', 'triage'],
  github: ['race', 'config', 'commands', 'triage', 'store'],
  app: ['race', 'config', 'commands', 'triage', 'store', 'github', 'index.ts'],
  cli: ['race', 'config', 'commands', 'triage', 'store', 'github', 'app'],
  'index.ts': ['app'],
  'cli.ts': ['app', 'cli'],
};

const PURE = ['race', 'config', 'commands', 'triage'];

/** Packages a pure room may use; the parser uses none, since it runs in browsers. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  race: [],
  config: ['zod', 'yaml'],
  commands: ['zod', 'markdown-it'],
  triage: [],
};

/** Only gathering takes a store: the other GitHub files must not grow a memory of their own. */
const STORE_IN_GITHUB = [
  'github/gather.ts',
  'github/gather-links.ts',
  'github/gather-leaves.ts',
  'github/gather-removals.ts',
  'github/recollect.ts',
];

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .map((file) => ({ file, text: readFileSync(join(SOURCE, file), 'utf8') }));

test('there is a house', () => {
  expect(files.length).toBeGreaterThan(40);
  expect([...new Set(files.map(({ file }) => roomOf(file)))].sort()).toEqual(Object.keys(ROOMS).sort());
});

describe.each(files.map(({ file, text }) => [file, text] as const))('%s', (file, text) => {
  const room = roomOf(file);
  const imports = importsOf(text);

  test('sees only the rooms it may', () => {
    const seen = imports
      .filter((one) => one.startsWith('.'))
      .map((one) => roomOf(relative(SOURCE, join(SOURCE, dirname(file), one)).replaceAll('\\', '/')))
      .filter((other) => other !== room && !other.startsWith('..'));
    const forbidden = seen.filter((other) => !(ROOMS[room] ?? []).includes(other));
    expect(forbidden).toEqual([]);
    if (room === 'github' && !STORE_IN_GITHUB.includes(file)) expect(seen).not.toContain('store');
  });

  if (PURE.includes(room)) {
    test('is pure', () => {
      const packages = imports.filter((one) => !one.startsWith('.'));
      expect(packages.filter((one) => !(PACKAGES[room] ?? []).includes(one))).toEqual([]);
      expect(text).not.toMatch(
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bfetch\(/,
      );
    });
  }

  test('runs nothing that a text could name', () => {
    expect(text).not.toMatch(/\bnode:(?:child_process|vm|worker_threads)\b|\beval\(|\bnew Function\(/);
  });
});

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

/** Static imports and re-exports, and the one dynamic import of a literal. */
function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(?:\*|\/[/*]).*$/gm, '');
  const found = code.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)'([^']+)'/gm);
  return [...found].map((match) => match[1] ?? '');
}
