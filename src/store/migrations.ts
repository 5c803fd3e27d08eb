import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { reasonOf } from './postgres-errors.ts';
import {
  actsAndAnswers,
  intents,
  ledger,
  notes,
  pace,
  staleFacts,
  tries,
  unfinished,
} from './migrations-calls.ts';
import { blamedPackages, keysOfText, leaves, rulings, surveys } from './migrations-index.ts';
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
    '013-notes': notes,
    '014-tries': tries,
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
