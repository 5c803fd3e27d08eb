import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { sql } from 'kysely';
import { createSqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';
import { type Store, StoreError } from './store.ts';

/**
 * The lasting store of one process: a SQLite file in `directory`, made where it is missing. The process owns
 * the directory until it closes the store or dies; a second one is refused. Work that a dead process held is
 * free again at once.
 */
export async function openEmbeddedStore(directory: string): Promise<Store> {
  const unlock = lock(directory);
  try {
    const db = open(join(directory, FILE));
    const store = scrubbed(await createSqlStore(db, 'sqlite', { closing: unlock, breathe }), db);
    await store.release(Date.now());
    return store;
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * The same store for a moment, beside the process that owns the directory: the command line leaves work there, or takes
 * something away. SQLite lets one write after the other.
 */
export async function joinEmbeddedStore(directory: string): Promise<Store> {
  const db = open(join(directory, FILE));
  return scrubbed(await createSqlStore(db, 'sqlite'), db);
}

const FILE = 'race-triage.sqlite';

/**
 * What is forgotten leaves the files: its place in the database is overwritten, and the log of changes, which still
 * holds it, is cut off. Where somebody else reads just then the log stays; it is cut off when old deliveries are pruned.
 */
function scrubbed(store: Store, db: ReturnType<typeof openSqlite>): Store {
  const scrub = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done;
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
    return result;
  };
  return {
    ...store,
    forgetIssue: (...args) => scrub(store.forgetIssue(...args)),
    forgetRepository: (...args) => scrub(store.forgetRepository(...args)),
    forgetInstallation: (...args) => scrub(store.forgetInstallation(...args)),
    prune: (...args) => scrub(store.prune(...args)),
  };
}

function open(file: string): ReturnType<typeof openSqlite> {
  try {
    examine(file);
    return openSqlite(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(`The store ${file} cannot be opened: ${reason}.`, { cause: error });
  }
}

/**
 * A damaged page may lie unread for months, and then answer wrongly. Looking at all of them takes 0.3 s for 100 MB;
 * what a torn write left at the end of the log is no damage, SQLite drops it.
 */
function examine(file: string): void {
  const database = new DatabaseSync(file);
  try {
    const found = Object.values(database.prepare('pragma quick_check(1)').get() ?? {}).join();
    if (found !== 'ok') throw new Error(`it is damaged (${found.replace(/\s+/g, ' ')})`);
  } catch (error) {
    const damaged = error instanceof Error && /malformed|damaged|not a database/.test(error.message);
    if (!damaged) throw error;
    const advice = 'put a copy in its place, or move it away and it is made anew';
    throw new Error(`${error.message}; ${advice}`, { cause: error });
  } finally {
    database.close();
  }
}

/** What nobody refers to is collected, and closed with that: a lock must not go before its owner. */
const locks = new Set<DatabaseSync>();

/**
 * An exclusive transaction on a file of its own, never ended: the operating system drops the lock with the
 * process, however it dies, so no stale lock is ever left. The data itself stays readable for the command line.
 */
function lock(directory: string): () => void {
  let holder: DatabaseSync | null = null;
  try {
    mkdirSync(directory, { recursive: true });
    holder = new DatabaseSync(join(directory, 'lock.sqlite'));
    holder.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    holder?.close();
    const reason = error instanceof Error ? error.message : String(error);
    const advice = reason.includes('locked')
      ? 'another race-triage server uses it; stop that one, or set another DATA_DIR'
      : `${reason}; DATA_DIR must be a directory this process may write`;
    throw new StoreError(`The data directory ${directory} cannot be used: ${advice}.`, { cause: error });
  }
  const held = holder;
  locks.add(held);
  return () => {
    if (locks.delete(held)) held.close();
  };
}
