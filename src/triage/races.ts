import { fingerprint, parseRaceReports, raceMentioned, sides } from '../race/index.ts';
import type { RaceOptions, RaceReport } from '../race/index.ts';
import { withHarness } from './harness.ts';
import type { IndexedKeys, Race } from './types.ts';

/** What the text of an issue says about races. */
export interface Reading {
  readonly races: readonly Race[];
  /** Signs of a race without a report that can be read. */
  readonly mentioned: boolean;
}

/**
 * Reads the text of an issue.
 * @param options as `raceOptions` makes them: `harness` holds the patterns of the configuration
 */
export function readRaces(issue: { title: string; body: string }, options: RaceOptions = {}): Reading {
  const reports = parseRaceReports(issue.body, options);
  const known = withHarness(options, reports);
  return {
    races: reports.map((report) => ({ report, keys: keysOf(report, known) })),
    mentioned: reports.length === 0 && raceMentioned(issue.body, issue.title),
  };
}

function keysOf(report: RaceReport, options: RaceOptions): IndexedKeys {
  const keys = fingerprint(report, options);
  const [a, b, ...more] = sides(report, options).flatMap(({ leaf }) => leaf?.name ?? []);
  return a !== undefined && b !== undefined && more.length === 0 ? { ...keys, leaves: [a, b] } : keys;
}

/**
 * Whether a text has anything for us, without a look at whose code it is about: what `isRaceIssue` says of its reading,
 * whatever the options, at a fraction of the cost.
 */
export function tellsOfRace({ title, body }: { title: string; body: string }): boolean {
  return raceMentioned(body, title) || parseRaceReports(body).length > 0;
}

/** Whether there is anything in the text for us. */
export function isRaceIssue({ races, mentioned }: Reading): boolean {
  return races.length > 0 || mentioned;
}

/**
 * Equal when an issue holds the same set of races: an edit that leaves it equal is none of our business. A race
 * without a key counts by the symbols of its accesses.
 */
export function raceDigest({ races, mentioned }: Reading): string {
  const names = races.map(({ report, keys }) => keys.exact ?? keys.likely ?? symbolsOf(report));
  return [...new Set(names)].sort().join(' ') || (mentioned ? 'mentioned' : '');
}

function symbolsOf(report: Race['report']): string {
  const tops = report.accesses.map((access) => access.frames[0]?.symbol ?? '?');
  return `(${tops.sort().join('|').replaceAll(' ', '_').slice(0, 200)})`;
}
