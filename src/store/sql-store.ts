import { type Kysely, sql } from 'kysely';
import { createInbox } from './inbox.ts';
import { createIntents } from './intents.ts';
import { type Engine, migrate } from './migrations.ts';
import { createIndex } from './race-index.ts';
import { type Store, StoreError } from './store.ts';
import { createSurveys } from './surveys.ts';
import type { Tables } from './tables.ts';

/** A store on a database that Kysely speaks to. `closing` is called after the database is closed. */
export async function createSqlStore(
  db: Kysely<Tables>,
  engine: Engine,
  closing: () => void = () => {},
): Promise<Store> {
  try {
    await migrate(db, engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const parts = { ...createInbox(db), ...createIndex(db), ...createIntents(db), ...createSurveys(db) };
  return {
    ...wrapErrors(parts),
    async writable() {
      try {
        await sql`update job set lease_until = lease_until where seq = 0`.execute(db);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      await db.destroy();
      closing();
    },
  };
}

/** Whatever the engine throws is the world failing, and says so by its type. */
function wrapErrors<T extends object>(methods: T): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await (method as (...args: unknown[]) => Promise<unknown>)(...args);
      } catch (error) {
        throw new StoreError(
          `The store could not ${name}: ${error instanceof Error ? error.message : String(error)}`,
          {
            cause: error,
          },
        );
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
