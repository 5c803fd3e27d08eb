import type { HistoricIssue } from '../../src/cli/replay-input.ts';
import { play } from '../../src/cli/replay-play.ts';
import { corpus } from '../eval/corpus.ts';
import { renderFact } from '../eval/render.ts';
import { hasBothSides, optionsOf, racesOf } from '../eval/races.ts';
import { factsOf } from '../triage/build.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Bench, Row } from './bench.ts';

const ISSUES = 10_000;
const HOUR = 3_600_000;

/** A long history in which nearly every issue repeats an earlier one: the look-ups find most there. */
export const replay: Bench = {
  name: 'replay',
  async *measure(): AsyncIterable<Row> {
    const from = performance.now();
    let played = 0;
    for (const { issue } of play(history(), options())) played += Math.sign(issue.number);
    if (played !== ISSUES) throw new Error(`only ${played} issues were played`);
    const value = performance.now() - from;
    yield { name: 'replay: 10,000 issues of a few races', value, unit: 'ms', bar: { atMost: 30_000 } };
  },
};

const REPOSITORY = 'pingcap/tidb';

function options(): Parameters<typeof play>[1] {
  const config = parseConfig('');
  return { config, facts: factsOf({ modules: [...(optionsOf(REPOSITORY).modules ?? [])] }) };
}

function history(): HistoricIssue[] {
  const texts = corpus
    .filter(({ id, repo }) => repo === REPOSITORY && racesOf(id).some(hasBothSides))
    .map(({ reports }) => reports.map(renderFact).join('\n\n'));
  return Array.from({ length: ISSUES }, (_, i) => ({
    number: i + 1,
    title: 'a race',
    body: texts[i % texts.length] ?? '',
    author: null,
    createdAt: at(i),
    labels: [`sig/${i % 3}`],
    closedSometime: false,
    closed: i % 2 === 0 ? { at: at(i + 24), reason: 'completed' } : null,
    comments: [],
  }));
}

function at(hour: number): string {
  return new Date(Date.UTC(2020, 0) + hour * HOUR).toISOString();
}
