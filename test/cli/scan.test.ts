import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Found, scan } from '../../src/cli/scan.ts';
import type { Source } from '../../src/cli/source.ts';
import { parseRaceReports, testsNamed } from '../../src/race/index.ts';

const SEED = readFileSync(new URL('../fixtures/issues/tidb-31965/issue.md', import.meta.url), 'utf8');
const NOISE = '2026/11/21 06:10:11 INFO tick of the clock, nothing to see here\n'.repeat(300_000);

/** A text that comes in pieces of this length. */
function inPieces(text: string, length: number): Source {
  return {
    file: 'a.log',
    size: text.length,
    async *pieces() {
      for (let at = 0; at < text.length; at += length) {
        yield { text: text.slice(at, at + length), read: Math.min(text.length, at + length) };
      }
    },
  };
}

async function read(source: Source): Promise<{ found: Found[]; reads: number[] }> {
  const found: Found[] = [];
  const reads: number[] = [];
  for await (const one of scan(source, [], (bytes) => reads.push(bytes))) found.push(one);
  return { found, reads };
}

describe('a text as long as an issue', () => {
  test('is read whole, whatever its pieces', async () => {
    const expected = parseRaceReports(SEED);
    const { found, reads } = await read(inPieces(SEED, 777));
    expect(found).toEqual([...expected.map((report) => ({ report })), { tests: testsNamed(SEED, expected) }]);
    expect(reads).toEqual([]);
  });
});

describe('a log', () => {
  const log = `${NOISE}${SEED}\n--- FAIL: TestOther (0.01s)\n${NOISE}${SEED}`;

  test('gives the same reports as they come, with their lines in the whole', async () => {
    const { found, reads } = await read(inPieces(log, 1_000_003));
    const reports = found.flatMap((one) => ('report' in one ? [one.report] : []));
    const expected = parseRaceReports(SEED);
    const first = NOISE.split('\n').length - 1;
    expect(reports).toHaveLength(4);
    expect(reports.map((report) => report.span.from).slice(0, 2)).toEqual(
      expected.map((report) => report.span.from + first),
    );
    expect(reads.length).toBeGreaterThan(10);
  });

  test('names the tests in the stacks; those said to have failed only where no stack names one', async () => {
    expect((await read(inPieces(log, 1_000_003))).found.at(-1)).toEqual({
      tests: ['TestWeakConsistencyRead'],
    });
    const failed = `${NOISE}--- FAIL: TestOther (0.01s)\n`;
    expect((await read(inPieces(failed, 99_991))).found).toEqual([{ tests: ['TestOther'] }]);
  });
});
