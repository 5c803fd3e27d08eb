import { describe, expect, test } from '@jest/globals';
import { createRaceReader, parseRaceReports, raceMentioned, testsNamed } from '../../src/race/index.ts';
import { NEAR_MATCHES, nearMatch } from '../fuzz/hostile.ts';
import { workOf } from '../fuzz/work.ts';

/**
 * Four times the text is four times the work, for every text. Seconds are the benchmark's (`npm run bench`); here
 * the characters that are looked at are counted, so the result is the same on every machine.
 */
const SHORT = 16_384;

/** What is done once for a text of any length makes the ratio smaller, and a bound that is reached later, larger. */
const MOST = 5;

test('the count sees what looks twice', () => {
  const text = 'ab'.repeat(50);
  expect(workOf(() => text.indexOf('c'))).toBe(100);
  expect(workOf(() => text.replace(/c/, ''))).toBe(100);
  expect(workOf(() => Array.from({ length: 100 }, (_, i) => text.indexOf('c', i)))).toBeGreaterThan(5000);
});

describe.each<[string, (lines: readonly string[]) => unknown]>([
  ['parseRaceReports', (lines) => parseRaceReports(lines.join(''))],
  ['testsNamed', (lines) => testsNamed(lines.join(''), [])],
  ['raceMentioned', (lines) => raceMentioned(lines.join(''))],
  [
    'a reader that is fed a line at a time',
    (lines) => {
      const reader = createRaceReader();
      for (const line of lines) reader.feed(line);
      return reader.end();
    },
  ],
])('%s', (_, read) => {
  test.each(Object.keys(NEAR_MATCHES))('%s', (name) => {
    const [short = 0, long = 0] = [SHORT, 4 * SHORT].map((length) => {
      const lines = nearMatch(name, length).split(/(?<=\n)/);
      return workOf(() => read(lines));
    });
    expect(long / short).toBeLessThan(MOST);
    expect(long / (4 * SHORT)).toBeLessThan(MOST_LOOKS);
  });
});

/** Times a character is looked at: the searches for signs, prefixes and markup, one after the other. */
const MOST_LOOKS = 75;
