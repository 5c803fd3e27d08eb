import { relate } from '../triage/duplicates.ts';
import type { Snapshot } from '../triage/types.ts';
import { orNull, UNSEEN } from './absent.ts';
import type { GitHub } from './github.ts';

/** Of a race that is back, what fixed it the last time; asked only then. */
export async function readCloser(
  github: GitHub,
  issue: Snapshot['issue'],
  known: Pick<Snapshot, 'races' | 'sightings' | 'rulings' | 'linked' | 'promiscuous'>,
): Promise<Pick<Snapshot, 'fixedBy'>> {
  const { verdict, target } = relate(issue, known.races, known.sightings, known);
  if (verdict !== 'regression' || !target) return {};
  const fixedBy = await orNull(UNSEEN, github.closer(target.issue));
  return fixedBy === null ? {} : { fixedBy };
}
