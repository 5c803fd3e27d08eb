import type { Store } from '../store/store.ts';
import type { Snapshot } from '../triage/types.ts';

/**
 * What the functions of the races did elsewhere in the repository: race with everybody, or race with each other when
 * their packages had another path. Asks the store only, and only where the answer could change something.
 */
export async function gatherLeaves(
  repository: number,
  issue: number,
  { races, sightings, config }: Pick<Snapshot, 'races' | 'sightings' | 'config'>,
  store: Pick<Store, 'promiscuous' | 'moved'>,
): Promise<Pick<Snapshot, 'promiscuous' | 'moved'>> {
  const keys = races.map((race) => race.keys);
  if (!config.ok || keys.length === 0) return {};
  const matches = sightings.flatMap((one) => one.matches);
  const weak = matches.some(({ level }) => level === 'likely' || level === 'one-sided');
  const promiscuous = weak ? await store.promiscuous(repository, keys, config.config.duplicates.guard) : [];
  const exact = new Set(matches.filter(({ level }) => level === 'exact').map(({ race }) => race));
  const moved = (await store.moved(repository, issue, keys)).filter(({ race }) => !exact.has(race));
  return {
    ...(promiscuous.length > 0 ? { promiscuous } : {}),
    ...(moved.length > 0 ? { moved } : {}),
  };
}
