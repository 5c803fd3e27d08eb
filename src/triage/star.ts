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
 * what we found.
 *
 * @returns null where the way runs in a circle, which points at nobody, or ends at an issue that was closed as a
 * duplicate of we do not know what
 */
export function centreOf(start: Sighting, { known, rulings }: Links): Centre | null {
  const met = new Set<number>();
  let at = start;
  let stated = false;
  while (!met.has(at.issue)) {
    met.add(at.issue);
    const word = statedDuplicateOf(rulings, at.issue);
    const next = word?.other ?? at.duplicateOf;
    stated ||= word !== null;
    if (next === null) return at.stateReason === 'duplicate' ? null : { sighting: at, stated };
    const found = known.get(next);
    // What an open issue repeated was deleted: it stands for itself again.
    if (!found) return at.state === 'open' ? { sighting: at, stated: false } : null;
    at = found;
  }
  return null;
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
