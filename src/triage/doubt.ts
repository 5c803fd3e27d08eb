import { opinionOn, type PairRuling } from './ruling.ts';
import { centreOf, type Links } from './star.ts';
import type { Sighting } from './types.ts';

/** Why equal keys prove nothing here: whoever has the key may have either of two races. */
export interface Doubt {
  readonly kind: 'denied' | 'disputed';
  readonly because: string;
}

/** People said that the races differ from those of this issue, or from those of the one it repeats. */
export function isRuledOut(issue: number, one: Sighting, links: Links): boolean {
  const centre = centreOf(one, links)?.sighting.issue ?? one.issue;
  return [one.issue, centre].some((other) => isDenied(issue, other, links));
}

/** @param holders issues that hold all our races, whatever people said of them */
export function doubtOf(issue: number, holders: readonly Sighting[], links: Links): Doubt | null {
  const denied = holders.find((one) => isDenied(issue, one.issue, links));
  if (denied) return differs(denied);
  const disputed = disputedPair(holders, links);
  return disputed ? dispute(disputed) : null;
}

function isDenied(issue: number, other: number, { rulings }: Links): boolean {
  return opinionOn(rulings, issue, other)?.kind === 'different';
}

function differs({ issue }: Sighting): Doubt {
  return { kind: 'denied', because: `people said that this is another race than that of issue ${issue}` };
}

/** Two holders of which people with rights said that they differ. */
function disputedPair(holders: readonly Sighting[], { rulings }: Links): PairRuling | null {
  const numbers = new Set(holders.map((one) => one.issue));
  const found = rulings.find(
    (one): one is PairRuling =>
      one.kind === 'different' &&
      one.rights === 'triage' &&
      numbers.has(one.issue) &&
      numbers.has(one.other) &&
      opinionOn(rulings, one.issue, one.other)?.kind === 'different',
  );
  return found ?? null;
}

function dispute({ issue, other }: PairRuling): Doubt {
  return {
    kind: 'disputed',
    because: `people said that the races of issues ${issue} and ${other}, which look like this one, differ`,
  };
}
