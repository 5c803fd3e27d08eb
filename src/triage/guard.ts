import type { Sighting } from './types.ts';

/**
 * The sightings without the matches that prove nothing: a frame that races with everybody – a helper that copies, an
 * allocator – glues unrelated bugs together, as syzbot found twice and took the rule back. Such a frame makes no
 * match on its leaf alone; where more agrees, the match stands.
 *
 * @param promiscuous our races, by position, one of whose leaves was met with too many different partners
 */
export function guardedMatches(
  sightings: readonly Sighting[],
  promiscuous: readonly number[],
): readonly Sighting[] {
  if (promiscuous.length === 0) return sightings;
  return sightings.flatMap((sighting) => {
    const matches = sighting.matches.filter(
      ({ race, level }) => !promiscuous.includes(race) || !LEAF_ALONE.includes(level),
    );
    return matches.length > 0 ? [{ ...sighting, matches }] : [];
  });
}

/** Levels that rest on one frame of a side. */
const LEAF_ALONE: readonly string[] = ['likely', 'one-sided'];
