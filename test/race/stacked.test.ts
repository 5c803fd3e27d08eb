import { describe, expect, test } from '@jest/globals';
import { parseRaceReports, renderReport } from '../../src/race/index.ts';
import type { RaceReport } from '../../src/race/index.ts';
import { samples, sampleText } from './samples.ts';
import { WRAPPINGS } from './wrappings.ts';

/**
 * Every wrapping in every wrapping: a quote of a log, a log of a container of a CI step. Those of which the inner
 * one can no longer be told are listed; none of them was ever seen.
 */
const LOST: Readonly<Record<string, readonly string[]>> = {
  'text on the line of the fence': ['line breaks of HTML'],
  'a rule behind other output': ['a record of a log'],
  'HTML escapes': ['HTML escapes', 'line breaks of HTML', 'a table', 'a record of a log'],
  'line breaks of HTML': ['text on the line of the fence', 'an unclosed fence', 'JSON'],
  'a table': ['JSON'],
  'backslashes of an editor': ['TeamCity messages', 'JSON', 'backslashes of an editor'],
  'everything twice': [
    'TeamCity messages',
    'a record of a log',
    'line breaks of HTML',
    'a table',
    'one frame per line',
    'one line',
    'one line without rules',
    'a section per line',
  ],
  'one line': ['JSON', 'logs inside sections'],
  'one line without rules': ['JSON', 'logs inside sections'],
};

const JSON_LINES = new Set([
  'go test -json',
  'go test -json, the line feed on its own',
  'Docker json-file',
  'a record of a log',
  'a record of a log for each line',
]);

const reports: readonly RaceReport[] = samples
  .filter(({ layout, scenario }) => layout === 'abs' && /^(?:method|generic-method|dotted)$/.test(scenario))
  .flatMap((sample) => parseRaceReports(sampleText(sample)))
  .filter((report) => report.complete)
  .slice(-3);

/** What is read: everything but where it stands. */
function told({ complete, accesses, goroutines }: RaceReport): unknown {
  const bare = (stack: RaceReport['accesses'][number] | RaceReport['goroutines'][number]): unknown => ({
    ...stack,
    frames: stack.frames.map((frame) => ({ ...frame, at: 0 })),
  });
  return { complete, accesses: accesses.map(bare), goroutines: goroutines.map(bare) };
}

function isLost(outer: string, inner: string): boolean {
  const lost = LOST[outer] ?? [];
  return lost.includes(inner) || (lost.includes('JSON') && JSON_LINES.has(inner));
}

describe.each(Object.entries(WRAPPINGS))('in %s', (outer, wrapOuter) => {
  test.each(Object.entries(WRAPPINGS).filter(([inner]) => !isLost(outer, inner)))('%s', (_, wrapInner) => {
    for (const report of reports) {
      const text = wrapOuter(wrapInner(renderReport(report).trimEnd()).trimEnd());
      expect(parseRaceReports(text).map(told)).toEqual([told(report)]);
    }
  });
});
