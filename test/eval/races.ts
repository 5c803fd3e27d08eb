import {
  fingerprint,
  parseRaceReports,
  type RaceKeys,
  type RaceOptions,
  type RaceReport,
  sides,
} from '../../src/race/index.ts';
import { corpus, type IssueFact } from './corpus.ts';
import { renderFact } from './render.ts';

/** A race of an issue, as the app reads it. */
export interface KeyedRace {
  readonly report: RaceReport;
  readonly keys: RaceKeys;
}

const issues = new Map(corpus.map((issue) => [issue.id, issue]));
const read = new Map<string, readonly KeyedRace[]>();

/** The races of an issue; none where the corpus does not have it. */
export function racesOf(id: string): readonly KeyedRace[] {
  const known = read.get(id);
  if (known) return known;
  const issue = issues.get(id);
  const races = issue ? readRaces(issue) : [];
  read.set(id, races);
  return races;
}

function readRaces(issue: IssueFact): KeyedRace[] {
  const options = optionsOf(issue.repo);
  const reports = issue.reports.flatMap((fact) => parseRaceReports(renderFact(fact), options));
  return reports.map((report) => ({ report, keys: fingerprint(report, options) }));
}

/** What `go.mod` would tell of a repository: its own name, where its issues have code under it. */
export function optionsOf(repo: string): RaceOptions {
  // https://github.com/golang/go/blob/master/src/go.mod
  if (repo === 'golang/go') return { modules: ['std', 'cmd'] };
  const module = `github.com/${repo}`;
  return ownName.has(repo) ? { modules: [module] } : {};
}

const ownName = new Set(
  corpus
    .filter((issue) => symbolsOf(issue).some((symbol) => symbol.startsWith(`github.com/${issue.repo}`)))
    .map(({ repo }) => repo),
);

function symbolsOf({ reports }: IssueFact): string[] {
  return reports.flatMap(({ report }) =>
    [...report.accesses, ...report.goroutines].flatMap(({ frames }) => frames.map(({ symbol }) => symbol)),
  );
}

/** Both stacks are in the text, from the function that touched the memory on. */
export function hasBothSides({ report }: KeyedRace): boolean {
  const both = report.accesses.length === 2 && report.accesses.every((access) => access.frames.length > 0);
  return both && sides(report).every(({ leaf }) => leaf !== null);
}
