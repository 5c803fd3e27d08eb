import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createGovernor } from '../../src/app/governor.ts';
import { runJob } from '../../src/app/pipeline.ts';
import { postOnce } from '../../src/app/post-once.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { NotNow } from '../../src/github/github.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import {
  type FakeGitHub,
  type Fault,
  type Issue,
  type RepositoryDesk,
  startFakeGitHub,
} from '../fake-github/index.ts';
import { accessTo, keptLog, raceReport, workOn } from './parts.ts';

const LAG = 60_000;
const BODY = raceReport();

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
let now: number;

beforeEach(async () => {
  now = Date.now();
  fake = await startFakeGitHub({ now: () => now, maxPageSize: 2 });
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    labels: ['race'],
    collaborators: { maintainer: 'maintain' },
  });
  store = await openMemoryStore();
  const limits = { perMinute: 1_000, perHour: 1_000, gap: 0 };
  const gateOf = createGovernor({ store, limits, now: () => now, sleep: () => Promise.resolve() });
  const github = accessTo(fake, keptLog().log, () => now, gateOf);
  parts = { store, github, ceiling: 'act', listLag: LAG, now: () => now, log: keptLog().log };
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const WAIT = { 'retry-after': '1' };
const LOST: readonly [string, Fault][] = [
  ['whose answer was lost', { reset: true, afterCommit: true }],
  ['that was answered 502', { status: 502, afterCommit: true }],
  ['that was answered 503, with a time to wait', { status: 503, headers: WAIT, afterCommit: true }],
];

/** How GitHub treats a post, and from when on its lists show what is new. */
function github({ post, lag }: { post?: Fault | undefined; lag?: number }): void {
  fake.intercept(({ method, path }) => {
    if (!path.endsWith('/comments')) return undefined;
    return method === 'POST' ? post : lag === undefined ? undefined : { staleBy: lag };
  });
}
const put = (id: string, issue: Issue, hint: Hint) =>
  store.put({ id, work: workOn(fake, repo, issue.number, hint) }, now);
/** One try of the job that is due, as the worker makes it; gives when it wants to be tried again. */
async function attempt(): Promise<number | null> {
  const job = await store.claim(now, 1_000);
  // GitHub asked to wait for longer than the job would.
  if (!job) return await store.nextDue(now);
  try {
    await runJob(job, parts);
    await store.finish(job, now);
    return null;
  } catch (error) {
    if (error instanceof NotNow) await store.postpone(job, now + error.retryAfter, error.message);
    else await store.retry(job, now + 2_000, String(error));
    return await store.nextDue(now);
  }
}
/** Tries until it is done, at the times at which it wants to be tried. */
async function untilDone(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const next = await attempt();
    if (next === null) return tries;
    expect(tries).toBeLessThan(10);
    now = Math.max(now, next);
  }
}
const posts = () => fake.calls({ method: 'POST' }).filter(({ path }) => path.endsWith('/comments'));
const ours = (issue: Issue) =>
  repo.thread(issue).comments.filter(({ author }) => author === 'race-triage[bot]');

describe.each(LOST)('a comment %s', (_, fault) => {
  test.each([0, 1_000, 30_000, 59_000])('is found although lists are %d ms late', async (lag) => {
    const issue = repo.open({ title: 'Race', body: BODY });
    await put('a', issue, look(BODY));
    github({ post: fault, lag });
    await attempt();
    github({ lag });
    now += 2_000;
    await untilDone();
    expect([ours(issue).length, posts().length]).toEqual([1, 1]);
    expect((await store.issue(repo.id, 1))?.memory.comment?.id).toBe(ours(issue)[0]?.id);
  });

  test('is found on page 25', async () => {
    const issue = repo.open({ title: 'Race', body: BODY });
    for (let i = 0; i < 48; i += 1) repo.comment(issue, `me too ${i}`);
    await put('a', issue, look(BODY));
    github({ post: fault });
    await attempt();
    github({});
    now += 2_000;
    await untilDone();
    expect([ours(issue).length, posts().length]).toEqual([1, 1]);
    expect(fake.calls().filter(({ query }) => query.page === '25').length).toBeGreaterThan(0);
  });

  test('is found by another look at the issue, that comes meanwhile', async () => {
    const issue = repo.open({ title: 'Race', body: BODY });
    await put('a', issue, look(BODY));
    github({ post: fault, lag: 30_000 });
    await attempt();
    github({ lag: 30_000 });
    const edited = `${BODY}\n${raceReport('Gadget')}`;
    repo.edit(issue, { body: edited });
    now += 10_000;
    await put('b', issue, look(edited, 'edited'));
    await untilDone();
    expect([ours(issue).length, posts().length]).toEqual([1, 1]);
    expect(ours(issue)[0]?.body).toContain('Gadget');
  });

  test('is found in answer to a command', async () => {
    const issue = repo.open({ title: 'Slow', body: 'nothing' });
    const { id } = repo.comment(issue, '/race help', { by: 'maintainer' });
    const comment = { id, body: '/race help', by: { login: 'maintainer', bot: false }, at: '' };
    await put('a', issue, { kind: 'command', issueAuthor: 'reporter', comment });
    github({ post: fault, lag: 30_000 });
    await attempt();
    github({ lag: 30_000 });
    now += 2_000;
    await untilDone();
    expect([ours(issue).length, posts().length]).toEqual([1, 1]);
  });
});

describe('a comment that never came through', () => {
  test.each<[string, Fault, number]>([
    ['lost on the way is posted when it cannot show any more', { reset: true }, LAG],
    ['refused is posted at the next try', { status: 429, headers: { 'retry-after': '5' } }, 5_000],
  ])('%s', async (_, post, wait) => {
    const issue = repo.open({ title: 'Race', body: BODY });
    await put('a', issue, look(BODY));
    const start = now;
    github({ post });
    await attempt();
    github({});
    now += 5_000;
    await untilDone();
    expect(ours(issue)).toHaveLength(1);
    expect(now - start).toBe(wait);
  });

  test('because the process was killed before it was sent is looked for, then posted', async () => {
    const issue = repo.open({ title: 'Race', body: BODY });
    await put('a', issue, look(BODY));
    await store.intend(repo.id, 1, 'comment', now + 90_000);
    expect(await attempt()).toBe(now + 90_000);
    expect(posts()).toEqual([]);
    now += 90_000;
    expect(await attempt()).toBeNull();
    expect(ours(issue)).toHaveLength(1);
  });
});

test('a stranger’s comment with our marker is not taken for ours', async () => {
  const issue = repo.open({ title: 'Race', body: BODY });
  await put('a', issue, look(BODY));
  repo.comment(issue, 'x\n\n<!-- race-triage:v1 {"digest":"x","fingerprints":[]} -->\n', {
    by: 'maintainer',
  });
  await store.intend(repo.id, 1, 'comment', now - 1);
  expect(await attempt()).toBeNull();
  expect(ours(issue)).toHaveLength(1);
});

test('a list that was asked for too early counts for nothing, however late it comes', async () => {
  const issue = repo.open({ title: 'Race', body: BODY });
  const { repository, installation } = workOn(fake, repo, issue.number, look(BODY));
  const github = await parts.github.repository(repository, installation);
  const slow: typeof github = {
    ...github,
    async comments(number) {
      const found = await github.comments(number);
      now += 5_000;
      return found;
    },
  };
  const calls = postOnce(slow, repository, { ...parts, self: () => parts.github.self() });
  const body = 'x\n\n<!-- race-triage:v1 {"digest":"x","fingerprints":[]} -->\n';
  await store.intend(repo.id, 1, 'comment', now + 3_000);
  await expect(calls.createComment(1, body)).rejects.toThrow(NotNow);
  expect(posts()).toEqual([]);
  await calls.createComment(1, body);
  expect(posts()).toHaveLength(1);
});

test('waiting is no failed try', async () => {
  const issue = repo.open({ title: 'Race', body: BODY });
  await put('a', issue, look(BODY));
  await store.intend(repo.id, 1, 'comment', now + 1_000_000);
  for (let i = 0; i < 20; i += 1) {
    const job = await store.claim(now, 1_000);
    expect(job?.failures).toBe(0);
    if (job) await store.postpone(job, now, 'x');
  }
});
