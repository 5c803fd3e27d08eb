import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { reasonOf } from './postgres-errors.ts';
import { intents, ledger, pace, staleFacts } from './migrations-calls.ts';
import { leaves } from './migrations-leaves.ts';
import { StoreError } from './store.ts';
import type { Tables } from './tables.ts';

export type Engine = 'sqlite' | 'postgres';

/**
 * Brings the tables up to this version. A store that a newer version wrote is refused: it may hold what this
 * version would not keep.
 */
export async function migrate(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const migrator = new Migrator({ db, provider: provider(engine), ...(await schemaOf(db, engine)) });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  throw new StoreError(
    `The store cannot be brought to this version: ${reasonOf(error)}. If a newer race-triage wrote it, run that version.`,
    { cause: error },
  );
}

/** Where our tables are: a table of the same name in another schema is somebody else's. */
async function schemaOf(db: Kysely<Tables>, engine: Engine): Promise<{ migrationTableSchema?: string }> {
  if (engine === 'sqlite') return {};
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  const schema = rows[0]?.schema ?? null;
  if (schema === null) throw new StoreError('The database has none of the schemas in its search_path.');
  return { migrationTableSchema: schema };
}

function provider(engine: Engine): MigrationProvider {
  const migrations = {
    '001-inbox-and-index': inboxAndIndex(engine),
    '002-blamed-packages': blamedPackages,
    '003-intents': intents,
    '004-surveys': surveys,
    '005-rulings': rulings,
    '006-pace': pace,
    '007-acts-and-answers': actsAndAnswers,
    '008-ledger': ledger(engine),
    '009-unfinished': unfinished(engine),
    '010-keys-of-a-text': keysOfText,
    '011-leaves': leaves,
    '012-stale-facts': staleFacts,
  };
  return { getMigrations: () => Promise.resolve(migrations) };
}

function inboxAndIndex(engine: Engine): Migration {
  return {
    async up(db: Kysely<Tables>) {
      await createInboxTables(db, engine);
      await createIndexTables(db, engine);
    },
  };
}

/** Finished jobs are kept for a month; counting the others must not read them all: 2 ms instead of 223 among 300,000. */
function unfinished(engine: Engine): Migration {
  return {
    async up(db: Kysely<Tables>) {
      // SQLite uses such an index only where the statement spells out the states, which ours does not.
      if (engine === 'sqlite') return;
      await sql`create index job_unfinished on job (state, run_at) where state <> 'done'`.execute(db);
    },
  };
}

/** What learned routing asks of an issue, apart from its memory: a later look may blame others. */
const blamedPackages: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('issue')
      .addColumn('blamed', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute();
  },
};

/** The index is filled by reading the repository, and knows of comments and of times. */
const surveys: Migration = {
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
const rulings: Migration = {
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

/** What we changed last of an issue, and what we answered lately. */
const actsAndAnswers: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('act')
      .addColumn('repository', 'bigint', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('act_key', ['repository', 'issue'])
      .execute();
    await db.schema
      .createTable('answer')
      .addColumn('repository', 'bigint', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('comment', 'bigint', (c) => c.notNull())
      .addColumn('login', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('commands', 'integer', (c) => c.notNull())
      .addColumn('complained', 'integer', (c) => c.notNull())
      .addColumn('replied', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('answer_key', ['repository', 'issue', 'comment'])
      .execute();
  },
};

/** Without the comment in it SQLite deletes the keys of one text by walking all keys of the repository. */
const keysOfText: Migration = {
  async up(db: Kysely<Tables>) {
    await sql`drop index race_key_issue`.execute(db);
    await sql`create index race_key_text on race_key (repository, issue, comment)`.execute(db);
  },
};

async function createInboxTables(db: Kysely<Tables>, engine: Engine): Promise<void> {
  await serialTable(db, engine, 'job', 'seq')
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('repository', 'bigint', (c) => c.notNull())
    .addColumn('issue', 'integer')
    .addColumn('installation', 'bigint', (c) => c.notNull())
    .addColumn('look', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('run_at', 'bigint', (c) => c.notNull())
    .addColumn('lease_until', 'bigint', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('finished_at', 'bigint')
    .execute();
  await sql`create index job_waiting on job (seq) where state = 'queued'`.execute(db);
  await sql`create index job_issue on job (repository, issue, seq)`.execute(db);
  // One repository at a time: held by the engine itself, whatever two workers think.
  await sql`create unique index job_running on job (repository) where state = 'running'`.execute(db);
  await sql`create index job_finished on job (finished_at) where state = 'done'`.execute(db);
  await db.schema
    .createTable('job_data')
    .addColumn('seq', 'bigint', (c) => c.primaryKey())
    .addColumn('work', 'text', (c) => c.notNull())
    .execute();
}

async function createIndexTables(db: Kysely<Tables>, engine: Engine): Promise<void> {
  await db.schema
    .createTable('issue')
    .addColumn('repository', 'bigint', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('installation', 'bigint', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('state_reason', 'text')
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('duplicate_of', 'integer')
    .addColumn('verdict', 'text', (c) => c.notNull())
    .addColumn('memory', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('issue_key', ['repository', 'number'])
    .execute();
  await db.schema
    .createTable('race_key')
    .addColumn('repository', 'bigint', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('level', 'integer', (c) => c.notNull())
    .addColumn('issue', 'integer', (c) => c.notNull())
    .addColumn('race', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('race_key_key', ['repository', 'key', 'level', 'issue', 'race'])
    .execute();
  await sql`create index race_key_issue on race_key (repository, issue)`.execute(db);
  await serialTable(db, engine, 'run', 'id')
    .addColumn('repository', 'bigint', (c) => c.notNull())
    .addColumn('issue', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute();
  await sql`create index run_issue on run (repository, issue, id)`.execute(db);
  await db.schema
    .createTable('facts')
    .addColumn('repository', 'bigint', (c) => c.primaryKey())
    .addColumn('installation', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute();
}

/** A table whose rows are numbered in the order they come. */
function serialTable(db: Kysely<Tables>, engine: Engine, table: string, column: string) {
  return engine === 'sqlite'
    ? db.schema.createTable(table).addColumn(column, 'integer', (c) => c.primaryKey().autoIncrement())
    : db.schema.createTable(table).addColumn(column, 'bigserial', (c) => c.primaryKey());
}
