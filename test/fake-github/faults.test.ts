import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub, Fault, Issue, RepositoryDesk } from './index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let issue: Issue;
let now = Date.parse('2026-03-01T12:00:00Z');

beforeEach(async () => {
  fake = await startFakeGitHub({ now: () => now });
  repo = fake.repository('acme/widgets');
  issue = repo.open({ title: 'Race' });
});

afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** The status, or `reset`. */
async function comment(): Promise<number | string> {
  const headers = { authorization: `Bearer ${fake.installationToken('acme')}` };
  const body = JSON.stringify({ body: 'hello' });
  const sent = fetch(`${fake.url}/repos/acme/widgets/issues/1/comments`, { method: 'POST', headers, body });
  return sent.then(
    ({ status }) => status,
    () => 'reset',
  );
}

const rows: [Fault, number | string, number][] = [
  [{ status: 502 }, 502, 0],
  [{ status: 502, afterCommit: true }, 502, 1],
  [
    {
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message: 'You have exceeded a secondary rate limit' },
    },
    403,
    0,
  ],
  [{ reset: true }, 'reset', 0],
  [{ reset: true, afterCommit: true }, 'reset', 1],
  [{ delayMs: 30 }, 201, 1],
];

test.each(rows)('%j: the caller sees %s, GitHub has %i comments', async (fault, seen, comments) => {
  const stop = fake.intercept(({ method }) => (method === 'POST' ? fault : undefined));
  const start = performance.now();
  expect(await comment()).toBe(seen);
  await fake.settled();
  expect(performance.now() - start).toBeGreaterThanOrEqual('delayMs' in fault ? fault.delayMs - 1 : 0);
  expect(repo.thread(issue).comments).toHaveLength(comments);
  expect(fake.writes()).toMatchObject([{ status: seen === 'reset' ? 0 : seen, committed: comments === 1 }]);
  stop();
  expect(await comment()).toBe(201);
});

test('a stale list does not show what has just been written', async () => {
  await comment();
  const list = async (): Promise<unknown> =>
    (await fetch(`${fake.url}/repos/acme/widgets/issues/1/comments`)).json();
  fake.intercept(({ method }) => (method === 'GET' ? { staleBy: 30_000 } : undefined));
  expect(await list()).toEqual([]);
  now += 31_000;
  expect(await list()).toHaveLength(1);
});

test('of a list in short pages nothing is lost: the links go on in pages as short', async () => {
  for (let i = 0; i < 5; i += 1) await comment();
  const next = (link: string | null) => /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1];
  fake.intercept(({ query }) => (query['page'] === undefined ? { pageSize: 2 } : undefined));
  const ids: unknown[] = [];
  let at: string | undefined = `${fake.url}/repos/acme/widgets/issues/1/comments?per_page=100`;
  while (at !== undefined) {
    const answer: Response = await fetch(at);
    ids.push(...((await answer.json()) as { id: unknown }[]).map(({ id }) => id));
    at = next(answer.headers.get('link'));
  }
  expect(new Set(ids).size).toBe(5);
});

test('calls are counted by method, route and step', async () => {
  await comment();
  const since = fake.step;
  await comment();
  await fetch(`${fake.url}/repos/acme/widgets`);
  const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
  expect(fake.calls({ route })).toHaveLength(2);
  expect(fake.calls({ route, since })).toHaveLength(1);
  expect(fake.calls({ method: 'GET' })).toMatchObject([{ step: 3, by: 'anonymous', status: 200 }]);
  expect(fake.writes({ since })).toHaveLength(1);
});
