import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LEASE } from '../../src/app/attempt.ts';
import { startWorker, type Worker } from '../../src/app/worker.ts';
import { GitHubError, NotNow, Shut } from '../../src/github/github.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { type Job, type Store, StoreError } from '../../src/store/store.ts';
import { CLOSED, delivery, type DeliveryDraft } from '../contracts/values.ts';
import { keptLog } from './parts.ts';

let store: Store;
let worker: Worker;
/** What the jobs do; a test sets it. */
let run: (job: Job) => Promise<void>;
let ran: string[];
let counted: string[];

beforeEach(async () => {
  jest.useFakeTimers({ now: 0 });
  store = await openMemoryStore();
  run = () => Promise.resolve();
  [ran, counted] = [[], []];
});
afterEach(async () => {
  await worker.stop();
  await store.close();
  jest.useRealTimers();
});

function start(
  lanes = 8,
  kept = keptLog(),
  poll: number | null = null,
  breathe?: () => Promise<unknown>,
): ReturnType<typeof keptLog> {
  worker = startWorker({
    store,
    lanes,
    poll,
    ...(breathe ? { breathe } : {}),
    now: Date.now,
    random: () => 0,
    log: kept.log,
    count: (hint, result) => void counted.push(`${hint} ${result}`),
    async run(job) {
      ran.push(`${job.id}@${Date.now()}`);
      await run(job);
      return { result: 'done', because: 'it was done' };
    },
  });
  return kept;
}
async function put(id: string, draft: DeliveryDraft = {}): Promise<void> {
  await store.put(delivery(id, { hint: CLOSED, ...draft }), Date.now());
  worker.wake();
}
/** Lets everything happen that happens within this time. */
const pass = (milliseconds = 0) => jest.advanceTimersByTimeAsync(milliseconds);
const trouble = (retryAfter: number | null = null) =>
  new GitHubError('GitHub is down', 502, true, retryAfter);
const HOUR = 3_600_000;
/** A promise and the way to fulfil it. */
function gate() {
  return Promise.withResolvers<void>();
}

describe('taking', () => {
  test('work that is there at the start, and work that comes, is done at once', async () => {
    await store.put(delivery('before'), 0);
    start();
    await pass();
    await put('after', { issue: 2 });
    await pass();
    expect(ran).toEqual(['before@0', 'after@0']);
    expect(counted).toEqual(['look done', 'state done']);
  });

  test('eight repositories at a time, one job each', async () => {
    start();
    const held = gate();
    run = () => held.promise;
    for (let i = 1; i <= 10; i++) for (const n of [1, 2]) await put(`${i}.${n}`, { repository: i, issue: n });
    await pass();
    expect(ran.map((one) => one.split('@')[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${i}.1`));
    held.resolve();
    await pass();
    expect(ran).toHaveLength(20);
  });

  test('a wake in the middle of a look into the inbox is not lost', async () => {
    start();
    await pass();
    const claim = store.claim.bind(store);
    let late = true;
    store.claim = async (...args) => {
      const job = await claim(...args);
      if (!job && late) {
        late = false;
        await store.put(delivery('late'), 0);
        worker.wake();
      }
      return job;
    };
    worker.wake();
    await pass();
    expect(ran).toEqual(['late@0']);
  });

  test('everything else has a turn before each job is taken', async () => {
    for (const issue of [1, 2, 3]) await store.put(delivery(`${issue}`, { repository: issue }), 0);
    let turns = 0;
    const before: number[] = [];
    run = () => Promise.resolve(void before.push(turns));
    start(8, keptLog(), null, () => Promise.resolve((turns += 1)));
    await pass();
    const turnsBetween = before.map((count, i) => count - (before[i - 1] ?? 0));
    expect(turnsBetween).toHaveLength(3);
    expect(Math.min(...turnsBetween)).toBeGreaterThan(0);
  });

  test('what is due later is done then', async () => {
    start();
    await put('first', { hint: { kind: 'look', why: 'opened', title: '', body: '' } });
    await pass(1_000);
    await put('follower', { hint: { kind: 'look', why: 'edited', title: '', body: '' } });
    await pass(3_999);
    expect(ran).toEqual(['first@0']);
    await pass(1);
    expect(ran).toEqual(['first@0', 'follower@5000']);
  });

  test('what another process put in is found within the time of a poll', async () => {
    start(8, keptLog(), 1_000);
    await pass(5_500);
    await store.put(delivery('of another process'), Date.now());
    await pass(499);
    expect(ran).toEqual([]);
    await pass(1);
    expect(ran).toEqual(['of another process@6000']);
  });

  test('an inbox that cannot be read is read again, and told of once', async () => {
    const claim = store.claim.bind(store);
    store.claim = () => Promise.reject(new StoreError('disk full'));
    const { lines } = start();
    await pass(4_500);
    store.claim = claim;
    await store.put(delivery('a'), 0);
    await pass(2_000);
    expect(ran).toEqual(['a@6000']);
    const told = lines().filter((line) => !line.includes('"level":20'));
    expect(told.flatMap((line) => /disk full|can be read again/.exec(line) ?? [])).toEqual([
      'disk full',
      'can be read again',
    ]);
  });
});

describe('failing', () => {
  test.each<[string, Error, number]>([
    ['as long as GitHub says, to the second', trouble(17_000), 17_000],
    ['a second, where GitHub says so', trouble(1_000), 1_000],
    ['a second at first, where nobody says', trouble(), 1_000],
    ['the same where the store fails', new StoreError('disk full'), 1_000],
  ])('the next try waits %s', async (_, error, wait) => {
    start();
    run = () => Promise.reject(error);
    await put('a');
    await pass(wait - 1);
    expect(ran).toHaveLength(1);
    await pass(1);
    expect(ran).toEqual(['a@0', `a@${wait}`]);
    expect(counted).toEqual(['state retry', 'state retry']);
  });

  test('tries lie twice as far apart each time', async () => {
    start();
    run = () => Promise.reject(trouble());
    await put('a');
    await pass(4 * 3_600_000);
    const times = ran.map((one) => Number(one.split('@')[1]));
    const waits = times.slice(1).map((time, i) => (time - (times[i] ?? 0)) / 1_000);
    expect(waits.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 450, 450]);
    expect(await store.gauges(0)).toMatchObject({ dead: 0, waiting: 1 });
  });

  test('GitHub may be down for most of a day: what it then takes is not given up', async () => {
    start();
    run = () => (Date.now() < 23 * HOUR ? Promise.reject(trouble()) : Promise.resolve());
    await put('a');
    await pass(24 * HOUR);
    expect(await store.gauges(0)).toMatchObject({ dead: 0, waiting: 0 });
    expect(counted.at(-1)).toBe('state done');
  });

  test('what fails for a day is given up', async () => {
    start();
    run = () => Promise.reject(trouble());
    await put('a');
    await pass(24 * HOUR - 1);
    expect(await store.gauges(0)).toMatchObject({ dead: 0, waiting: 1 });
    await pass(HOUR);
    expect(await store.gauges(0)).toMatchObject({ dead: 1, waiting: 0 });
  });

  test('what is old when it first fails has its twelve tries', async () => {
    await store.put(delivery('a', { hint: CLOSED }), -48 * HOUR);
    start();
    run = () => Promise.reject(trouble());
    await pass(24 * HOUR);
    expect(ran).toHaveLength(12);
    expect(await store.gauges(0)).toMatchObject({ dead: 1, waiting: 0 });
  });

  test.each<[number, string, readonly string[], number]>([
    [11, 'is tried once more', ['a'], 0],
    [12, 'is given up', [], 1],
  ])('a job over which %i servers died one after the other %s', async (deaths, _, tried, dead) => {
    await store.put(delivery('a', { hint: CLOSED }), 0);
    for (let i = 0; i < deaths; i += 1) {
      await store.claim(HOUR * i, LEASE);
      await store.release(HOUR * i);
    }
    jest.setSystemTime(deaths * HOUR);
    start();
    await pass();
    expect(ran.map((one) => one.split('@')[0])).toEqual(tried);
    expect(await store.gauges(0)).toMatchObject({ dead, waiting: 0 });
  });

  test('waiting for a limit is no failed try: it may come fifty times, and is kept to the millisecond', async () => {
    start();
    let left = 50;
    run = () =>
      left-- > 0 ? Promise.reject(new NotNow('GitHub asks us to wait', 60_000)) : Promise.resolve();
    await put('a');
    await pass(50 * 60_000);
    expect(ran.map((one) => Number(one.split('@')[1]))).toEqual(
      Array.from({ length: 51 }, (_, i) => i * 60_000),
    );
    expect(await store.gauges(0)).toMatchObject({ dead: 0, waiting: 0 });
  });

  test.each<[string, Error]>([
    ['a bug of ours', new TypeError('x is not a function')],
    ['a right that we lack', new GitHubError('Resource not accessible by integration', 403, false, null)],
  ])('%s is not tried again, and calls for a person', async (_, error) => {
    const { lines } = start();
    run = () => Promise.reject(error);
    await put('a');
    await put('next');
    await pass(3_600_000);
    expect(ran.map((one) => one.split('@')[0])).toEqual(['a', 'next']);
    expect(await store.gauges(0)).toMatchObject({ dead: 2 });
    expect(lines().map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({
        level: 50,
        msg: 'given up',
        delivery: 'a',
        repository: 1,
        issue: 1,
      }),
    );
  });

  test('what GitHub will never take is done with: told, counted, kept, and no dead letter', async () => {
    const { lines } = start();
    run = () => Promise.reject(new Shut('the issue is locked', 403));
    await put('a');
    await pass(3_600_000);
    expect(ran).toEqual(['a@0']);
    expect(await store.gauges(0)).toMatchObject({ waiting: 0, running: 0, dead: 0 });
    expect(counted).toEqual(['state refused']);
    expect(await store.refusals(9)).toMatchObject([
      { delivery: 'a', issue: 1, error: 'the issue is locked' },
    ]);
    expect(lines().map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ level: 30, result: 'refused', msg: 'the issue is locked', delivery: 'a' }),
    );
  });

  test('poison delays only its own issue', async () => {
    start();
    run = (job) => (job.id === 'poison' ? Promise.reject(trouble(60_000)) : Promise.resolve());
    for (const [id, issue] of [
      ['poison', 1],
      ['behind', 1],
      ['beside', 2],
    ] as const)
      await put(id, { issue });
    await pass();
    expect(ran).toEqual(['poison@0', 'beside@0']);
  });

  test('a failure that cannot be noted is left to the lease', async () => {
    const { lines } = start();
    const retry = store.retry.bind(store);
    store.retry = () => Promise.reject(new StoreError('disk full'));
    run = () => Promise.reject(trouble());
    await put('a');
    await pass();
    expect(lines().join('')).toContain('the failure of a job could not be noted');
    store.retry = retry;
    run = () => Promise.resolve();
    await pass(LEASE);
    worker.wake();
    await pass();
    expect(ran).toEqual(['a@0', `a@${LEASE}`]);
  });

  test('a job that takes long is held all the time', async () => {
    start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    await pass(10 * LEASE);
    expect(await store.claim(Date.now(), LEASE)).toBeNull();
    held.resolve();
    await pass();
    expect(ran).toHaveLength(1);
  });
});

describe('stopping and resting', () => {
  test('what runs is finished, and nothing more is taken', async () => {
    start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    await put('b');
    await pass();
    let stopped = false;
    const stopping = worker.stop().then(() => (stopped = true));
    await pass();
    expect(stopped).toBe(false);
    held.resolve();
    await stopping;
    expect(ran).toEqual(['a@0']);
    expect(await store.gauges(0)).toMatchObject({ waiting: 1, running: 0 });
  });

  test('what still runs when it is late is handed back untried, and what comes of it afterwards counts for nothing', async () => {
    const { lines } = start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    await pass();
    await worker.stop(Promise.resolve());
    expect(lines().join('')).toContain('handed back');
    expect(await store.gauges(0)).toMatchObject({ waiting: 1, running: 0 });
    // Another server has it now.
    expect(await store.claim(0, LEASE)).toMatchObject({ id: 'a', attempt: 2, failures: 0, cut: 0 });
    held.resolve();
    await pass();
    expect(await store.gauges(0)).toMatchObject({ waiting: 0, running: 1 });
    expect(counted).toEqual([]);
  });

  test('a failure after that counts for nothing either', async () => {
    start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    await pass();
    await worker.stop(Promise.resolve());
    await store.claim(0, LEASE);
    held.reject(new Error('the store is closed'));
    await pass();
    expect(await store.gauges(0)).toMatchObject({ waiting: 0, running: 1, dead: 0 });
  });

  test('what cannot be handed back is told of, and left to its lease', async () => {
    const { lines } = start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    await pass();
    store.postpone = () => Promise.reject(new StoreError('the database is gone'));
    await worker.stop(Promise.resolve());
    expect(lines().join('')).toMatch(/the database is gone.*could not be handed back/);
    held.resolve();
  });

  test('a job that is just being taken is waited for', async () => {
    await store.put(delivery('a'), 0);
    start();
    await worker.stop();
    expect(await store.gauges(0)).toMatchObject({ running: 0 });
  });

  test('idle comes when nothing runs and nothing is due', async () => {
    start();
    const held = gate();
    run = () => held.promise;
    await put('a');
    let idle = false;
    const waiting = worker.idle().then(() => (idle = true));
    await pass();
    expect(idle).toBe(false);
    held.resolve();
    await waiting;
    expect(ran).toHaveLength(1);
    await worker.idle();
  });
});
