import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Tables } from './tables.ts';

/** Changes of the tables of the index: races, issues, and what people said of them. */

/** What learned routing asks of an issue, apart from its memory: a later look may blame others. */
export const blamedPackages: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('issue')
      .addColumn('blamed', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute();
  },
};

/** The index is filled by reading the repository, and knows of comments and of times. */
export const surveys: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('survey')
      .addColumn('repository', 'bigint', (c) => c.primaryKey())
      .addColumn('installation', 'bigint', (c) => c.notNull())
      .addColumn('swept_at', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute();
    await sql`create index survey_swept on survey (swept_at)`.execute(db);
    await db.schema
      .alterTable('issue')
      .addColumn('unread', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`create index issue_unread on issue (repository, number) where unread > 0`.execute(db);
    await placeKeys(db);
  },
};

/** A primary key cannot be changed on SQLite: the table is made anew. */
async function placeKeys(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('placed_key')
    .addColumn('repository', 'bigint', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('level', 'integer', (c) => c.notNull())
    .addColumn('issue', 'integer', (c) => c.notNull())
    .addColumn('comment', 'bigint', (c) => c.notNull())
    .addColumn('race', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('placed_key_key', ['repository', 'key', 'level', 'issue', 'comment', 'race'])
    .execute();
  await sql`
    insert into placed_key (repository, key, level, issue, comment, race, at)
    select repository, key, level, issue, 0, race, 0 from race_key`.execute(db);
  await db.schema.dropTable('race_key').execute();
  await db.schema.alterTable('placed_key').renameTo('race_key').execute();
  await sql`create index race_key_issue on race_key (repository, issue)`.execute(db);
}

/** What people told us, and who repeats whom: looked up from the issue that is repeated. */
export const rulings: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('ruling')
      .addColumn('repository', 'bigint', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('other', 'integer', (c) => c.notNull())
      .addColumn('rights', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('comment', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('ruling_key', ['repository', 'issue', 'subject', 'other', 'rights'])
      .execute();
    await sql`create index ruling_other on ruling (repository, other)`.execute(db);
    await sql`create index issue_repeats on issue (repository, duplicate_of) where duplicate_of is not null`.execute(
      db,
    );
  },
};

/** Without the comment in it SQLite deletes the keys of one text by walking all keys of the repository. */
export const keysOfText: Migration = {
  async up(db: Kysely<Tables>) {
    await sql`drop index race_key_issue`.execute(db);
    await sql`create index race_key_text on race_key (repository, issue, comment)`.execute(db);
  },
};

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
