import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What came, and when we last looked whether something did not. */
export interface Ledger {
  /** Which of these deliveries are stored, by the id that GitHub gave them. */
  stored(deliveries: readonly string[]): Promise<Set<string>>;
  /**
   * Takes a turn at what only one process is to do, unless one was taken since `now - every`; gives how far the last
   * finished turn came, 0 where there was none.
   */
  takeTurn(what: string, now: number, every: number): Promise<number | null>;
  /** The turn is done: everything up to `upTo` was looked at. */
  endTurn(what: string, upTo: number): Promise<void>;
}

export function createLedger(db: Kysely<Tables>): Ledger {
  return {
    async stored(deliveries) {
      if (deliveries.length === 0) return new Set();
      const rows = await db.selectFrom('job').select('guid').where('guid', 'in', deliveries).execute();
      return new Set(rows.map((row) => row.guid));
    },
    async takeTurn(what, now, every) {
      await db
        .insertInto('turn')
        .values({ what, taken: -1, done: 0 })
        .onConflict((c) => c.doNothing())
        .execute();
      const row = await db
        .updateTable('turn')
        .set({ taken: now })
        .where('what', '=', what)
        .where('taken', '<=', now - every)
        .returning('done')
        .executeTakeFirst();
      return row?.done ?? null;
    },
    async endTurn(what, upTo) {
      await db.updateTable('turn').set({ done: upTo }).where('what', '=', what).execute();
    },
  };
}
