import { type Kysely, sql, type Transaction } from 'kysely';
import type { Engine } from './migrations.ts';
import type { Tables } from './tables.ts';

/**
 * A transaction that survives a killed process, but perhaps not a power cut: for what is done again if it is forgotten,
 * as the claim and the end of a job are. The next commit that waits for the disk takes it along, so that no later change
 * is ever kept without it (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * On PostgreSQL it waits like any other: servers live on there when the database dies, and a claim that is forgotten would
 * give one try of a job to two of them.
 */
export function lazily<T>(
  db: Kysely<Tables>,
  engine: Engine,
  act: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  if (engine === 'postgres') return db.transaction().execute(act);
  return db.connection().execute(async (one) => {
    await sql`pragma synchronous = normal`.execute(one);
    try {
      return await one.transaction().execute(act);
    } finally {
      await sql`pragma synchronous = full`.execute(one);
    }
  });
}
