import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { joinEmbeddedStore, openEmbeddedStore } from '../../src/store/embedded.ts';
import { StoreError } from '../../src/store/store.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { surveyOf } from '../contracts/surveys.contract.ts';
import {
  delivery,
  factsOf,
  INSTALLATION,
  issueOf,
  keys,
  look,
  repositoryRef,
  runOf,
} from '../contracts/values.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-store-'));
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const newDirectory = (): string => join(root, `store ${(count += 1)}`, 'below');

storeContract('the embedded store', () => openEmbeddedStore(newDirectory()));

const WRITER = join(import.meta.dirname, 'writer.ts');

/** Another process on the store; its lines come one by one. */
function startWriter(directory: string, ...args: string[]) {
  const child = spawn(process.execPath, [WRITER, directory, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    line: async (): Promise<string> => String((await lines.next()).value),
    /** Ends it at once; gives what it had still said. */
    async kill(): Promise<string[]> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      const rest: string[] = [];
      for (let next = await lines.next(); next.done !== true; next = await lines.next())
        rest.push(next.value);
      return rest;
    },
    exit: async (): Promise<unknown> => (await once(child, 'exit'))[0],
  };
}

async function refusal(directory: string): Promise<string> {
  const failed = await openEmbeddedStore(directory).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(StoreError);
  return String(failed);
}

describe('a store on the disk', () => {
  test('what is forgotten leaves the files', async () => {
    const directory = newDirectory();
    const canary = 'c4n4ry';
    const store = await openEmbeddedStore(directory);
    const place = { repository: repositoryRef(), installation: INSTALLATION };
    const furnish = async () => {
      for (let i = 1; i <= 20; i++) {
        const issue = issueOf(i, { title: canary.repeat(9), body: canary.repeat(500) });
        const races = [keys({ exact: `${canary}${i}` })];
        await store.list(place, [{ issue, races, blamed: [canary] }]);
        await store.hear(1, i, { id: 70 + i, at: '', races });
        await store.record(runOf(i, { issue, races, memory: { handsOff: [canary] } }), 0);
        await store.put(delivery(`${canary} ${i}`, { issue: i, hint: look(canary.repeat(500)) }), 0);
      }
      await store.saveSurvey({ ...surveyOf(), version: canary });
      await store.saveFacts({ ...factsOf(), config: canary }, INSTALLATION, 0);
      const job = await store.claim(0, 1);
      if (job) await store.finish(job, 0);
    };
    const hits = () =>
      readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(canary));
    await furnish();
    expect(hits()).not.toEqual([]);
    await store.forgetRepository(1);
    expect(hits()).toEqual([]);
    await furnish();
    await store.forgetInstallation(INSTALLATION, 0);
    expect(hits()).toEqual([]);
    await store.close();
    expect(hits()).toEqual([]);
  });

  test('the command line leaves work beside the process that owns it', async () => {
    const directory = newDirectory();
    const store = await openEmbeddedStore(directory);
    const guest = await joinEmbeddedStore(directory);
    expect(await guest.put(delivery('from outside'), 0)).toBe('new');
    await guest.close();
    expect(await store.claim(0, 1)).toMatchObject({ id: 'from outside' });
    await store.close();
  });

  test('everything is there after it is opened again, and what ran is free', async () => {
    const directory = newDirectory();
    const before = await openEmbeddedStore(directory);
    await before.put(delivery('a'), 0);
    await before.claim(0, 99_999);
    await before.record(runOf(5, { races: [keys({ exact: 'a' })] }), 0);
    await before.saveFacts(factsOf(), 1, 0);
    await before.close();
    const after = await openEmbeddedStore(directory);
    expect(await after.put(delivery('a'), 0)).toBe('seen');
    expect(await after.claim(0, 1)).toMatchObject({ id: 'a', attempt: 2 });
    expect(await after.sightings(1, 6, [keys({ exact: 'a' })])).toHaveLength(1);
    expect([await after.facts(1), (await after.runs(1, 5)).length]).toEqual([factsOf(), 1]);
    await after.close();
  });

  test('a commit is on the disk when it returns', async () => {
    const directory = newDirectory();
    const store = await openEmbeddedStore(directory);
    await store.put(delivery('a'), 0);
    // A reader of its own, as the command line is one: the lock is on another file.
    const reader = new DatabaseSync(join(directory, 'race-triage.sqlite'), { readOnly: true });
    expect(reader.prepare('select id from job').all()).toEqual([{ id: 'a' }]);
    expect(reader.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    reader.close();
    await store.close();
  });
});

describe('two processes', () => {
  test('the second one on a directory is refused, and told why', async () => {
    const directory = newDirectory();
    const first = startWriter(directory, 'hold');
    expect(await first.line()).toBe('holds held');
    const told = 'another race-triage server uses it; stop that one, or set another DATA_DIR';
    expect(await refusal(directory)).toContain(told);
    const second = startWriter(directory);
    expect(await second.line()).toContain(told);
    expect(await second.exit()).toBe(3);
  });

  test('a killed process leaves no lock, and what it held is free', async () => {
    const directory = newDirectory();
    const writer = startWriter(directory, 'hold');
    await writer.line();
    await writer.kill();
    const store = await openEmbeddedStore(directory);
    expect(await store.claim(Date.now(), 1)).toMatchObject({ id: 'held', attempt: 2 });
    await store.close();
  });

  test('of what a process said it kept nothing is lost, however often it is killed', async () => {
    const directory = newDirectory();
    const kept: string[] = [];
    for (const length of [1, 3, 10, 30, 60, 100]) {
      const writer = startWriter(directory);
      for (let i = 0; i < length; i++) kept.push(await writer.line());
      kept.push(...(await writer.kill()));
    }
    const store = await openEmbeddedStore(directory);
    const results = await Promise.all(kept.map((id) => store.put(delivery(id), 0)));
    expect(results.filter((result) => result === 'new')).toEqual([]);
    expect(kept.length).toBeGreaterThanOrEqual(204);
    await store.close();
  });
});

describe('a directory that cannot be used', () => {
  test('one that a newer version wrote is refused, and stays as it is', async () => {
    const directory = newDirectory();
    await (await openEmbeddedStore(directory)).close();
    const file = new DatabaseSync(join(directory, 'race-triage.sqlite'));
    file.exec("insert into kysely_migration values ('999-of-the-future', '2030-01-01')");
    file.close();
    expect(await refusal(directory)).toMatch(/cannot be brought to this version.*newer race-triage/);
    // Refusing must not keep the lock.
    expect(await refusal(directory)).toMatch(/999-of-the-future/);
  });

  test.each<[string, (directory: string) => void, RegExp]>([
    [
      'it lies below a file',
      (directory) => writeFileSync(join(directory, '..'), ''),
      /DATA_DIR must be a directory/,
    ],
    [
      'its lock cannot be made',
      (directory) => mkdirSync(join(directory, 'lock.sqlite'), { recursive: true }),
      /DATA_DIR must/,
    ],
    [
      'its file is no database',
      (directory) => {
        mkdirSync(directory, { recursive: true });
        writeFileSync(
          join(directory, 'race-triage.sqlite'),
          'not a database, but long enough to look like one '.repeat(40),
        );
      },
      /race-triage\.sqlite cannot be opened: .*file is not a database/,
    ],
    [
      'its file is a directory',
      (directory) => mkdirSync(join(directory, 'race-triage.sqlite'), { recursive: true }),
      /cannot be opened/,
    ],
  ])('%s', async (_, spoil, told) => {
    const directory = newDirectory();
    mkdirSync(join(directory, '../..'), { recursive: true });
    spoil(directory);
    expect(await refusal(directory)).toMatch(told);
  });
});
