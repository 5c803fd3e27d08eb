import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccess, createProbot, createTokenClient } from '../../src/github/access.ts';
import { type GitHub, GitHubError } from '../../src/github/github.ts';
import { API_VERSION } from '../../src/github/octokit.ts';
import { accessTo, keptLog, SECRET, workOn } from '../app/parts.ts';
import { type FakeGitHub, type Fault, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let github: GitHub;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module x\n' } });
  repo.open({ title: 'Race' });
  const { repository, installation } = workOn(fake, repo, 1, { kind: 'gone' });
  github = await accessTo(fake).repository(repository, installation);
});
afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

test('every request names the version of the API, those for tokens too', async () => {
  await accessTo(fake).self();
  await github.issue(1);
  await github.tree();
  expect(fake.requests.map((call) => call.route)).toContain(
    '/app/installations/{installation_id}/access_tokens',
  );
  expect(new Set(fake.requests.map((call) => call.apiVersion))).toEqual(new Set([API_VERSION]));
});

test('a token is asked for once, who we are too', async () => {
  const access = accessTo(fake);
  const selves = await Promise.all([access.self(), access.self()]);
  expect([...selves, await access.self()]).toEqual(
    [1, 2, 3].map(() => ({ id: fake.app.id, slug: 'race-triage' })),
  );
  await github.issue(1);
  await github.issue(1);
  expect(fake.calls({ route: '/app' })).toHaveLength(1);
  expect(fake.calls({ method: 'POST' })).toHaveLength(1);
});

test('who we are is asked again after GitHub did not tell', async () => {
  const access = accessTo(fake);
  const stop = fake.intercept(() => ({ status: 503 }));
  await expect(access.self()).rejects.toThrow('ask who we are: GitHub answered 503');
  stop();
  expect(await access.self()).toMatchObject({ slug: 'race-triage' });
});

describe('a call that fails is made once, a read twice where GitHub did not ask to wait', () => {
  const faults: Fault[] = [
    { status: 500 },
    { status: 502, afterCommit: true },
    {
      status: 403,
      headers: { 'retry-after': '1' },
      body: { message: 'You have exceeded a secondary rate limit' },
    },
    { status: 429 },
    { reset: true, afterCommit: true },
  ];
  const calls: Record<string, () => Promise<unknown>> = {
    createComment: () => github.createComment(1, 'text'),
    addLabels: () => github.addLabels(1, ['race']),
    issue: () => github.issue(1),
  };
  const isLimit = (fault: Fault) => 'status' in fault && fault.status < 500;
  const rows = Object.keys(calls).flatMap((name) => faults.map((fault) => ({ name, fault })));
  test.each(rows)('$name, $fault', async ({ name, fault }) => {
    await github.labels();
    const since = fake.step;
    fake.intercept(() => fault);
    await expect(calls[name]?.()).rejects.toMatchObject({ name: 'GitHubError', retryable: true });
    const isAgain = name === 'issue' && !isLimit(fault);
    expect(fake.calls({ since })).toHaveLength(isAgain ? 2 : 1);
  });
});

test('writes do not queue behind each other: the inbox paces them, not the client', async () => {
  await github.labels();
  let slow = true;
  fake.intercept(({ method }) => {
    const fault = method === 'POST' && slow ? { delayMs: 500 } : undefined;
    if (fault) slow = false;
    return fault;
  });
  const answered: string[] = [];
  await Promise.all([
    github.createComment(1, 'held back').then(() => answered.push('held back')),
    github.createComment(1, 'text').then(() => answered.push('text')),
  ]);
  expect(answered).toEqual(['text', 'held back']);
});

test('a hung GitHub is given up', async () => {
  // The clock of the signal is the machine's own: the test shortens it instead of waiting.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const asked: number[] = [];
  AbortSignal.timeout = (milliseconds) => {
    asked.push(milliseconds);
    return timeout(20);
  };
  try {
    await github.labels().catch(() => null);
    fake.intercept(() => ({ delayMs: 1_000 }));
    await expect(github.issue(1)).rejects.toMatchObject({ status: 0, retryable: true });
    expect(new Set(asked)).toEqual(new Set([30_000]));
  } finally {
    AbortSignal.timeout = timeout;
  }
});

test('a key that GitHub does not know fails the sign-in, for later', async () => {
  const settings = { appId: 99, privateKey: fake.app.privateKey, webhookSecret: SECRET, apiUrl: fake.url };
  const access = createAccess(createProbot(settings, keptLog().log), Date.now);
  await expect(access.self()).rejects.toMatchObject({ status: 401, retryable: true });
});

test('a suspended installation is for later; so is one that is gone, which may be our own mistake', async () => {
  const { repository, installation } = workOn(fake, repo, 1, { kind: 'gone' });
  fake.suspend('acme');
  const other = await accessTo(fake).repository(repository, installation);
  await expect(other.issue(1)).rejects.toMatchObject({ status: 403, retryable: true, retryAfter: 3_600_000 });
  fake.uninstall('acme');
  const gone = await accessTo(fake).repository(repository, installation);
  await expect(gone.labels()).rejects.toMatchObject({ status: 404, retryable: true });
  await expect(gone.labels()).rejects.toBeInstanceOf(GitHubError);
});

test('a person’s token reads as that person, and says nothing on the terminal', async () => {
  const client = createTokenClient(fake.url, fake.personToken('maintainer'));
  expect((await client.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'widgets' })).status).toBe(
    200,
  );
  const anonymous = createTokenClient(fake.url, null);
  await anonymous.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'widgets' });
  expect(fake.calls({ route: '/repos/{owner}/{repo}' }).map((call) => call.by)).toEqual([
    'maintainer',
    'anonymous',
  ]);
});
