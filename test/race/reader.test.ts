import { describe, expect, test } from '@jest/globals';
import { createRaceReader } from '../../src/race/index.ts';
import type { RaceReport } from '../../src/race/index.ts';

const REPORT =
  '==================\nWARNING: DATA RACE\nWrite at 0x00c000094000 by goroutine 8:\n  p.a()\n      /s/x.go:1 +0x1\n\nPrevious read at 0x00c000094000 by main goroutine:\n  p.b()\n      /s/x.go:2 +0x2\n\nGoroutine 8 (running) created at:\n  p.c()\n      /s/x.go:3 +0x3\n==================\n';

function readIn(pieces: readonly string[]): RaceReport[] {
  const reader = createRaceReader();
  return [...pieces.flatMap((piece) => reader.feed(piece)), ...reader.end()];
}

test('a report is given as soon as its rule has come', () => {
  const reader = createRaceReader();
  expect(reader.feed(REPORT.slice(0, -20))).toEqual([]);
  expect(reader.feed(REPORT.slice(-20))).toHaveLength(1);
  expect(reader.end()).toEqual([]);
});

test('a report that the log ends in is given at the end', () => {
  const reader = createRaceReader();
  expect(reader.feed(REPORT.slice(0, 200))).toEqual([]);
  expect(reader.end()).toMatchObject([{ complete: false, accesses: [{}, {}] }]);
});

test('lines are counted through what is skipped', () => {
  const quiet = '2026/11/21 06:10:11 INFO tick\n'.repeat(1000);
  const found = readIn([quiet, quiet + REPORT, quiet, REPORT]);
  expect(found.map(({ span }) => span)).toEqual([
    { from: 2002, to: 2013 },
    { from: 3016, to: 3027 },
  ]);
});

test('one character at a time', () => {
  expect(readIn(REPORT.split(''))).toEqual(readIn([REPORT]));
});

test('where a log is cut does not decide which lines are messages', () => {
  const text = `WARNING: DATA RACE\nweb| w()\n{"\n${REPORT}`;
  expect(readIn(text.split(/(?<=\n)/))).toEqual(readIn([text]));
});

function warningOf(test: number): string {
  return `{"Action":"output","Package":"p","Test":"Test${test}","Output":"WARNING: DATA RACE"}\n`;
}

describe('memory stays bounded', () => {
  test('a line without an end is read in pieces', () => {
    const found = readIn([...Array.from({ length: 40 }, () => 'x'.repeat(100_000)), '\n', REPORT]);
    expect(found.map(({ span }) => span.from)).toEqual([3]);
  });

  test('a report that never ends is given after two thousand foreign lines', () => {
    const reader = createRaceReader();
    expect(reader.feed(REPORT.slice(0, 200))).toEqual([]);
    expect(reader.feed('\nINFO tick'.repeat(3000))).toMatchObject([{ complete: false }]);
  });

  test('a stack that never ends is cut', () => {
    const frames = '  p.r()\n      /s/x.go:1 +0x1\n'.repeat(25_000);
    const [report] = readIn([REPORT.replace('  p.a()\n', `${frames}  p.a()\n`)]);
    expect(report?.accesses[0]?.frames).toHaveLength(20_000);
    expect(report?.defects.map(({ code }) => code)).toContain('cut');
    expect(report?.accesses[1]?.frames).toHaveLength(1);
  });

  test('the streams of tests that are over are forgotten', () => {
    expect(readIn([Array.from({ length: 2000 }, (_, n) => warningOf(n)).join(''), REPORT])).toHaveLength(1);
  });
});

test('modules are passed on', () => {
  const reader = createRaceReader({ modules: ['p'] });
  expect(reader.feed(REPORT)[0]?.accesses[0]?.frames[0]).toMatchObject({
    origin: 'repository',
    module: 'p',
    path: 'x.go',
  });
});
