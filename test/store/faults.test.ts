import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { openEmbeddedStore } from '../../src/store/embedded.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { type Store, StoreError } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { delivery, look } from '../contracts/values.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-faults-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function newDirectory(): string {
  const directory = join(root, `store ${(count += 1)}`);
  mkdirSync(directory);
  return directory;
}
const fileIn = (directory: string) => join(directory, 'race-triage.sqlite');
const BODY = 'x'.repeat(20_000);
const put = (store: Store, i: number) =>
  store.put(delivery(`${i}`, { issue: i, hint: look(`${i} ${BODY}`) }), 0);
/** Which of the first deliveries a store knows. */
async function known(store: Store, upTo: number): Promise<boolean[]> {
  const results: boolean[] = [];
  for (let i = 0; i < upTo; i++) results.push((await put(store, i)) === 'seen');
  return results;
}

describe('a full disk', () => {
  /** A store that may not grow; `grow` makes room. */
  async function cramped(directory: string) {
    const db: Kysely<Tables> = openSqlite(fileIn(directory));
    const store = await createSqlStore(db, 'sqlite');
    const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(db);
    await limit(120);
    return { store, grow: () => limit(1_000_000) };
  }

  test('what does not fit is refused with a StoreError; what was taken stays; room cures it', async () => {
    const directory = newDirectory();
    const { store, grow } = await cramped(directory);
    const taken: number[] = [];
    let failed = '';
    for (let i = 0; failed === ''; i++) {
      await put(store, i).then(
        () => taken.push(i),
        (error: unknown) => (failed = error instanceof StoreError ? error.message : 'no StoreError'),
      );
    }
    expect(failed).toMatch(/could not put: .*database or disk is full/);
    expect(taken.length).toBeGreaterThan(5);
    expect(await store.trouble()).toBe('cannot be written: the disk is full');
    await grow();
    expect(await store.trouble()).toBeNull();
    // Half of it would be worse than nothing: the delivery comes again, and is new.
    expect(await put(store, taken.length)).toBe('new');
    await store.close();
    const after = await openEmbeddedStore(directory);
    expect(await known(after, taken.length + 1)).not.toContain(false);
    await after.close();
  });
});

describe('a disk that may not be written', () => {
  test('a store that becomes so says it, and goes on when it may again', async () => {
    const db = openSqlite(fileIn(newDirectory()));
    const store = await createSqlStore(db, 'sqlite');
    await put(store, 0);
    await sql`pragma query_only = on`.execute(db);
    expect(await store.trouble()).toBe('cannot be written: it may only be read');
    await expect(put(store, 1)).rejects.toThrow(/could not put: .*readonly/);
    await sql`pragma query_only = off`.execute(db);
    expect([await store.trouble(), await put(store, 1)]).toEqual([null, 'new']);
    await store.close();
  });

  test('a directory that is so from the start is refused, and told how to mend it', async () => {
    const directory = newDirectory();
    chmodSync(root, 0o755);
    chmodSync(directory, 0o555);
    const failed = await asNobody(() => openEmbeddedStore(directory).catch((error: unknown) => error));
    expect(failed).toBeInstanceOf(StoreError);
    expect(String(failed)).toMatch(/cannot be used: .*; DATA_DIR must be a directory this process may write/);
  });

  /** Root may write everywhere; it becomes somebody who may not. */
  async function asNobody<T>(act: () => Promise<T>): Promise<T> {
    if (process.geteuid?.() !== 0) return await act();
    process.seteuid?.('nobody');
    try {
      return await act();
    } finally {
      process.seteuid?.(0);
    }
  }
});

describe('a write that was torn', () => {
  /** What a dead machine leaves: the file as it was, and a log that was not yet written into it. */
  async function wreck(): Promise<{ directory: string; length: number }> {
    const alive = newDirectory();
    const store = await openEmbeddedStore(alive);
    for (let i = 0; i < 6; i++) await put(store, i);
    const directory = newDirectory();
    for (const end of ['', '-wal']) copyFileSync(`${fileIn(alive)}${end}`, `${fileIn(directory)}${end}`);
    await store.close();
    return { directory, length: statSync(`${fileIn(directory)}-wal`).size };
  }

  test.each([
    ['a byte', 1],
    ['half a page', 2_048],
    ['the last delivery', 30_000],
    ['most of it', 90_000],
  ])('%s short, it costs what was in the missing end, and nothing before', async (_, missing) => {
    const { directory, length } = await wreck();
    truncateSync(`${fileIn(directory)}-wal`, length - missing);
    const store = await openEmbeddedStore(directory);
    const found = await known(store, 6);
    expect(found).toEqual([...found].sort((a, b) => Number(b) - Number(a)));
    expect(found).toContain(false);
    expect(await known(store, 6)).not.toContain(false);
    await store.close();
  });

  test('nothing short, nothing is lost', async () => {
    const { directory } = await wreck();
    const store = await openEmbeddedStore(directory);
    expect(await known(store, 6)).not.toContain(false);
    await store.close();
  });

  test('with one wrong bit in its last page, it ends before that', async () => {
    const { directory, length } = await wreck();
    const log = `${fileIn(directory)}-wal`;
    const bytes = readFileSync(log);
    bytes[length - 100] = (bytes[length - 100] ?? 0) ^ 1;
    writeFileSync(log, bytes);
    const store = await openEmbeddedStore(directory);
    expect(await known(store, 6)).toEqual([true, true, true, true, true, false]);
    await store.close();
  });
});

describe('a damaged file', () => {
  test.each<[string, number]>([
    ['page 2', 4_096],
    ['a page in the middle', 40_960],
  ])('in %s is reported at the start, not found out by wrong answers', async (_, at) => {
    const directory = newDirectory();
    const store = await openEmbeddedStore(directory);
    for (let i = 0; i < 6; i++) await put(store, i);
    await store.close();
    const file = openSync(fileIn(directory), 'r+');
    writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, at);
    const failed = await openEmbeddedStore(directory).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreError);
    expect(String(failed)).toMatch(
      /race-triage\.sqlite cannot be opened: .*put a copy in its place, or move it away/,
    );
  });
});
