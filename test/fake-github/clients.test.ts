import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Probot, ProbotOctokit } from 'probot';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub, RepositoryDesk } from './index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;

beforeEach(async () => {
  fake = await startFakeGitHub({ maxPageSize: 2 });
  repo = fake.repository('acme/widgets', { files: { CODEOWNERS: '* @acme/owners\n' } });
  for (const title of ['a', 'b', 'c']) repo.open({ title });
});

afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

function probot(base = ''): Probot {
  const Octokit = ProbotOctokit.defaults({
    baseUrl: `${fake.url}${base}`,
    throttle: { enabled: false },
    retry: { enabled: false },
  });
  const { id, privateKey } = fake.app;
  return new Probot({
    appId: id,
    privateKey,
    secret: 'a secret of at least sixteen',
    logLevel: 'fatal',
    Octokit,
  });
}

test.each(['', '/api/v3'])(
  "probot's client signs in as the app and as an installation, API at '%s'",
  async (base) => {
    const bot = probot(base);
    await bot.ready();
    const app = await bot.auth();
    expect((await app.rest.apps.getAuthenticated()).data?.slug).toBe('race-triage');
    const [installation] = await app.paginate(app.rest.apps.listInstallations);
    const octokit = await bot.auth(installation?.id ?? 0);
    const where = { owner: 'acme', repo: 'widgets' };
    const issues = await octokit.paginate(octokit.rest.issues.listForRepo, { ...where, state: 'all' });
    expect(issues.map((each) => each.title)).toEqual(['c', 'b', 'a']);
    await octokit.rest.issues.createComment({ ...where, issue_number: 1, body: 'hello' });
    expect(repo.thread(1).comments).toMatchObject([{ author: 'race-triage[bot]', body: 'hello' }]);
    // One token serves many calls.
    expect(fake.calls({ route: '/app/installations/{installation_id}/access_tokens' })).toHaveLength(1);
    expect(fake.requests.map((call) => call.by)).toEqual([
      'app',
      'app',
      'app',
      ...Array<string>(3).fill('installation acme'),
    ]);
  },
);

test('a clock that is wrong is set by the answer', async () => {
  await fake.close();
  const slow = 3_600_000;
  fake = await startFakeGitHub({ now: () => Date.now() - slow });
  const bot = probot();
  await bot.ready();
  const app = await bot.auth();
  expect((await app.rest.apps.getAuthenticated()).data?.slug).toBe('race-triage');
  expect(fake.requests.map((call) => call.status)).toEqual([401, 200]);
});
