import { guardedMatches } from './guard.ts';
import { doubtOf, isRuledOut } from './doubt.ts';
import type { Ruling } from './ruling.ts';
import { centreOf, type Links } from './star.ts';
import { chooseTarget, statedTarget, type Target } from './target.ts';
import type { Issue, MatchLevel, Race, RelatedLevel, Sighting, Verdict } from './types.ts';

/** What earlier issues say about this one. */
export interface Relation {
  readonly verdict: Extract<Verdict, 'new' | 'duplicate' | 'regression' | 'declined' | 'likely' | 'related'>;
  /** The issue the verdict speaks of; null for new, likely and related. */
  readonly target: Sighting | null;
  readonly likely: readonly { readonly number: number; readonly because: string }[];
  readonly related: readonly { readonly number: number; readonly level: RelatedLevel }[];
  readonly because: readonly string[];
  /** People said so, whatever can be read. */
  readonly stated?: boolean;
}

/** A comment links few issues: a reader follows none of twenty. */
const LINKS = 3;

/** What people said, and what it leads to. */
export interface Said {
  readonly rulings?: readonly Ruling[];
  /** Issues that the sightings, or people, point at. */
  readonly linked?: readonly Sighting[];
  /** Our races, by position, whose frames race with everything; see `guardedMatches`. */
  readonly promiscuous?: readonly number[];
}

/**
 * Compares the set of races of an issue with those of earlier issues. Acting levels need all our races, each
 * equal at the strict level, in one issue; anything less is only shown. Never “any match is a duplicate”. What people
 * said counts more than any key.
 */
export function relate(
  issue: Issue,
  races: readonly Race[],
  sightings: readonly Sighting[],
  { rulings = [], linked = [], promiscuous = [] }: Said = {},
): Relation {
  const known = [...linked, ...sightings, cardOf(issue)];
  const links = { known: new Map(known.map((one) => [one.issue, one])), rulings };
  const keyed = races.flatMap(({ keys }, race) => (keys.exact ? [race] : []));
  const seen = guardedMatches(sightings, promiscuous).filter((one) => !isRuledOut(issue.number, one, links));
  const covering = seen.filter((one) => covers(one, keyed));
  const doubt = doubtOf(
    issue.number,
    sightings.filter((one) => covers(one, keyed)),
    links,
  );
  const stated = statedTarget(issue, links);
  const target = stated ?? (doubt ? null : chooseTarget(issue, covering, links));
  const elsewhere = (found: readonly Sighting[]) =>
    atCentres(found, links).filter(
      (one) => one.issue !== issue.number && one.issue !== target?.sighting.issue,
    );
  // Not a word of newer issues: whether they are known yet is chance, and they name this one.
  const earlier = seen.filter((one) => one.issue < issue.number);
  const rest = elsewhere(earlier.filter((one) => !covering.includes(one)));
  if (target) return { ...toRelation(target, rest), ...(stated ? { stated: true } : {}) };
  const held = earlier.filter((one) => covering.includes(one));
  const likely = doubt?.kind === 'disputed' ? alike(elsewhere(held)) : findLikely(rest);
  return unacted(likely, findRelated(rest), doubt ? [doubt.because] : []);
}

/** The issue as others would see it; whom it repeats is what we are about to find. */
function cardOf({ number, title, state, createdAt, closedAt }: Issue): Sighting {
  return {
    issue: number,
    title,
    state,
    stateReason: null,
    createdAt,
    closedAt,
    duplicateOf: null,
    matches: [],
  };
}

function toRelation({ sighting, verdict, because }: Target, rest: readonly Sighting[]): Relation {
  return { verdict, target: sighting, likely: [], related: findRelated(rest), because: [because] };
}

/** No issue to point at as the same: what is shown is all there is. */
function unacted(
  likely: Relation['likely'],
  related: Relation['related'],
  because: readonly string[],
): Relation {
  const verdict = likely.length > 0 ? 'likely' : related.length > 0 ? 'related' : 'new';
  const reasons = [...because, ...describe(verdict, likely, related)];
  return { verdict, target: null, likely, related, because: reasons };
}

/** A reader is sent to the centre of a star, never to an issue that only repeats it; and to each once. */
function atCentres(found: readonly Sighting[], links: Links): Sighting[] {
  const centres = new Map<number, Sighting>();
  for (const one of found) {
    const centre = centreOf(one, links)?.sighting;
    if (!centre) continue;
    const matches = [...(centres.get(centre.issue)?.matches ?? []), ...one.matches];
    centres.set(centre.issue, { ...centre, matches });
  }
  return [...centres.values()];
}

/** All our races that can be compared, each in that issue. */
function covers(sighting: Sighting, races: readonly number[]): boolean {
  return (
    races.length > 0 &&
    races.every((race) => sighting.matches.some((match) => match.race === race && match.level === 'exact'))
  );
}

function alike(covering: readonly Sighting[]): Relation['likely'] {
  return covering.slice(0, LINKS).map((one) => ({
    number: one.issue,
    because: 'the frames are the same, but people tell such races apart',
  }));
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
