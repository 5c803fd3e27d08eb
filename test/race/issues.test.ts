import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ISSUES, issueNames, issueText, read } from './accept.ts';
import type { ReportWithKeys } from './accept.ts';

const RACES = 'tidb-19868 tidb-31965 tidb-40355 tidb-40823 tidb-49793'
  .split(' ')
  .flatMap((name) => read(issueText(name)).map((report, i) => ({ name: `${name}#${i + 1}`, report })));

describe('issues as they were posted', () => {
  test.each(issueNames())('%s is read as its reports.json says', (name) => {
    const expected: unknown = JSON.parse(readFileSync(join(ISSUES, name, 'reports.json'), 'utf8'));
    expect(JSON.parse(JSON.stringify(read(issueText(name))))).toEqual(expected);
  });

  test.each(RACES)('$name is complete and has no defect', ({ report }) => {
    expect(report).toMatchObject({ complete: true, defects: [] });
  });

  test.each(RACES)('$name: every frame is what stands on its lines', ({ name, report }) => {
    const lines = issueText(name.split('#')[0] ?? '').split('\n');
    for (const frame of [...report.accesses, ...report.goroutines].flatMap((stack) => stack.frames)) {
      expect(lines[frame.at - 1]).toMatch(/^(?:\[\S+Z\])? {2,3}\S/);
      expect(lines[frame.at - 1]?.endsWith(`  ${frame.symbol}()`)).toBe(true);
      expect(lines[frame.at]?.endsWith(`      ${frame.file}:${frame.line} +${frame.offset}`)).toBe(true);
    }
  });

  test('frames per section are what the reports show', () => {
    const counts = RACES.map(({ report }) =>
      [...report.accesses, ...report.goroutines].map(({ frames }) => frames.length),
    );
    expect(counts).toEqual([
      [15, 26, 16, 6],
      [8, 7, 8, 15],
      [8, 8, 8, 15],
      [12, 9, 5, 5],
      [16, 17, 17, 6],
      [14, 17, 5, 5],
    ]);
  });
});

describe('what the keys say of the issues', () => {
  const pairs = RACES.flatMap((a, i) => RACES.slice(i + 1).map((b) => [a, b] as const));
  const joined = (same: (a: ReportWithKeys, b: ReportWithKeys) => boolean): string[] =>
    pairs.filter(([a, b]) => same(a.report, b.report)).map(([a, b]) => `${a.name} ${b.name}`);

  test('no two races are exactly or likely the same', () => {
    expect(joined((a, b) => a.keys.exact === b.keys.exact)).toEqual([]);
    expect(joined((a, b) => a.keys.likely === b.keys.likely)).toEqual([]);
  });

  test('one fork point joins the two workers of one executor', () => {
    expect(joined((a, b) => a.keys.fork !== null && a.keys.fork === b.keys.fork)).toEqual([
      'tidb-40355#1 tidb-49793#1',
    ]);
  });

  test('one side is shared only by the two races of one issue', () => {
    expect(joined((a, b) => a.keys.sides.some((key) => b.keys.sides.includes(key)))).toEqual([
      'tidb-31965#1 tidb-31965#2',
    ]);
  });
});
