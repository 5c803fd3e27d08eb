import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { lazily } from '../../src/store/lazily.ts';
import { migrate } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'race-triage-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What an open connection says of one of its settings. */
async function setting(file: string, name: string): Promise<unknown> {
  const db = openSqlite(file);
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
  await db.destroy();
  return Object.values(rows[0] ?? {})[0];
}

/** `synchronous = full` (2) is what makes a commit outlive a power cut; no test without a power switch sees it. */
test.each<[string, string, unknown]>([
  ['a commit is on the disk', 'synchronous', 2],
  ['readers do not wait for the writer', 'journal_mode', 'wal'],
  ['a writer of another process is waited for', 'busy_timeout', 5_000],
])('in a file %s', async (_, name, value) => {
  expect(await setting(join(folder, 'store.sqlite'), name)).toBe(value);
});

test('a statement that is run again sees its new values', async () => {
  const db = openSqlite(':memory:');
  const ask = async (n: number) => (await sql<{ n: number }>`select ${n} + 1 as n`.execute(db)).rows[0]?.n;
  expect([await ask(1), await ask(2)]).toEqual([2, 3]);
  await db.destroy();
});

test('a statement that cannot be prepared fails, and the next one works', async () => {
  const db = openSqlite(':memory:');
  await expect(sql`select from nowhere`.execute(db)).rejects.toThrow('syntax error');
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});

test('the keys of a text are found by the text, not by walking those of the repository', async () => {
  const db = openSqlite(':memory:');
  await migrate(db, 'sqlite');
  const { rows } = await sql<{
    detail: string;
  }>`explain query plan delete from race_key where repository = 1 and issue = 2 and comment = 0`.execute(db);
  expect(rows.map(({ detail }) => detail)).toEqual([expect.stringContaining('(repository=? AND issue=?')]);
  await db.destroy();
});

test('what may be done again does not wait for the disk, and all that follows does', async () => {
  const db = openSqlite(join(folder, 'lazy.sqlite'));
  const now = async (on: Pick<typeof db, 'getExecutor'>) =>
    (await sql<{ synchronous: number }>`pragma synchronous`.execute(on)).rows[0]?.synchronous;
  const [normal, full] = [1, 2];
  expect(await lazily(db, 'sqlite', now)).toBe(normal);
  expect(await now(db)).toBe(full);
  const failing = lazily(db, 'sqlite', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await now(db)).toBe(full);
  await db.destroy();
});
