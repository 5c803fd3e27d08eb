import type { Issue, MatchLevel, Race, RelatedLevel, Sighting, Verdict } from './types.ts';

/** What earlier issues say about this one. */
export interface Relation {
  readonly verdict: Extract<Verdict, 'new' | 'duplicate' | 'regression' | 'declined' | 'likely' | 'related'>;
  /** The issue the verdict speaks of; null for new, likely and related. */
  readonly target: Sighting | null;
  readonly likely: readonly { readonly number: number; readonly because: string }[];
  readonly related: readonly { readonly number: number; readonly level: RelatedLevel }[];
  readonly because: readonly string[];
}

/** A comment links few issues: a reader follows none of twenty. */
const LINKS = 3;

/**
 * Compares the set of races of an issue with those of earlier issues. Acting levels need all our races, each
 * equal at the strict level, in one issue; anything less is only shown. Never “any match is a duplicate”.
 */
export function relate(issue: Issue, races: readonly Race[], sightings: readonly Sighting[]): Relation {
  const keyed = races.flatMap(({ keys }, race) => (keys.exact ? [race] : []));
  const covering = keyed.length === 0 ? [] : sightings.filter((one) => covers(one, keyed));
  const target = chooseTarget(issue, covering);
  const rest = sightings.filter((one) => one.issue !== target?.sighting.issue && !covering.includes(one));
  const related = findRelated(rest);
  if (target) {
    const { sighting, verdict, because } = target;
    return { verdict, target: sighting, likely: [], related, because: [because] };
  }
  const likely = findLikely(rest);
  const verdict = likely.length > 0 ? 'likely' : related.length > 0 ? 'related' : 'new';
  const because = covering.length > 0 ? [`issue ${issue.number} is the oldest open one with this race`] : [];
  return {
    verdict,
    target: null,
    likely,
    related,
    because: [...because, ...describe(verdict, likely, related)],
  };
}

function covers(sighting: Sighting, races: readonly number[]): boolean {
  return races.every((race) =>
    sighting.matches.some((match) => match.race === race && match.level === 'exact'),
  );
}

interface Target {
  readonly sighting: Sighting;
  readonly verdict: 'duplicate' | 'regression' | 'declined';
  readonly because: string;
}

/**
 * The oldest open issue of the class; it is the centre of a star, so that links never form chains or cycles.
 * Where all are closed, the one closed last tells how it ended: fixed, or not to be fixed.
 */
function chooseTarget(issue: Issue, covering: readonly Sighting[]): Target | null {
  const centres = covering.filter((one) => one.duplicateOf === null && one.stateReason !== 'duplicate');
  const open = oldest(centres.filter((one) => one.state === 'open'));
  if (open && open.issue < issue.number) {
    return {
      sighting: open,
      verdict: 'duplicate',
      because: `issue ${open.issue} is open and holds the same race`,
    };
  }
  if (open) return null;
  const closed = lastClosed(centres.filter((one) => one.state === 'closed' && one.issue < issue.number));
  if (!closed) return null;
  if (closed.stateReason === 'not_planned') {
    return {
      sighting: closed,
      verdict: 'declined',
      because: `issue ${closed.issue} held the same race and was closed as not planned`,
    };
  }
  if (issue.createdAt < (closed.closedAt ?? '')) {
    return {
      sighting: closed,
      verdict: 'duplicate',
      because: `issue ${closed.issue} held the same race and was closed after this one was opened`,
    };
  }
  return {
    sighting: closed,
    verdict: 'regression',
    because: `issue ${closed.issue} held the same race and was closed as completed`,
  };
}

function oldest(found: readonly Sighting[]): Sighting | null {
  return found.reduce<Sighting | null>((best, one) => (best && best.issue < one.issue ? best : one), null);
}

function lastClosed(found: readonly Sighting[]): Sighting | null {
  return found.reduce<Sighting | null>(
    (best, one) => (best && (best.closedAt ?? '') >= (one.closedAt ?? '') ? best : one),
    null,
  );
}

function findLikely(sightings: readonly Sighting[]): Relation['likely'] {
  return sightings
    .filter((one) => has(one, 'likely'))
    .slice(0, LINKS)
    .map((one) => ({ number: one.issue, because: 'the innermost frames of both sides are the same' }));
}

/** Those that share one race exactly stand before those that only look alike. */
function findRelated(sightings: readonly Sighting[]): Relation['related'] {
  const levels: readonly [MatchLevel, RelatedLevel][] = [
    ['exact', 'shares-race'],
    ['fork-point', 'fork-point'],
    ['one-sided', 'one-sided'],
  ];
  const found = levels.flatMap(([match, level]) =>
    sightings.filter((one) => has(one, match)).map((one) => ({ number: one.issue, level })),
  );
  const first = found.filter((one, i) => found.findIndex((other) => other.number === one.number) === i);
  return first.slice(0, LINKS);
}

function has(sighting: Sighting, level: MatchLevel): boolean {
  return sighting.matches.some((match) => match.level === level);
}

function describe(
  verdict: Relation['verdict'],
  likely: Relation['likely'],
  related: Relation['related'],
): readonly string[] {
  if (verdict === 'likely')
    return likely.map((one) => `likely the same as issue ${one.number}: ${one.because}`);
  if (verdict === 'related') return related.map((one) => `related to issue ${one.number}: ${one.level}`);
  return ['no earlier issue of this repository holds this race'];
}
