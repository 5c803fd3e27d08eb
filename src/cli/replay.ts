import { readHistory } from './replay-input.ts';
import { readReplayOptions } from './replay-options.ts';
import { type Played, play } from './replay-play.ts';
import { Summary } from './replay-summary.ts';
import { paint, printable } from './terminal.ts';

const SCHEMA = 'race-triage/replay@1';

/** `race-triage replay`: a repository's history, as if the app had been there. Writes nothing. */
export async function replay(args: readonly string[]): Promise<number> {
  const options = readReplayOptions(args);
  const history = await readHistory(options.from);
  warn(history, options.from);
  const summary = new Summary(options.config);
  for (const played of play(history.issues, options)) {
    summary.add(played);
    if (options.json) process.stdout.write(`${JSON.stringify(toJson(played))}\n`);
    else if (played.plan.verdict !== 'no-race') process.stdout.write(`${describe(played)}\n`);
  }
  if (!options.json) process.stdout.write(summary.render());
  return 0;
}

/** What the file could not say goes before all results: it bears on every one of them. */
function warn({ issues, pullRequests }: Awaited<ReturnType<typeof readHistory>>, file: string): void {
  const undated = issues.filter((issue) => issue.closedSometime).length;
  if (pullRequests > 0)
    process.stderr.write(`race-triage: ${file}: ${pullRequests} pull requests left out\n`);
  if (undated > 0)
    process.stderr.write(
      `race-triage: ${file}: ${undated} closed issues without closed_at; they count as open throughout\n`,
    );
}

function toJson({ issue, plan }: Played): object {
  return {
    schema: SCHEMA,
    number: issue.number,
    verdict: plan.verdict,
    races: plan.races,
    duplicate_of: plan.duplicateOf,
    regression_of: plan.regressionOf,
    declined_in: plan.declinedIn,
    likely: plan.likely.map(({ number, because }) => ({ number, because })),
    related: plan.related.map(({ number, level }) => ({ number, level })),
    modules: plan.modules.map(({ name, confidence, labels, owners, because }) => ({
      name,
      confidence,
      labels,
      owners,
      because,
    })),
    labels: plan.labels.map((label) => label.name),
    patterns: plan.patterns,
    because: plan.because,
  };
}

function describe({ issue, plan }: Played): string {
  const module = plan.modules[0];
  const parts = [
    `#${issue.number}`.padEnd(8),
    issue.createdAt.slice(0, 10),
    paint('cyan', plan.verdict.padEnd(10)),
    linksOf(plan),
    module ? `${printable(module.name)} (${module.confidence})` : '',
  ];
  return parts
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

function linksOf(plan: Played['plan']): string {
  const target = plan.duplicateOf ?? plan.regressionOf ?? plan.declinedIn;
  const links = [
    ...(target === null ? [] : [`of #${target}`]),
    ...plan.likely.map(({ number }) => `likely #${number}`),
    ...plan.related.map(({ number, level }) => `${level} #${number}`),
  ];
  return links.join(', ');
}
