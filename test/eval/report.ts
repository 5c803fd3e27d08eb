import { BARS } from './bars.ts';
import type { Evaluation } from './evaluation.ts';
import { list, share, table } from './markdown.ts';
import { ownersReport } from './owners-report.ts';
import type { Pair, PairsResult, Score } from './pairs.ts';

/** What was measured, for people: the same text on the terminal and in `docs/accuracy.md`. */
export function report(evaluation: Evaluation): string {
  return [
    barsReport(evaluation),
    scenariosReport(evaluation),
    pairsReport(evaluation.pairs),
    ownersReport(evaluation.owners),
    invarianceReport(evaluation),
  ].join('\n\n');
}

function barsReport(evaluation: Evaluation): string {
  const rows = BARS.map((bar) => {
    const missed = bar.missed(evaluation);
    return [
      bar.name,
      missed.length === 0 ? 'holds' : `**missed**: ${missed.slice(0, 5).join('; ')}`,
      bar.why,
    ];
  });
  return `## Bars\n\n${table(['Must hold', 'State', 'Why'], rows)}`;
}

function scenariosReport({ scenarios }: Evaluation): string {
  const rows = (scores: Evaluation['scenarios']['programs']): string[][] =>
    scores.map((score) => [
      score.rule,
      share(score.stable, score.scenarios),
      String(score.collisions.length),
      score.unstable.join(' ') || '–',
    ]);
  const header = ['Rule', 'Same race, same key', 'Different races, same key', 'Changes its key'];
  return [
    '## Programs whose race is known',
    'Twenty-two programs, each built by several Go versions in several layouts.',
    table(header, rows(scenarios.programs)),
    'One kind of race a program, under Go 1.15 and Go 1.24. `test` and what begins with `test_` are one program, run in different ways.',
    table(header, rows(scenarios.kinds)),
  ].join('\n\n');
}

function pairsReport({ scores, misses, apart, unspoken }: PairsResult): string {
  const cell = ({ found, of }: Score): string => share(found, of);
  const rows = scores.map((score) => [
    score.rule,
    cell(score.stated),
    cell(score.inferred),
    cell(score.siblings),
    cell(score.whole),
    cell(score.unreadable),
    cell(score.wrong),
    precision(score),
    score.says,
  ]);
  const header = [
    'Rule',
    'Stated',
    'Inferred',
    'Siblings',
    'Whole',
    'A stack missing',
    'Wrong',
    'Precision',
    'Same means',
  ];
  return [
    '## Pairs of real issues',
    'Issues that people said are one race, that stacks or links show to be one, or that are one cause on other lines (siblings); and issues that are different though they look alike (wrong merges). “Whole” counts those again of which no text breaks off. Only the column “a stack missing” counts pairs of which one text lacks the second stack.',
    table(header, rows),
    '### Not joined by E or L',
    list(
      misses.map(
        ({ pair, joined, why }) =>
          `${names(pair)} (${pair.truth}, ${pair.relation}): joined by ${joined}; ${why}`,
      ),
    ),
    '### Wrong merges of our levels',
    list(scores.slice(0, 4).flatMap(({ rule, wrongPairs }) => wrongPairs.map((pair) => `${rule}: ${pair}`))),
    '### Joined at E, though nobody spoke of them',
    list(unspoken),
    `### A stack missing: ${apart.length} pairs, counted apart`,
    list(apart.map(names), 10),
  ].join('\n\n');
}

/** Among the labelled pairs that can be read. */
function precision({ stated, inferred, siblings, wrong }: PairsResult['scores'][number]): string {
  const right = stated.found + inferred.found + siblings.found;
  return share(right, right + wrong.found);
}

function names({ a, b }: Pair): string {
  return `${a} and ${b}`;
}

function invarianceReport({ invariance }: Evaluation): string {
  const rows = invariance.map(({ change, reports, exact, likely, sides, fork, broken }) => [
    change,
    String(reports),
    share(exact, reports),
    share(likely, reports),
    share(sides, reports),
    share(fork, reports),
    broken.join(' ') || '–',
  ]);
  const header = ['Changed', 'Reports', 'E stays', 'L stays', 'O stays', 'F stays', 'Broken'];
  return [
    '## What must not change a key',
    'Every complete report of the samples and of the corpus, printed again with one thing changed and read back.',
    table(header, rows),
  ].join('\n\n');
}
