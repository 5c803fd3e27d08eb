import { type Kysely, sql } from 'kysely';
import { createActs } from './acts.ts';
import { createInbox } from './inbox.ts';
import { createIntents } from './intents.ts';
import { createLedger } from './ledger.ts';
import { createLetters } from './letters.ts';
import { type Engine, migrate } from './migrations.ts';
import { createPace } from './pace.ts';
import { createNotes } from './notes.ts';
import { reasonOf } from './postgres-errors.ts';
import { createIndex } from './race-index.ts';
import { createLeaves } from './leaves.ts';
import { rehearse } from './rehearsal.ts';
import { createRulings } from './rulings.ts';
import { type Store, StoreError } from './store.ts';
import { createSurveys } from './surveys.ts';
import type { Tables } from './tables.ts';
import { isFull, tellTrouble } from './trouble.ts';

/** A store on a database that Kysely speaks to. */
export async function createSqlStore(
  db: Kysely<Tables>,
  engine: Engine,
  manners: Manners = {},
): Promise<Store> {
  try {
    await migrate(db, engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return assembleStore(db, engine, manners);
}

/** What an engine adds to the methods of a store. */
interface Manners {
  /** Called after the database is closed. */
  readonly closing?: () => void;
  /** Makes each call, perhaps later, perhaps again. */
  readonly around?: <T>(call: () => Promise<T>) => Promise<T>;
  /** Waited for before deliveries are stored, so that those that come at one time are stored together. */
  readonly breathe?: () => Promise<unknown>;
}

/** A store on a database whose tables are there, or will be when `around` lets a call through. */
export function assembleStore(
  db: Kysely<Tables>,
  engine: Engine,
  { closing = () => {}, around = (call) => call(), breathe }: Manners,
): Store {
  let closed = false;
  const open = async <T>(call: () => Promise<T>): Promise<T> => {
    if (closed) throw new Error('it is closed');
    return await around(call);
  };
  let wasFull = false;
  const watched = <T>(call: () => Promise<T>): Promise<T> =>
    open(call).catch((error: unknown) => {
      wasFull ||= isFull(error);
      throw error;
    });
  const touch = () => sql`update job set lease_until = lease_until where seq = 0`.execute(db);
  const parts = {
    ...createInbox(db, engine, breathe),
    ...createIndex(db),
    ...createIntents(db),
    ...createPace(db),
    ...createLedger(db),
    ...createLetters(db),
    ...createSurveys(db),
    ...createRulings(db),
    ...createLeaves(db),
    ...createActs(db),
    ...createNotes(db),
  };
  return {
    ...wrap(parts, watched),
    trouble: () =>
      open(async () => {
        await touch();
        if (wasFull) await rehearse(db);
        wasFull = false;
      }).then(() => null, tellTrouble),
    async close() {
      closed = true;
      await db.destroy();
      closing();
    },
  };
}

/** Whatever the engine throws is the world failing, and says so by its type. */
function wrap<T extends object>(methods: T, around: NonNullable<Manners['around']>): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await around(() => (method as (...args: unknown[]) => Promise<unknown>)(...args));
      } catch (error) {
        const cause = error instanceof StoreError ? error.cause : error;
        throw new StoreError(`The store could not ${name}: ${reasonOf(error)}`, { cause });
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
