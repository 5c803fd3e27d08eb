import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Which issue says that the configuration of its repository is not valid: said once, until it is mended. */
export interface Notes {
  /** Null where no issue says so. */
  noted(repository: number): Promise<number | null>;
  keepNoted(repository: number, issue: number): Promise<void>;
  dropNoted(repository: number): Promise<void>;
}

export function createNotes(db: Kysely<Tables>): Notes {
  return {
    async noted(repository) {
      const row = await db
        .selectFrom('note')
        .select('issue')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row?.issue ?? null;
    },
    async keepNoted(repository, issue) {
      await db
        .insertInto('note')
        .values({ repository, issue })
        .onConflict((c) => c.column('repository').doUpdateSet({ issue }))
        .execute();
    },
    async dropNoted(repository) {
      await db.deleteFrom('note').where('repository', '=', repository).execute();
    },
  };
}
