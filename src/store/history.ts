import type { Kysely } from 'kysely';
import type { RaceKeys } from '../race/types.ts';
import type { RaceHistory } from '../triage/types.ts';
import type { Tables } from './tables.ts';

/** See `Index.history`. */
export async function history(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  races: readonly RaceKeys[],
): Promise<RaceHistory[]> {
  const exact = [...new Set(races.flatMap((keys) => keys.exact ?? []))];
  if (exact.length === 0) return [];
  const rows = await db
    .selectFrom('race_key')
    .select((e) => [
      'key',
      // Rows of an older version of the store do not say when.
      e.fn.min(e.fn('nullif', ['at', e.val(0)])).as('first'),
      e.fn.max('at').as('last'),
      e.fn.countAll<number>().as('reports'),
      e.fn.count<number>('issue').distinct().as('issues'),
      e.fn.count<number>(e.fn('nullif', ['comment', e.val(0)])).as('comments'),
    ])
    .where('repository', '=', repository)
    .where('key', 'in', exact)
    .where('level', '=', 0)
    .where('issue', '<>', issue)
    .groupBy('key')
    .execute();
  return races.flatMap(({ exact: key }, race) => {
    const row = rows.find((one) => one.key === key);
    if (!row) return [];
    const { reports, issues, comments } = row;
    return [
      { race, first: iso(Number(row.first ?? row.last)), last: iso(row.last), reports, issues, comments },
    ];
  });
}

/** Empty where we never heard. */
function iso(at: number): string {
  return at === 0 ? '' : new Date(at).toISOString();
}
