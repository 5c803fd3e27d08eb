import type { Store } from '../store/store.ts';
import type { Ruling } from '../triage/ruling.ts';
import type { Sighting, Snapshot } from '../triage/types.ts';

/** How many steps of “repeats” are followed: a star has one, whatever people declare a few more. */
const STEPS = 8;

/**
 * What people said of an issue and of those that hold its races, and the issues all these point at, to the end of
 * the way. Asks the store only.
 */
export async function gatherLinks(
  repository: number,
  issue: number,
  sightings: readonly Sighting[],
  store: Pick<Store, 'rulings' | 'cards'>,
): Promise<Required<Pick<Snapshot, 'rulings' | 'linked'>>> {
  const rulings = new Map<string, Ruling>();
  const linked: Sighting[] = [];
  const known = new Set([issue, ...sightings.map((one) => one.issue)]);
  let latest: readonly Sighting[] = sightings;
  for (let step = 0; step < STEPS; step++) {
    const asked = [...(step === 0 ? [issue] : []), ...latest.map((one) => one.issue)];
    const said = await store.rulings(repository, asked);
    for (const ruling of said) rulings.set(JSON.stringify(ruling), ruling);
    const next = [...latest.flatMap(({ duplicateOf }) => duplicateOf ?? []), ...said.flatMap(named)];
    const unknown = [...new Set(next)].filter((number) => !known.has(number));
    if (unknown.length === 0) break;
    for (const number of unknown) known.add(number);
    latest = await store.cards(repository, unknown);
    linked.push(...latest);
  }
  return { rulings: [...rulings.values()], linked };
}

/** Both ends: what is said of two issues is read from either. */
function named(ruling: Ruling): number[] {
  return 'other' in ruling ? [ruling.issue, ruling.other] : [];
}
