import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import { migrate } from './migrations.ts';
import { PlainText } from './plain-text.ts';
import { isConflict, isOutage, reasonOf } from './postgres-errors.ts';
import { assembleStore } from './sql-store.ts';
import { type Store, StoreError } from './store.ts';
import type { Tables } from './tables.ts';

/** Connections of one process; PostgreSQL allows a hundred to all of them where nobody changed it. */
const CONNECTIONS = 10;

/** GitHub waits ten seconds for its answer: together these stay below, and the sender hears of the failure. */
const CONNECT_TIME = 3_000;
const STATEMENT_TIME = 5_000;

/** What a server that vanished without a word never answers; a little longer than it would take itself. */
const ANSWER_TIME = 6_000;

/** A process that hangs in the middle of a transaction must not hold its rows for ever. */
const IDLE_IN_TRANSACTION_TIME = 30_000;

/** Old connections are given up: after a failover they would lead to the wrong server. In seconds. */
const CONNECTION_LIFE = 300;

/** Conflicts resolve as soon as the other side commits; so many in a row mean something else. */
const ATTEMPTS = 20;

/**
 * The store that several processes share: a PostgreSQL database. It may be down, now and later: until it is
 * back every method throws `StoreError`, and nobody has to do anything then. What waiting does not cure – a wrong
 * password, no such database, tables of a newer version – is thrown here, and never names the password.
 */
export async function openPostgresStore(url: string): Promise<Store> {
  const config: PoolConfig = {
    application_name: 'race-triage',
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIME,
    keepAlive: true,
    // Numbers of 64 bits come as text unless told otherwise; ids and times stay far below 2^53.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        NUMBERS.has(oid) ? Number : types.getTypeParser(oid, format),
    },
  };
  const db = connect({
    ...config,
    max: CONNECTIONS,
    maxLifetimeSeconds: CONNECTION_LIFE,
    statement_timeout: STATEMENT_TIME,
    query_timeout: ANSWER_TIME,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIME,
  });
  const prepare = untilDone(() => bringUpToDate(config));
  try {
    await prepare();
  } catch (error) {
    if (!(error instanceof StoreError && isOutage(error.cause))) {
      await db.destroy();
      throw error;
    }
  }
  return assembleStore(db, 'postgres', {
    around: async (call) => {
      await prepare();
      return await untilNoConflict(call);
    },
  });
}

/** What the statements are made for, whatever the database's default is: a claim looks at what others just did. */
const READ_COMMITTED = CompiledQuery.raw(`set default_transaction_isolation = 'read committed'`);

const NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);

function connect(config: PoolConfig): Kysely<Tables> {
  const pool = new Pool(config);
  // A connection that breaks while it waits, in the pool or between two statements, is replaced; without a listener
  // it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => void (await connection.executeQuery(READ_COMMITTED)),
  });
  return new Kysely<Tables>({ dialect, plugins: [new PlainText()] });
}

/** On a connection of its own: an index on a million rows takes longer than a statement otherwise may. */
async function bringUpToDate(config: PoolConfig): Promise<void> {
  const db = connect({ ...config, max: 1 });
  try {
    await migrate(db, 'postgres');
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`the database of DATABASE_URL cannot be used: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    await db.destroy();
  }
}

/** Runs until it succeeds once; those who come meanwhile wait for the same run. */
function untilDone(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}

/** Of two that want the same thing one comes later: it looks again, and finds what the other left. */
async function untilNoConflict<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}
