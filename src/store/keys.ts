import type { Transaction } from 'kysely';
import type { RaceKeys } from '../race/types.ts';
import type { IndexedKeys } from '../triage/types.ts';
import { recordLeaves } from './leaves.ts';
import type { Tables } from './tables.ts';

/** A text that holds reports: that of an issue, or one of its comments. */
export interface TextPlace {
  readonly repository: number;
  readonly issue: number;
  /** 0 for the text of the issue. */
  readonly comment: number;
}

/** Notes the races of a text in place of those noted before. */
export async function recordKeys(
  trx: Transaction<Tables>,
  place: TextPlace,
  races: readonly IndexedKeys[],
  writtenAt: string,
): Promise<void> {
  await trx
    .deleteFrom('race_key')
    .where('repository', '=', place.repository)
    .where('issue', '=', place.issue)
    .where('comment', '=', place.comment)
    .execute();
  const at = timeOf(writtenAt);
  const rows = races.flatMap((keys, race) =>
    levelled(keys).map((entry) => ({ ...place, race, at, ...entry })),
  );
  // SQLite binds at most 32,766 values in a statement; an issue of hundreds of reports has more.
  for (let from = 0; from < rows.length; from += 1000) {
    await trx
      .insertInto('race_key')
      .values(rows.slice(from, from + 1000))
      .onConflict((c) => c.doNothing())
      .execute();
  }
  await recordLeaves(trx, place, races);
}

/** The keys of a race with their level, strictest first. */
export function levelled(keys: RaceKeys): { key: string; level: number }[] {
  const byLevel = [[keys.exact], [keys.likely, keys.likelyOther], keys.sides, [keys.fork]];
  return byLevel.flatMap((found, level) => found.flatMap((key) => (key === null ? [] : [{ key, level }])));
}

/** Milliseconds since 1970; 0 for what is no time. */
export function timeOf(iso: string): number {
  return Date.parse(iso) || 0;
}
