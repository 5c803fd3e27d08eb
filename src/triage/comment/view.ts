import { type RaceOptions, type RaceReport, type Side, sides } from '../../race/index.ts';
import type { Site } from '../place.ts';
import type { Race, Sighting, Snapshot, TriagePlan } from '../types.ts';

/** What the configuration and the run say about how to write. */
export interface CommentOptions {
  /** The issue that the verdict speaks of. */
  readonly target: Sighting | null;
  readonly options: RaceOptions;
  /** Whether owners are called, not only named. */
  readonly mention: 'never' | 'owners';
}

/** All that a part of the comment is made from. */
export interface CommentView extends CommentOptions {
  readonly plan: TriagePlan;
  readonly snapshot: Snapshot;
  readonly races: readonly RaceView[];
  readonly site: Site;
}

/** A race as the comment counts it. */
export interface RaceView {
  /** From 1. */
  readonly number: number;
  readonly report: RaceReport;
  readonly keys: Race['keys'];
  readonly sides: readonly Side[];
}

export function viewOf(plan: TriagePlan, snapshot: Snapshot, options: CommentOptions): CommentView {
  const races = snapshot.races.map(({ report, keys }, i) => ({
    number: i + 1,
    report,
    keys,
    sides: sides(report, options.options),
  }));
  return { ...options, plan, snapshot, races, site: siteOf(snapshot) };
}

/** Where the repository's files are on the web. */
export function siteOf({ facts }: Snapshot): Site {
  const { owner, name, defaultBranch: branch, webUrl = 'https://github.com' } = facts.repository;
  return { webUrl, owner, name, branch };
}
