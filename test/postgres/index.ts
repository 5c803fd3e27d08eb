import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';

export interface PostgresServer {
  /** A schema of its own, empty, as a `DATABASE_URL`. */
  database(): Promise<string>;
  close(): Promise<void>;
}

/** One that the test owns, and may end. */
export interface OwnPostgres extends PostgresServer {
  /** Ends it at once; connections break. */
  crash(): Promise<void>;
  /** Starts it again where it crashed. */
  start(): Promise<void>;
}

/** The server of `DATABASE_URL`, or a new one where that is not set: PostgreSQL is never left out of the tests. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.DATABASE_URL;
  return given ? schemasOn(given) : await startOwnPostgres();
}

/** A new server, with its own data and socket; it ends with this process, however that ends. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(keeper, 'exit');
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done) throw new Error('PostgreSQL did not start: see above');
    return next.value;
  };
  const ask = async (line: string): Promise<void> => {
    keeper.stdin.write(`${line}\n`);
    await answer();
  };
  const folder = await answer();
  const password = encodeURIComponent('a password of the tests');
  const schemas = schemasOn(`postgres://race:${password}@/postgres?host=${encodeURIComponent(folder)}`);
  return {
    database: () => schemas.database(),
    crash: () => ask('crash'),
    start: () => ask('start'),
    async close() {
      keeper.stdin.end();
      await ended;
    },
  };
}

function schemasOn(url: string): PostgresServer {
  const schemas: string[] = [];
  return {
    async database() {
      const schema = `test_${randomUUID().replaceAll('-', '')}`;
      await query(url, `create schema ${schema}`);
      schemas.push(schema);
      return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    },
    async close() {
      for (const schema of schemas.splice(0)) await query(url, `drop schema ${schema} cascade`);
    },
  };
}

/** Leaves the tables, takes what is in them: faster than making them anew for each test. */
export async function empty(url: string): Promise<void> {
  await query(
    url,
    `do $$ declare names text; begin
       select string_agg(quote_ident(tablename), ', ') into names
         from pg_tables where schemaname = current_schema() and tablename not like 'kysely%';
       if names is not null then execute 'truncate ' || names || ' restart identity'; end if;
     end $$`,
  );
}

/** One statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
