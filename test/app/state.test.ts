import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hear } from '../../src/app/events.ts';
import { runJob } from '../../src/app/pipeline.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { FOR_EVER } from '../../src/store/pace.ts';
import type { Store } from '../../src/store/store.ts';
import { callsGitHub, type Work } from '../../src/triage/job.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { pipelineOn, raceReport } from './parts.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
/** GitHub's clock and ours. */
let now: number;
let issue: Issue;

beforeEach(async () => {
  now = NOON;
  fake = await startFakeGitHub({
    webhook: { url: 'http://127.0.0.1:9/', secret: 'none' },
    now: () => now,
  });
  fake.hold();
  repo = fake.repository('acme/widgets', { collaborators: { maintainer: 'maintain' } });
  store = await openMemoryStore();
  parts = pipelineOn(fake, store, () => now, { listLag: 0 });
  repo.open({ title: 'Race', body: raceReport() });
  issue = repo.open({ title: 'The same race', body: raceReport() });
  for (const works of events(0)) await take(works);
  await work();
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** What the app makes of the webhooks since. */
function events(since: number): (readonly Work[])[] {
  return fake.deliveries.slice(since).map(({ event, payload }) => {
    const heard = hear(event, payload, null);
    return heard.kind === 'work' ? heard.works : [];
  });
}

let taken = 0;
async function take(works: readonly Work[]): Promise<void> {
  for (const one of works) await store.put({ id: `delivery ${(taken += 1)}`, work: one }, now);
}

/** Does what is due, and tells how often the issue was read by jobs about its state, and whether they might. */
async function work(): Promise<number> {
  let reads = 0;
  for (;;) {
    now += 10_000;
    const job = await store.claim(now, 1_000);
    if (!job) return reads;
    const since = fake.step;
    await runJob(job, parts);
    const calls = fake.calls({ since, route: '/repos/{owner}/{repo}/issues/{issue_number}', method: 'GET' });
    if (!callsGitHub(job.work.hint)) expect(fake.calls({ since })).toEqual([]);
    if (job.work.hint.kind === 'state') reads += calls.length;
    await store.finish(job, now);
  }
}

/** Acts that all happen in one second, heard in this order; gives the reads. */
async function heard(acts: (() => void)[], order: readonly number[]): Promise<number> {
  const since = fake.deliveries.length;
  now = Math.ceil(now / 1_000) * 1_000;
  for (const act of acts) {
    act();
    now += 100;
  }
  const works = events(since);
  for (const i of order) await take(works[i] ?? []);
  return await work();
}
const close = () => repo.close(issue, { by: 'maintainer', reason: 'completed' });
const repeat = () => repo.close(issue, { by: 'maintainer', reason: 'duplicate' });
const reopen = () => repo.reopen(issue, { by: 'maintainer' });
const aSecond = () => void (now += 1_000);
const known = async () => (await store.issue(repo.id, issue.number))?.state ?? null;

describe('two changes within one second', () => {
  test.each<[string, (() => void)[], number[], string, number]>([
    ['closed and reopened, heard the other way round', [close, reopen], [1, 0], 'open', 1],
    ['closed and reopened, heard in order', [close, reopen], [0, 1], 'open', 1],
    ['closed, reopened and closed, the last heard first', [close, reopen, close], [2, 0, 1], 'closed', 1],
    ['closed, reopened and closed, the last heard last', [close, reopen, close], [1, 0, 2], 'closed', 1],
    ['closed only, heard twice', [close], [0, 0], 'closed', 0],
    ['closed and reopened a second later, heard late', [close, aSecond, reopen], [1, 0], 'open', 0],
  ])('%s', async (_, acts, order, state, reads) => {
    expect(await heard(acts, order)).toBe(reads);
    expect(await known()).toBe(state);
  });

  test('of an issue that is gone leave nothing of it', async () => {
    await heard([close, reopen, () => repo.delete(issue)], [1, 0]);
    expect(await known()).toBeNull();
  });

  test('what GitHub says counts from when it says: what happened before and comes late changes nothing', async () => {
    const since = fake.deliveries.length;
    await heard([close, reopen, aSecond, close, aSecond, reopen, aSecond, close], [1, 0]);
    for (const late of events(since).slice(3, 4)) await take(late);
    expect([await work(), await known()]).toEqual([0, 'closed']);
  });

  test('a closing is noted while the installation is held; GitHub is asked when it may be', async () => {
    const { id } = fake.installation('acme');
    expect(await heard([close, reopen], [1])).toBe(0);
    await store.hold(id, FOR_EVER, 'GitHub asks to wait');
    for (const closing of events(fake.deliveries.length - 2).slice(0, 1)) await take(closing);
    expect([await work(), await store.gauges(now)]).toMatchObject([0, { waiting: 1, dead: 0 }]);
    await store.lift(id);
    expect([await work(), await known()]).toEqual([1, 'open']);
  });

  test.each<[string, (() => void)[], number[], string[]]>([
    ['counts as the word of who reopened it', [repeat, reopen], [0, 1], ['different']],
    ['counts as well where it is heard first', [repeat, reopen], [1, 0], ['different']],
    ['is no word on it where it was closed as one again', [repeat, reopen, repeat], [0, 1], []],
  ])('the reopening of a duplicate %s', async (_, acts, order, said) => {
    await heard(acts, order);
    expect((await store.rulings(repo.id, [issue.number])).map(({ kind }) => kind)).toEqual(said);
  });
});

describe('closed as a duplicate and reopened by somebody, who thereby says that it is none', () => {
  const halfAnHour = () => void (now += 30 * 60_000);
  const relabel = () => repo.label(issue, 'flaky');
  test.each<[string, (() => void)[], number[]]>([
    ['heard in order', [repeat, aSecond, reopen], [0, 1]],
    ['the reopening heard first', [repeat, aSecond, reopen], [1, 0]],
    ['the reopening heard first, and both again', [repeat, aSecond, reopen], [1, 0, 0, 1]],
    ['it was closed for good since, heard in between', [repeat, aSecond, reopen, aSecond, close], [0, 2, 1]],
    ['both after it was closed for good', [repeat, aSecond, reopen, aSecond, close], [2, 1, 0]],
    ['the closing found half an hour later', [repeat, halfAnHour, reopen, relabel], [1, 2, 0]],
  ])('%s', async (_, acts, order) => {
    expect(repo.thread(issue).labels).toContain('duplicate');
    await heard(acts, order);
    expect(await store.rulings(repo.id, [issue.number])).toMatchObject([{ kind: 'different', other: 1 }]);
    expect(repo.thread(issue).labels).not.toContain('duplicate');
  });

  test.each<[string, (() => void)[], number[]]>([
    ['it was closed as one only', [repeat], [0]],
    ['a machine reopened it', [repeat, aSecond, () => repo.reopen(issue, { by: 'bors[bot]' })], [1, 0]],
    ['it was reopened before it was closed as one', [close, aSecond, reopen, aSecond, repeat], [2, 0, 1]],
    ['the same is heard in order', [close, aSecond, reopen, aSecond, repeat], [0, 1, 2, 2]],
  ])('not where %s', async (_, acts, order) => {
    await heard(acts, order);
    expect(await store.rulings(repo.id, [issue.number])).toEqual([]);
  });
});

describe('an issue that others repeat, closed as a duplicate of nobody knows what', () => {
  const first = () => repo.issue(1);
  const repeatFirst = () => repo.close(first(), { by: 'maintainer', reason: 'duplicate' });
  const reopenFirst = () => repo.reopen(first(), { by: 'maintainer' });
  const said = (number: number) =>
    /see (#\d+)/.exec(repo.thread(repo.issue(number)).comments[0]?.body ?? '')?.[1];

  test('is repeated by none of them until it is open again', async () => {
    expect(said(2)).toBe('#1');
    await heard([repeatFirst], [0]);
    expect(said(2)).toBeUndefined();
    await heard([reopenFirst], [0]);
    expect(said(2)).toBe('#1');
    expect(repo.thread(issue).labels).toContain('duplicate');
  });

  test('has them back however many they are', async () => {
    const more = Array.from({ length: 25 }, (_, i) => i + 3);
    await heard(
      more.map(() => () => void repo.open({ title: 'Race', body: raceReport() })),
      more.map((_, i) => i),
    );
    await heard([repeatFirst], [0]);
    expect(more.map(said)).toEqual(more.map(() => '#2'));
    await heard([reopenFirst], [0]);
    expect([2, ...more].map(said)).toEqual([2, ...more].map(() => '#1'));
  });

  test('has them back where the server died when it had heard of it', async () => {
    await heard([repeatFirst], [0]);
    reopenFirst();
    await take(events(fake.deliveries.length - 1)[0] ?? []);
    const job = await store.claim(now, 1_000);
    if (!job) throw new Error('nothing is due');
    const dying = { ...store, amend: () => Promise.reject(new Error('killed')) };
    await expect(runJob(job, { ...parts, store: dying })).rejects.toThrow('killed');
    await store.retry(job, now, 'killed');
    await work();
    expect(said(2)).toBe('#1');
  });
});
