import { createSqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** A store that ends with the process: for tests, and for the command line where nothing is to be kept. */
export async function openMemoryStore(): Promise<Store> {
  return await createSqlStore(openSqlite(':memory:'), 'sqlite');
}
