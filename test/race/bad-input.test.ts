import { describe, expect, test } from '@jest/globals';
import {
  createRaceReader,
  MOST_REPORTS,
  parseRaceReports,
  raceMentioned,
  testsNamed,
} from '../../src/race/index.ts';
import type { RaceReport } from '../../src/race/index.ts';
import { NEAR_MATCHES, nearMatch } from '../fuzz/hostile.ts';
import { randomFrom } from '../fuzz/random.ts';

/** What is no text at all, or far too much of it: a result or nothing, never an exception, nothing lost unsaid. */

const REPORT = `==================
WARNING: DATA RACE
Write at 0x00c000094000 by goroutine 8:
  p.größe()
      /s/x.go:1 +0x1

Previous read at 0x00c000094000 by main goroutine:
  p.λ()
      /s/y.go:2 +0x2

Goroutine 8 (running) created at:
  p.c()
      /s/x.go:3 +0x3
==================
`;

function framesOf(text: string): string[] {
  return parseRaceReports(text)
    .flatMap(({ accesses, goroutines }) => [...accesses, ...goroutines])
    .flatMap(({ frames }) => frames.map(({ symbol }) => symbol));
}

const WHOLE = ['p.größe', 'p.λ', 'p.c'];

test.each<[string, string]>([
  ['nothing', ''],
  ['one character', '='],
  ['only a rule', '=================='],
  ['only rules', '==================\n'.repeat(1000)],
  ['only line feeds', '\n'.repeat(100_000)],
  ['only NULs', '\0'.repeat(100_000)],
  ['halves of surrogate pairs', '\ud800\udc00\udfff\ud83d'.repeat(1000)],
  ['the first line alone', 'WARNING: DATA RACE\n'.repeat(1000)],
])('%s: no report', (_, text) => {
  expect(parseRaceReports(text)).toEqual([]);
  expect(testsNamed(text)).toEqual([]);
});

test('binary data: nothing is found in it, and it hides nothing', () => {
  const random = randomFrom(7);
  const bytes = Uint8Array.from({ length: 200_000 }, () => random.below(256));
  const binary = new TextDecoder().decode(bytes);
  expect(parseRaceReports(binary)).toEqual([]);
  expect(framesOf(`${binary}\n${REPORT}${binary}`)).toEqual(WHOLE);
});

test.each<[string, string, readonly string[]]>([
  ['a NUL in a symbol is no symbol', REPORT.replace('p.größe', 'p.\0'), ['p.λ', 'p.c']],
  ['NULs between the lines', REPORT.replaceAll('\n', '\n\0\n'), WHOLE],
  [
    'half a surrogate pair in a symbol stays',
    REPORT.replace('p.größe', 'p.\ud83d'),
    ['p.\ud83d', 'p.λ', 'p.c'],
  ],
  ['half a surrogate pair in front of every line', REPORT.replaceAll('\n', '\n\udc00\n'), WHOLE],
])('%s', (_, text, expected) => expect(framesOf(text)).toEqual(expected));

test('UTF-8 that is cut in the middle of a letter: the frames before it are read', () => {
  const bytes = new TextEncoder().encode(REPORT);
  for (let length = 0; length <= bytes.length; length++) {
    const found = framesOf(new TextDecoder().decode(bytes.subarray(0, length)));
    expect(WHOLE.map((name) => name.slice(0, 3))).toEqual(
      expect.arrayContaining(found.map((name) => name.slice(0, 3))),
    );
  }
});

describe('one line of ten million characters', () => {
  const MANY = 10_000_000;

  test.each<[string, string]>([
    ['of a letter', 'x'.repeat(MANY)],
    ['of blanks', ' '.repeat(MANY)],
    ['of a sign of a race', 'by goroutine '.repeat(MANY / 13)],
    ['of rules', '='.repeat(MANY)],
  ])('%s, before a report', (_, line) => {
    const [report] = parseRaceReports(`${line}\n${REPORT}`);
    expect(report?.span).toEqual({ from: 3, to: 14 });
  });

  test('inside a report it is a foreign line', () => {
    const text = REPORT.replace('\n\nPrev', `\n${'x'.repeat(MANY)}\nPrev`);
    expect(parseRaceReports(text)).toMatchObject([{ complete: true, defects: [{ code: 'foreign-line' }] }]);
  });
});

describe('a hundred thousand reports', () => {
  const MANY = 100_000;
  const text = REPORT.repeat(MANY);

  test('at once: as many as are kept, and how many are not', () => {
    const found = parseRaceReports(text);
    expect(found).toHaveLength(MOST_REPORTS);
    const [last] = found.at(-1)?.defects ?? [];
    expect(last).toEqual({
      code: 'too-many-reports',
      line: MOST_REPORTS * 14 - 1,
      message: `The text holds ${MANY} reports; the last ${MANY - MOST_REPORTS} are left out.`,
    });
  });

  test('as a log: every one', () => {
    const reader = createRaceReader();
    let count = 0;
    let last: RaceReport | undefined;
    for (let i = 0; i < MANY; i++) for (last of reader.feed(REPORT)) count++;
    expect(count + reader.end().length).toBe(MANY);
    expect(last?.span.to).toBe(MANY * 14 - 1);
  });
});

describe('a body of 65,536 characters, as long as GitHub takes', () => {
  test.each(Object.keys(NEAR_MATCHES))('%s', (name) => {
    const text = nearMatch(name, 65_536);
    for (const report of parseRaceReports(text))
      expect(report.span.to).toBeLessThanOrEqual(text.split('\n').length);
    expect([true, false]).toContain(raceMentioned(text, text));
    expect(testsNamed(text)).toEqual([]);
  });
});
