import { readConfig } from '../github/gather.ts';
import type { ListedIssue } from '../store/survey.ts';
import { withHarness } from '../triage/harness.ts';
import { blamedPlaces, votesOf } from '../triage/owners/votes.ts';
import { raceOptions } from '../triage/plan.ts';
import { raceDigest, readRaces } from '../triage/races.ts';
import type { Issue, RepositoryFacts } from '../triage/types.ts';

/** An issue of a list, with what the index keeps of it. */
export interface ReadIssue extends ListedIssue {
  /** See `raceDigest`. */
  readonly digest: string;
  readonly hasRace: boolean;
}

/** Packages that the index keeps of an issue. */
const BLAMED = 4;

export function mayHoldRace(issue: Issue): boolean {
  return readRaces(issue).races.length > 0;
}

export function listedIssue(issue: Issue, facts: RepositoryFacts | null): ReadIssue {
  const result = readConfig(facts);
  const options = raceOptions(facts?.modules ?? [], result);
  const reading = readRaces(issue, options);
  const { races } = reading;
  const known = withHarness(
    options,
    races.map(({ report }) => report),
  );
  const votes =
    facts && result.ok && races.length > 0
      ? votesOf(races, { config: result.config, facts, options: known })
      : [];
  return {
    issue,
    races: races.map(({ keys }) => keys),
    blamed: blamedPlaces(votes).slice(0, BLAMED),
    digest: raceDigest(reading),
    hasRace: races.length > 0 || reading.mentioned,
  };
}
