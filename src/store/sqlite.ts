import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Node's own SQLite behind Kysely. In a file every commit is on the disk when it returns (`synchronous=FULL`,
 * the setting under which neither a killed process nor a power cut lost a row in our measurements); in memory
 * there is nothing to keep.
 */
export function openSqlite(file: string): Kysely<Tables> {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma busy_timeout = 5000');
    if (file !== ':memory:') database.exec(LASTING);
  } catch (error) {
    database.close();
    throw error;
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database) }) });
}

/** In a file every commit is on the disk when it returns, and what is deleted is overwritten. */
const LASTING = 'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on';

/** What Kysely's dialect asks of a driver, in terms of Node's. Statements are kept: preparing costs more than running. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known) return known;
      const statement = database.prepare(sql);
      const made: ReturnType<SqliteDatabase['prepare']> = {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) =>
          // A full disk ends the transaction by itself, and a second end would hide the reason.
          sql === 'rollback' && !database.isTransaction
            ? { changes: 0, lastInsertRowid: 0 }
            : statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      };
      if (prepared.size < 200) prepared.set(sql, made);
      return made;
    },
  };
}
