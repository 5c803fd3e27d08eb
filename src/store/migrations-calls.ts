import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from './migrations.ts';
import type { Tables } from './tables.ts';

/** What is known before a comment is posted, so that it is not posted twice. */
export const intents: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('intent')
      .addColumn('repository', 'bigint', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('what', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('intent_key', ['repository', 'issue', 'what'])
      .execute();
  },
};

/** How fast GitHub may be called, and which jobs call it. */
export const pace: Migration = {
  async up(db: Kysely<Tables>) {
    // What waits from before may call: one hour of waiting harms nobody.
    await db.schema
      .alterTable('job')
      .addColumn('calls', 'integer', (c) => c.notNull().defaultTo(1))
      .execute();
    await sql`create index job_waiting_installation on job (installation, seq) where state = 'queued'`.execute(
      db,
    );
    await db.schema
      .createTable('hold')
      .addColumn('installation', 'bigint', (c) => c.primaryKey())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .addColumn('because', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('pace')
      .addColumn('installation', 'bigint', (c) => c.primaryKey())
      .addColumn('turns', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('sent')
      .addColumn('installation', 'bigint', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute();
    await sql`create index sent_at on sent (installation, at)`.execute(db);
  },
};

/** Deliveries are found by the id that GitHub gave them, which is the first word of ours. */
export function ledger(engine: Engine): Migration {
  return {
    async up(db: Kysely<Tables>) {
      await db.schema
        .alterTable('job')
        .addColumn('guid', 'text', (c) => c.notNull().defaultTo(''))
        .execute();
      const first =
        engine === 'sqlite' ? sql`substr(id, 1, instr(id || ' ', ' ') - 1)` : sql`split_part(id, ' ', 1)`;
      await sql`update job set guid = ${first}`.execute(db);
      await sql`create index job_guid on job (guid)`.execute(db);
      await db.schema
        .createTable('turn')
        .addColumn('what', 'text', (c) => c.primaryKey())
        .addColumn('taken', 'bigint', (c) => c.notNull())
        .addColumn('done', 'bigint', (c) => c.notNull())
        .execute();
    },
  };
}

/** What changed in a repository is read again, not all of it: for that the facts are kept a while. */
export const staleFacts: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('facts')
      .addColumn('stale', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};

/** What we changed last of an issue, and what we answered lately. */
export const actsAndAnswers: Migration = {
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

/** What was said of a configuration outlives what was read of it. */
export const notes: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('note')
      .addColumn('repository', 'bigint', (c) => c.primaryKey())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .execute();
  },
};

/** Finished jobs are kept for a month; counting the others must not read them all: 2 ms instead of 223 among 300,000. */
export function unfinished(engine: Engine): Migration {
  return {
    async up(db: Kysely<Tables>) {
      // SQLite uses such an index only where the statement spells out the states, which ours does not.
      if (engine === 'sqlite') return;
      await sql`create index job_unfinished on job (state, run_at) where state <> 'done'`.execute(db);
    },
  };
}

/** A try that failed tells of the job, one that ended with its server hardly anything: they are counted apart. */
export const tries: Migration = {
  async up(db: Kysely<Tables>) {
    for (const count of ['failures', 'cut'])
      await db.schema
        .alterTable('job')
        .addColumn(count, 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    // Until now, what ended without a word counted as well.
    await sql`update job set failures = attempts where state in ('queued', 'running')`.execute(db);
  },
};
