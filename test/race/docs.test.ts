import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { canonicalSymbol, MOST_REPORTS, parseRaceReports } from '../../src/race/index.ts';

/** `docs/race-reports.md` says nothing that is not so. */
const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/race-reports.md'), 'utf8');

const examples = [...page.matchAll(/^```\w*\n([^]*?)^```\n\n(.*)$/gm)].map(
  ([, text = '', said = '']) => [said, text] as const,
);

test('every example says what comes out', () => {
  expect(examples).toHaveLength((page.match(/^```\w/gm) ?? []).length);
});

test.each(examples)('%s', (said, text) => {
  const [report, ...others] = parseRaceReports(text);
  expect(others).toEqual([]);
  if (report === undefined) return expect(said).toBe('Read as: no report.');
  const codes = [...new Set(report.defects.map(({ code }) => `\`${code}\``))].join(', ');
  const told = `1 report, ${report.complete ? 'complete' : 'not complete'}${codes === '' ? '' : `; ${codes}`}`;
  expect(said).toBe(`Read as: ${told}.`);
});

test('the table of defects has a row for each code', () => {
  const types = readFileSync(join(ROOT, 'src/race/types.ts'), 'utf8');
  const [, union = ''] = types.split('export type DefectCode =');
  const codes = [...`${union.split("';")[0] ?? ''}'`.matchAll(/\| '([a-z-]+)'/g)].map(([, code]) => code);
  const [, table = ''] = page.split('| Code ');
  const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(rows).toEqual(codes);
});

test('the caps are those of the code', () => {
  expect(page).toContain(`more than ${MOST_REPORTS.toLocaleString('en')} reports`);
});

test.each<[string, string]>([
  ['p.F.func1', 'p.F{}'],
  ['p.glob..func1', 'p.init{}'],
  ['p.init.func1', 'p.init{}'],
  ['p.F·dwrap·8', 'p.F{}'],
  ['p.F.gowrap1', 'p.F{}'],
  ['p.(*T).M-fm', 'p.T.M'],
  ['p.F-range1', 'p.F'],
  ['p.F[...]', 'p.F'],
  ['p.F[go.shape.int]', 'p.F'],
])('%s counts as %s', (symbol, name) => {
  expect(page).toContain(`\`${symbol}\``);
  const text = `WARNING: DATA RACE\nWrite at 0x00c000094000 by main goroutine:\n  ${symbol}()\n      /s/x.go:1 +0x1\n`;
  const frame = parseRaceReports(text)[0]?.accesses[0]?.frames[0];
  expect(frame === undefined ? null : canonicalSymbol(frame)).toBe(name);
});
