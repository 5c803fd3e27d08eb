import { statedDuplicateOf, type Ruling } from './ruling.ts';
import type { Sighting } from './types.ts';

/** The issue at the centre of a star of duplicates. */
export interface Centre {
  readonly sighting: Sighting;
  /** People said so, at least in part of the way there. */
  readonly stated: boolean;
}

/** What is known of who repeats whom. */
export interface Links {
  /** By number: the sightings, and the issues that they or people point at. */
  readonly known: ReadonlyMap<number, Sighting>;
  readonly rulings: readonly Ruling[];
}

/**
 * Follows who repeats whom to the end, so that links form stars and never chains: what people said counts more than
 * what we found. Where the two lead in a circle, what we found gives way: people may send the oldest to one that we took
 * for its repetition.
 *
 * @returns null where people declared a circle, or all of one is found, which points at nobody; and where the way ends at
 * an issue that was closed as a duplicate of we do not know what
 */
export function centreOf(start: Sighting, links: Links): Centre | null {
  const way = new Map<number, Step>();
  let stated = false;
  for (let at = start; ;) {
    if (way.has(at.issue)) return centreOfCircle(at, [...way.values()]);
    const step = stepFrom(at, links);
    way.set(at.issue, step);
    stated ||= step.isStated;
    if (step.to === null) return at.stateReason === 'duplicate' ? null : { sighting: at, stated };
    const found = links.known.get(step.to);
    // What an open issue repeated was deleted: it stands for itself again.
    if (!found) return at.state === 'open' ? { sighting: at, stated: false } : null;
    at = found;
  }
}

interface Step {
  readonly from: Sighting;
  readonly to: number | null;
  /** By people. */
  readonly isStated: boolean;
}

function stepFrom(from: Sighting, { rulings }: Links): Step {
  const word = statedDuplicateOf(rulings, from.issue);
  return { from, to: word?.other ?? from.duplicateOf, isStated: word !== null };
}

/** The oldest that people named, and that only we sent further on: the same wherever the way begins. */
function centreOfCircle(first: Sighting, way: readonly Step[]): Centre | null {
  const circle = way.slice(way.findIndex(({ from }) => from.issue === first.issue));
  const named = circle.filter(({ isStated }, i) => !isStated && circle.at(i - 1)?.isStated);
  const [oldest] = named.map(({ from }) => from).toSorted((a, b) => a.issue - b.issue);
  return oldest && oldest.stateReason !== 'duplicate' ? { sighting: oldest, stated: true } : null;
}

/**
 * Whether an issue still points where we sent it, though its centre holds other races by now: two of them would keep each
 * other there, since each sees the link of the other. What people said holds whatever the frames say.
 *
 * @param covering the issues that hold all our races, of which this is one: whoever it repeats is another
 */
export function isStale(
  { issue, duplicateOf }: Sighting,
  covering: readonly Sighting[],
  { known, rulings }: Links,
): boolean {
  if (duplicateOf === null || !known.has(duplicateOf)) return false;
  if (statedDuplicateOf(rulings, issue) !== null) return false;
  return !covering.some((one) => one.issue === duplicateOf);
}
