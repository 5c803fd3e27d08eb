import type { Kysely } from 'kysely';
import type { RepositoryFacts } from '../triage/types.ts';
import type { Index } from './store.ts';
import type { Tables } from './tables.ts';

type Facts = Pick<Index, 'facts' | 'staleFacts' | 'saveFacts' | 'dropFacts' | 'dropFactsBefore'>;

/** What is known of repositories, as rows. */
export function createFacts(db: Kysely<Tables>): Facts {
  return {
    facts: (repository) => read(db, repository, 0),
    staleFacts: (repository) => read(db, repository, 1),
    async saveFacts(facts, installation, now) {
      const row = { installation, at: now, body: JSON.stringify(facts), stale: 0 };
      await db
        .insertInto('facts')
        .values({ repository: facts.repository.id, ...row })
        .onConflict((c) => c.column('repository').doUpdateSet(row))
        .execute();
    },
    async dropFacts(repository) {
      await db.updateTable('facts').set({ stale: 1 }).where('repository', '=', repository).execute();
    },
    async dropFactsBefore(before, gone) {
      await db.deleteFrom('facts').where('at', '<', gone).execute();
      const [result] = await db
        .updateTable('facts')
        .set({ stale: 1 })
        .where('at', '<', before)
        .where('stale', '=', 0)
        .execute();
      return Number(result?.numUpdatedRows ?? 0);
    },
  };
}

async function read(db: Kysely<Tables>, repository: number, stale: number): Promise<RepositoryFacts | null> {
  const row = await db
    .selectFrom('facts')
    .select('body')
    .where('repository', '=', repository)
    .where('stale', '=', stale)
    .executeTakeFirst();
  return row ? (JSON.parse(row.body) as RepositoryFacts) : null;
}
