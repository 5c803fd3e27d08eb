import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub, RepositoryDesk } from './index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;

beforeEach(async () => {
  fake = await startFakeGitHub({ maxPageSize: 2 });
  repo = fake.repository('acme/widgets', {
    files: {
      'go.mod': 'module example.com/widgets\n',
      'pkg/store/store.go': 'package store\n',
      'README.md': '# Widgets\n',
    },
    labels: ['bug', { name: 'area/store', color: '00ff00', description: 'The store' }],
    collaborators: { maintainer: 'maintain', helper: 'triage' },
  });
});

afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const where = { owner: 'acme', repo: 'widgets' };
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function octokit(baseUrl = fake.url): Octokit {
  return new Octokit({ baseUrl, log: silent, auth: fake.installationToken('acme') });
}

async function length(list: Promise<unknown[]>): Promise<number> {
  return (await list).length;
}

async function status(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => 200,
    (error: { status: number }) => error.status,
  );
}

test('every read answers as described, page by page', async () => {
  const issue = repo.open({ title: 'Race', body: 'text' });
  repo.open({ title: 'Second' });
  repo.open({ title: 'A change', isPullRequest: true });
  const comments = ['Looks real.', 'Seen too.', 'And again.'].map((text) => repo.comment(issue, text));
  const comment_id = comments[0]?.id ?? 0;
  for (const by of ['reporter', 'helper', 'maintainer']) repo.react(comments[0]!, '+1', { by });
  repo.minimize(comments[0]!, 'off-topic');
  repo.label(issue, ['bug', 'area/store', 'third']);
  repo.unlabel(issue, 'bug');
  repo.edit(issue, { title: 'Race in store' });
  repo.close(issue, { reason: 'not_planned' });
  repo.reopen(issue);
  const { rest, request, paginate } = octokit();
  const at = { ...where, issue_number: issue.number };

  expect(await length(paginate(rest.issues.listForRepo, { ...where, state: 'all' }))).toBe(3);
  expect(await length(paginate(rest.issues.listComments, at))).toBe(3);
  expect(await length(paginate(rest.issues.listCommentsForRepo, where))).toBe(3);
  expect(await length(paginate(rest.reactions.listForIssueComment, { ...where, comment_id }))).toBe(3);
  expect(await length(paginate(rest.issues.listEvents, at))).toBe(7);
  expect(await length(paginate(rest.issues.listEventsForTimeline, at))).toBe(10);
  expect(await length(paginate(rest.issues.listLabelsOnIssue, at))).toBe(2);
  expect(await length(paginate(rest.issues.listLabelsForRepo, where))).toBe(3);
  expect(await length(paginate(rest.apps.listReposAccessibleToInstallation))).toBe(1);

  const byNumber = await request('GET /repositories/{repository_id}', { repository_id: repo.id });
  expect((await rest.repos.get(where)).data).toEqual(byNumber.data);
  expect((await rest.issues.get(at)).data).toMatchObject({
    title: 'Race in store',
    state_reason: 'reopened',
    comments: 3,
  });
  expect((await rest.issues.getComment({ ...where, comment_id })).data).toMatchObject({
    reactions: { '+1': 3 },
    minimized: { reason: 'off-topic' },
  });
  expect((await rest.issues.getLabel({ ...where, name: 'Area/Store' })).data.name).toBe('area/store');
  expect((await rest.rateLimit.get()).data.rate.limit).toBe(5000);
  expect(fake.writes()).toEqual([]);
});

test('files, folders and the tree of one call', async () => {
  const { rest } = octokit();
  const { data: file } = await rest.repos.getContent({ ...where, path: 'go.mod' });
  expect('content' in file && Buffer.from(file.content, 'base64').toString()).toBe(
    'module example.com/widgets\n',
  );
  const raw = await rest.repos.getContent({ ...where, path: 'go.mod', mediaType: { format: 'raw' } });
  expect(raw.data).toBe('module example.com/widgets\n');
  const { data: folder } = await rest.repos.getContent({ ...where, path: '' });
  expect(Array.isArray(folder) && folder.map((each) => each.name)).toEqual(['README.md', 'go.mod', 'pkg']);
  expect(await status(rest.repos.getContent({ ...where, path: '.github/race-triage.yml' }))).toBe(404);
  const { data: tree } = await rest.git.getTree({ ...where, tree_sha: 'HEAD', recursive: '1' });
  expect(tree.tree.map((each) => each.path)).toEqual([
    'README.md',
    'go.mod',
    'pkg',
    'pkg/store',
    'pkg/store/store.go',
  ]);
  expect(tree.truncated).toBe(false);
});

test('an unchanged answer is 304 and costs nothing', async () => {
  const { request } = octokit();
  const first = await request('GET /repos/{owner}/{repo}/labels', where);
  const again = request('GET /repos/{owner}/{repo}/labels', {
    ...where,
    headers: { 'if-none-match': first.headers.etag ?? '' },
  });
  expect(await status(again)).toBe(304);
  repo.deleteLabel('bug');
  const changed = await request('GET /repos/{owner}/{repo}/labels', {
    ...where,
    headers: { 'if-none-match': first.headers.etag ?? '' },
  });
  expect(changed.headers['x-ratelimit-used']).toBe('2');
  expect(changed.headers['x-github-request-id']).toMatch(/^FAKE:/);
});

test('the same API at /api/v3, links included', async () => {
  for (const title of ['a', 'b', 'c']) repo.open({ title });
  const { rest, paginate } = octokit(`${fake.url}/api/v3`);
  expect(await paginate(rest.issues.listForRepo, where)).toHaveLength(3);
  const { headers } = await rest.issues.listForRepo(where);
  expect(headers.link).toContain(`${fake.url}/api/v3/repositories/${repo.id}/issues?page=2`);
});

test('listing by state, date, label and order', async () => {
  const { rest } = octokit();
  const at = Date.parse('2026-01-01T00:00:00Z');
  const [old, young] = [repo.open({ title: 'old', createdAt: at }), repo.open({ title: 'young' })];
  const titles = async (query: {
    state?: 'all';
    since?: string;
    labels?: string;
    direction?: 'asc';
  }): Promise<string[]> =>
    (await rest.issues.listForRepo({ ...where, ...query })).data.map((each) => each.title);
  expect(await titles({})).toEqual(['young', 'old']);
  expect(await titles({ direction: 'asc' })).toEqual(['old', 'young']);
  expect(await titles({ since: '2026-02-01T00:00:00Z' })).toEqual(['young']);
  repo.close(old);
  expect(await titles({})).toEqual(['young']);
  expect(await titles({ state: 'all' })).toEqual(['young', 'old']);
  repo.label(young, 'bug');
  expect(await titles({ state: 'all', labels: 'BUG' })).toEqual(['young']);
});
