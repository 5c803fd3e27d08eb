import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createGovernor } from '../../src/app/governor.ts';
import { startWorker, type Worker } from '../../src/app/worker.ts';
import { type Call, GitHubError, NotNow } from '../../src/github/github.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Job, Store } from '../../src/store/store.ts';
import { delivery } from '../contracts/values.ts';
import { keptLog } from './parts.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** What is promised, and the default of the settings. */
const LIMITS = { perMinute: 60, perHour: 400, gap: SECOND };

const READ: Call = { method: 'GET', route: '/repos/{owner}/{repo}/issues/{issue_number}' };
const LABEL: Call = { method: 'POST', route: '/repos/{owner}/{repo}/issues/{issue_number}/labels' };
const COMMENT: Call = { method: 'POST', route: '/repos/{owner}/{repo}/issues/{issue_number}/comments' };

type Headers = Record<string, string>;

let store: Store;
let gateOf: ReturnType<typeof createGovernor>;
let held: string[];
/** Every request that reached GitHub. */
let asked: { at: number; installation: number; write: boolean }[];
/** What GitHub answers; a test sets it. */
let github: (installation: number, call: Call) => Headers | Error;

beforeEach(async () => {
  jest.useFakeTimers({ now: 0 });
  store = await openMemoryStore();
  [asked, held] = [[], []];
  github = () => ({});
  govern();
});
afterEach(async () => {
  await store.close();
  jest.useRealTimers();
});

/** A new process on the same store. */
function govern(): void {
  gateOf = createGovernor({
    store,
    limits: LIMITS,
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    onHold: ({ installation, because, wait }) => void held.push(`${installation} ${wait} ${because}`),
  });
}
/** As the HTTP client throws it. */
function refusal(status: number, headers: Headers = {}, message = 'no', url = ''): Error {
  return Object.assign(new Error(message), { status, response: { headers }, request: { url } });
}
const pass = (milliseconds = 0) => jest.advanceTimersByTimeAsync(milliseconds);
async function call(what: Call, installation = 1): Promise<string> {
  const outcome = gateOf(installation)
    .through(what, () => {
      asked.push({ at: Date.now(), installation, write: what.method !== 'GET' });
      const answer = github(installation, what);
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ status: 200, headers: answer });
    })
    .then(
      () => 'done',
      (error: unknown) => (error instanceof NotNow ? 'not now' : 'failed'),
    );
  await pass(3 * SECOND);
  return await outcome;
}
const count = (installation = 1) => asked.filter((one) => one.installation === installation).length;

describe('what GitHub asks for is kept, to the second', () => {
  test.each<[string, Error | Headers, number]>([
    ['retry-after', refusal(429, { 'retry-after': '17' }), 17 * SECOND],
    ['retry-after of a 403', refusal(403, { 'retry-after': '1' }), SECOND],
    ['retry-after of a 503', refusal(503, { 'retry-after': '30' }), 30 * SECOND],
    [
      'a used-up budget',
      refusal(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '120' }),
      120 * SECOND,
    ],
    ['the last call of a budget', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '120' }, 120 * SECOND],
    [
      'a reset by a clock that is a day ahead of ours',
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(86_400 + 120),
        date: new Date(86_400 * SECOND).toUTCString(),
      },
      120 * SECOND,
    ],
    [
      'a limit without a word on how long',
      refusal(403, {}, 'You have exceeded a secondary rate limit'),
      MINUTE,
    ],
    ['a suspended installation', refusal(403, {}, 'This installation has been suspended'), HOUR],
    [
      'an installation that is gone',
      refusal(404, {}, 'Not Found', 'https://x/installations/1/access_tokens'),
      HOUR,
    ],
  ])('%s', async (_, answer, wait) => {
    github = (installation) => (installation === 1 ? answer : {});
    const since = Date.now();
    await call(READ);
    expect(held.map((one) => Number(one.split(' ')[1]))).toEqual([wait]);
    // Nobody is asked, by this process or the next, while others are.
    jest.setSystemTime(since + wait - 1);
    expect([await call(READ), count()]).toEqual(['not now', 1]);
    jest.setSystemTime(since + wait - 1);
    govern();
    expect([await call(LABEL), await call(LABEL, 2), count()]).toEqual(['not now', 'done', 1]);
    jest.setSystemTime(since + wait);
    github = () => ({});
    expect([await call(READ), count()]).toEqual(['done', 2]);
  });

  test('a limit that does not say how long is waited for twice as long each time, up to an hour', async () => {
    github = () => refusal(429);
    for (let i = 0; i < 8; i += 1) {
      expect(await call(READ)).toBe('not now');
      jest.setSystemTime(Date.now() + 2 * HOUR);
    }
    const waits = held.map((one) => Number(one.split(' ')[1]) / MINUTE);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });
});

describe('the breaker', () => {
  test('five equal refusals of a write end it for a while', async () => {
    github = (_, { method }) => (method === 'GET' ? {} : refusal(422));
    for (let i = 0; i < 5; i += 1) expect([await call(READ), await call(LABEL)]).toEqual(['done', 'failed']);
    expect(held).toEqual([`1 900000 5 times in a row POST ${LABEL.route} 422`]);
    expect([await call(LABEL), await call(LABEL, 2)]).toEqual(['not now', 'failed']);
  });

  test.each<[string, (turn: number) => Call, (turn: number) => Headers | Error]>([
    ['a success between them', () => LABEL, (turn) => (turn % 4 === 3 ? {} : refusal(403))],
    ['different ones', (turn) => (turn % 2 ? LABEL : COMMENT), (turn) => (turn > 7 ? {} : refusal(403))],
    ['reads that find nothing', () => READ, () => refusal(404)],
    ['a server in trouble', () => LABEL, () => refusal(502)],
    [
      'issues that are locked',
      () => COMMENT,
      () => refusal(403, {}, 'Unable to create comment because issue is locked.'),
    ],
    [
      'an archived repository',
      () => LABEL,
      () => refusal(403, {}, 'Repository was archived so is read-only.'),
    ],
    ['issues that are gone', () => COMMENT, (turn) => refusal(turn % 2 ? 404 : 410)],
    ['lost answers', () => LABEL, () => new Error('socket hang up')],
  ])('%s do not', async (_, what, answer) => {
    for (let turn = 0; turn < 12; turn += 1) {
      github = () => answer(turn);
      await call(what(turn));
    }
    expect(held).toEqual([]);
  });
});

test('one request of an installation at a time; whoever would wait long comes again', async () => {
  const answer = Promise.withResolvers<{ status: number; headers: Headers }>();
  const slow = gateOf(1).through(READ, () => answer.promise);
  expect(await call(READ)).toBe('not now');
  expect(await call(READ, 2)).toBe('done');
  const next = gateOf(1).through(READ, () => Promise.resolve({ status: 200, headers: {} }));
  await pass();
  answer.resolve({ status: 200, headers: {} });
  await Promise.all([slow, next]);
  expect([count(1), held]).toEqual([0, []]);
});

describe('at the promised pace, in virtual time', () => {
  let worker: Worker;
  let done: { at: number; installation: number }[];

  /** A job as a race issue is: one read, a label and a comment; it remembers nothing between its tries but what is done. */
  function start(): void {
    const written = new Map<string, number>();
    worker = startWorker({
      store,
      lanes: 8,
      now: Date.now,
      random: () => 0,
      log: keptLog().log,
      async run({ id, work: { installation } }: Job) {
        const gate = gateOf(installation);
        const ask = (write: boolean) => async () => {
          await Promise.resolve();
          asked.push({ at: Date.now(), installation, write });
          return { status: 200, headers: {} };
        };
        await gate.through(READ, ask(false));
        for (const [i, what] of [LABEL, COMMENT].entries()) {
          if ((written.get(id) ?? 0) > i) continue;
          await gate.through(what, ask(true));
          written.set(id, i + 1);
        }
        done.push({ at: Date.now(), installation });
        return { result: 'done', because: 'done' };
      },
    });
  }
  beforeEach(() => {
    done = [];
  });
  afterEach(() => worker.stop());

  /** The most that fell into any span of this length. */
  function most(times: readonly number[], span: number): number {
    return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + span).length));
  }

  test('a flood is written at 60 a minute and 400 an hour, all of it, and nobody else waits', async () => {
    for (let i = 1; i <= 250; i += 1) await store.put(delivery(`flood ${i}`, { issue: i, repository: i }), 0);
    start();
    await pass(MINUTE);
    for (let i = 1; i <= 5; i += 1)
      await store.put(
        delivery(`small ${i}`, { issue: i, repository: 1_000 + i, installation: 88 }),
        Date.now(),
      );
    worker.wake();
    await pass(10 * SECOND);
    expect(done.filter((one) => one.installation === 88)).toHaveLength(5);
    // A restart in the middle of the hour: the writes of before count.
    await pass(9 * MINUTE);
    await worker.stop();
    govern();
    start();
    await pass(1.2 * HOUR);
    const writes = asked.filter((one) => one.write && one.installation !== 88).map((one) => one.at);
    expect(writes).toHaveLength(500);
    expect(most(writes, MINUTE)).toBeLessThanOrEqual(60);
    expect(most(writes, HOUR)).toBe(400);
    expect(Math.min(...writes.slice(1).map((at, i) => at - (writes[i] ?? 0)))).toBe(SECOND);
    expect(done).toHaveLength(255);
    // Waiting costs no calls: a read each, and one more for each of the few that had to stop half-way.
    expect(asked.filter((one) => !one.write).length).toBeLessThanOrEqual(270);
    expect(await store.gauges(Date.now())).toMatchObject({ waiting: 0, dead: 0 });
  });

  test('while an installation waits, not one request is made for it, and the others are served', async () => {
    await store.hold(77, HOUR, 'GitHub asked us to wait');
    for (let i = 1; i <= 100; i += 1) await store.put(delivery(`a${i}`, { issue: i, repository: i }), 0);
    for (let i = 1; i <= 10; i += 1)
      await store.put(delivery(`b${i}`, { issue: i, repository: 200 + i, installation: 100 + i }), 0);
    start();
    await pass(HOUR - 1);
    expect([count(77), done.length]).toEqual([0, 10]);
    await pass(5 * MINUTE);
    expect(done).toHaveLength(110);
  });
});

test('an error of ours passes as it is', async () => {
  github = () => new GitHubError('moved', 410, false, null);
  expect([await call(LABEL), held]).toEqual(['failed', []]);
});
