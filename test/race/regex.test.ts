import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkSync } from 'recheck';
import type { FoundRegex } from './regexes.ts';
import { regexesIn } from './regexes.ts';

/**
 * Issues are written by strangers, and one regular expression that looks twice at a text is enough to stop the app.
 * recheck (https://makenowjust-labs.github.io/recheck/) says of each whether some text makes it slower than linear,
 * and shows that text. It takes seconds for some, so those it found safe are kept in `safe-regexes.txt` and only new
 * ones are checked; `npm run accept -- test/race/regex` checks all of them again and writes the list.
 */
process.env['RECHECK_BACKEND'] = 'pure';

const SRC = join(import.meta.dirname, '../../src');
const LIST = join(import.meta.dirname, 'safe-regexes.txt');
const anew = process.env['ACCEPT'] === '1';
const safe = new Set(anew ? [] : readFileSync(LIST, 'utf8').trim().split('\n'));

/** Rooms that read what strangers write. */
const ROOMS = ['race', 'commands', 'triage', 'config'];

/** Quadratic on paper; each is only given our own comment, which is never longer than GitHub takes. */
const BOUNDED_BY_THE_COMMENT = new Set([String.raw`/\\*\|/g`, String.raw`/\]\([^)]*\)/g`]);

const literals = ROOMS.flatMap((room) =>
  filesOf(room).flatMap((file) =>
    regexesIn(readFileSync(join(SRC, file), 'utf8')).map((found): [string, FoundRegex] => [
      `${file}:${found.line}`,
      found,
    ]),
  ),
);

function filesOf(room: string): string[] {
  const files = readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => `${room}/${file}`);
}

/** What recheck says against it, with the text that shows it. */
function complaint({ source, flags }: Pick<FoundRegex, 'source' | 'flags'>): string | null {
  const name = `/${source}/${flags}`;
  if (safe.has(name) || BOUNDED_BY_THE_COMMENT.has(name)) return null;
  const found = checkSync(source, flags, { timeout: 60_000 });
  if (found.status === 'vulnerable') return `${found.complexity.summary}: ${found.attack.pattern}`;
  if (found.status === 'unknown') return JSON.stringify(found.error);
  safe.add(name);
  return null;
}

afterAll(() => {
  if (anew) writeFileSync(LIST, `${[...safe].sort().join('\n')}\n`);
});

describe('no text makes a regular expression slow', () => {
  test.each(literals)('%s', (_, found) => {
    expect(() => new RegExp(found.source, found.flags)).not.toThrow();
    expect(complaint(found)).toBeNull();
  });
});

describe('those that the race room puts together from parts', () => {
  const original = globalThis.RegExp;

  test('are found when their file is loaded, and are safe', async () => {
    const built: FoundRegex[] = [];
    globalThis.RegExp = new Proxy(original, {
      construct: (target, [source, flags = '']: [string, string?]) => {
        built.push({ source, flags, line: 0 });
        return new target(source, flags);
      },
    });
    await import('../../src/race/index.ts').finally(() => (globalThis.RegExp = original));
    const written = filesOf('race').flatMap((file) =>
      [...readFileSync(join(SRC, file), 'utf8').matchAll(/new RegExp\(/g)].map(() => file),
    );
    expect(built).toHaveLength(written.length);
    expect(built.map(complaint)).toEqual(built.map(() => null));
  });
});

test.each<[string, readonly string[]]>([
  ['a = /x+/g', ['x+ g']],
  ['a = b / c / d', []],
  ['return /x/', ['x ']],
  ['f(/[/]/i, b)', ['[/] i']],
  ['a[0] / 2 / x', []],
  ['"/no/" + \'/no/\' // /no/\n/* /no/ */', []],
  ['`/no/ ${a.replace(/yes/, {}.b)} /no/`', ['yes ']],
  ['x = `${`${/deep/}`}`; /last/', ['deep ', 'last ']],
  [String.raw`a = /\/(?:b|\[)/`, [String.raw`\/(?:b|\[) `]],
])('the literals of %s', (code, expected) => {
  expect(regexesIn(code).map(({ source, flags }) => `${source} ${flags}`)).toEqual(expected);
});
