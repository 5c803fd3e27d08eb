import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * What is under way: written down before a call that must not be made twice, so that after a crash or a lost answer
 * it is known that the call may have come through.
 */
export interface Intents {
  /** Until when the outcome of an earlier call may not show yet; null where there was none. */
  intent(repository: number, issue: number, what: string): Promise<number | null>;
  /** A call is about to be made, or its answer was lost: what it did shows at `until`, or never. */
  intend(repository: number, issue: number, what: string, until: number): Promise<void>;
  /** The call was not made, or was refused: there is nothing to look for. */
  dropIntent(repository: number, issue: number, what: string): Promise<void>;
}

export function createIntents(db: Kysely<Tables>): Intents {
  return {
    async intent(repository, issue, what) {
      const row = await db
        .selectFrom('intent')
        .select('until')
        .where('repository', '=', repository)
        .where('issue', '=', issue)
        .where('what', '=', what)
        .executeTakeFirst();
      return row?.until ?? null;
    },
    async intend(repository, issue, what, until) {
      await db
        .insertInto('intent')
        .values({ repository, issue, what, until })
        .onConflict((c) => c.columns(['repository', 'issue', 'what']).doUpdateSet({ until }))
        .execute();
    },
    async dropIntent(repository, issue, what) {
      await db
        .deleteFrom('intent')
        .where('repository', '=', repository)
        .where('issue', '=', issue)
        .where('what', '=', what)
        .execute();
    },
  };
}
