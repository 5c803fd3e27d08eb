import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Tables } from './tables.ts';

/** Which functions race with which: who races with everybody, and who raced before under another path. */
export const leaves: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('race_leaf')
      .addColumn('repository', 'bigint', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('comment', 'bigint', (c) => c.notNull())
      .addColumn('race', 'integer', (c) => c.notNull())
      .addColumn('leaf', 'text', (c) => c.notNull())
      .addColumn('partner', 'text', (c) => c.notNull())
      .addColumn('tail', 'text', (c) => c.notNull())
      .addColumn('partner_tail', 'text', (c) => c.notNull())
      .addColumn('package', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('race_leaf_key', ['repository', 'issue', 'comment', 'race', 'leaf'])
      .execute();
    await sql`create index race_leaf_partner on race_leaf (repository, leaf, partner)`.execute(db);
    await sql`create index race_leaf_tail on race_leaf (repository, tail, partner_tail, issue)`.execute(db);
  },
};
