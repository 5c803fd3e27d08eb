import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseRaceReports, patternsOf } from '../../src/race/index.ts';
import { PATTERNS } from '../../src/race/pattern.ts';
import { issueText } from './accept.ts';
import { SAMPLES } from './samples.ts';

test.each<[string, readonly string[]]>([
  ['kinds-go1.15/map.txt', ['map']],
  ['go1.26/abs-map.txt', ['map']],
  ['kinds-go1.24/slice.txt', ['slice']],
  ['kinds-go1.24/chan.txt', ['channel']],
  ['go1.19/abs-channel.txt', ['channel']],
  ['go1.26/abs-atomic.txt', ['mixed-atomic']],
  ['go1.23/abs-closure.txt', ['captured-variable']],
  ['kinds-go1.24/init.txt', ['init-order']],
  ['go1.26/abs-global.txt', []],
])('%s: %j', (file, expected) => {
  const [report] = parseRaceReports(readFileSync(join(SAMPLES, file), 'utf8'));
  expect(report && patternsOf(report).map(({ name }) => name)).toEqual(expect.arrayContaining([...expected]));
  if (expected.length === 0) expect(report && patternsOf(report)).toEqual([]);
});

test.each<[string, readonly string[][]]>([
  ['tidb-19868', [['third-party']]],
  ['tidb-31965', [[], ['mixed-atomic']]],
  ['tidb-40355', [['third-party']]],
  ['tidb-40823', [['after-failure']]],
])('%s: %j', (name, expected) => {
  const reports = parseRaceReports(issueText(name));
  expect(reports.map((report) => patternsOf(report).map((pattern) => pattern.name))).toEqual(expected);
});

test('every pattern has a name of its own and one sentence of reason', () => {
  expect(new Set(PATTERNS.map(({ name }) => name)).size).toBe(PATTERNS.length);
  for (const { reason } of PATTERNS) expect(reason).toMatch(/^[A-Z].*\.$/);
});
