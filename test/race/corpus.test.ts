import { describe, expect, test } from '@jest/globals';
import { parseRaceReports, renderReport } from '../../src/race/index.ts';
import type { PrintedReport } from '../../src/race/index.ts';
import { facts } from './corpus.ts';
import { WRAPPINGS } from './wrappings.ts';

describe('reports of public issues, in every wrapping', () => {
  test.each(Object.keys(WRAPPINGS))('%s: every access, goroutine and frame', (name) => {
    const wrap = WRAPPINGS[name] ?? ((text: string) => text);
    const wrong = facts.filter(({ report }) => {
      const found = parseRaceReports(wrap(renderReport(report).trimEnd()));
      return found.length !== 1 || found[0] === undefined || told(found[0]) !== told(report);
    });
    expect(wrong.map(({ url }) => url)).toEqual([]);
  });
});

/** Everything that is printed, on one line each. */
function told({ accesses, goroutines }: PrintedReport): string {
  const stacks = [
    ...accesses.map((access) => ({
      ...access,
      head: `${access.op} ${access.previous} ${access.address} ${access.by.id}`,
    })),
    ...goroutines.map((goroutine) => ({ ...goroutine, head: `${goroutine.id} ${goroutine.state}` })),
  ];
  return stacks
    .map(({ head, frames }) =>
      [head, ...frames.map((f) => `${f.symbol} ${f.file}:${f.line} ${f.offset}`)].join('\n'),
    )
    .join('\n\n');
}
