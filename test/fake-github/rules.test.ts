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

function octokit(): Octokit {
  return new Octokit({ baseUrl: fake.url, log: silent, auth: fake.installationToken('acme') });
}

async function status(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => 200,
    (error: { status: number }) => error.status,
  );
}

test('a conversation: the app labels and comments, people go on', async () => {
  const issue = repo.open({ title: 'data race in store', body: 'WARNING: DATA RACE', by: 'reporter' });
  const { rest } = octokit();
  const at = { ...where, issue_number: issue.number };
  await rest.issues.addLabels({ ...at, labels: ['BUG', 'race'] });
  const { data: comment } = await rest.issues.createComment({ ...at, body: 'What raced: …' });
  expect(comment).toMatchObject({
    user: { login: 'race-triage[bot]', type: 'Bot' },
    performed_via_github_app: { slug: 'race-triage' },
  });
  await rest.issues.updateComment({ ...where, comment_id: comment.id, body: 'What raced: the map' });
  repo.unlabel(issue, 'race', { by: 'helper' });
  const asked = repo.comment(issue, '/race rescan', { by: 'maintainer' });
  await rest.reactions.createForIssueComment({ ...where, comment_id: asked.id, content: 'eyes' });
  expect(repo.thread(issue)).toMatchObject({
    state: 'open',
    labels: ['bug'],
    comments: [
      { author: 'race-triage[bot]', body: 'What raced: the map', reactions: [] },
      { author: 'maintainer', body: '/race rescan', reactions: ['eyes'] },
    ],
  });
  const { data: events } = await rest.issues.listEvents(at);
  expect(events.map((each) => [each.event, each.performed_via_github_app?.slug])).toEqual([
    ['labeled', 'race-triage'],
    ['labeled', 'race-triage'],
  ]);
  expect(fake.writes().map((call) => call.by)).toEqual(Array(4).fill('installation acme'));
});

test('closing as a duplicate names the id of the other issue', async () => {
  const [first, second] = [repo.open({ title: 'one' }), repo.open({ title: 'two' })];
  const { rest } = octokit();
  const at = { ...where, issue_number: second.number };
  await rest.issues.update({
    ...at,
    state: 'closed',
    state_reason: 'duplicate',
    duplicate_issue_id: first.id,
  });
  expect(repo.thread(second)).toMatchObject({
    state: 'closed',
    stateReason: 'duplicate',
    duplicateOf: first.number,
  });
  // The reason counts only together with a change of the state.
  await rest.issues.update({ ...at, state: 'closed', state_reason: 'completed' });
  expect(repo.thread(second).stateReason).toBe('duplicate');
  const { data: timeline } = await rest.issues.listEventsForTimeline(at);
  expect(timeline.map((each) => each.event)).toEqual(['marked_as_duplicate', 'closed']);
});

test.each([
  ['a label of 51 characters', { labels: ['x'.repeat(51)] }, 422],
  ['101 labels', { labels: Array.from({ length: 101 }, (_, index) => `l${index}`) }, 422],
  ['100 labels', { labels: Array.from({ length: 100 }, (_, index) => `l${index}`) }, 200],
])('%s', async (_, { labels }, expected) => {
  const issue = repo.open({ title: 'Race' });
  expect(
    await status(octokit().rest.issues.addLabels({ ...where, issue_number: issue.number, labels })),
  ).toBe(expected);
});

test.each([
  [65_536, 200],
  [65_537, 422],
])('a comment of %i characters', async (size, expected) => {
  const issue = repo.open({ title: 'Race' });
  const body = '√'.repeat(size);
  expect(
    await status(octokit().rest.issues.createComment({ ...where, issue_number: issue.number, body })),
  ).toBe(expected);
});

test('labels that are there already still count against the room', async () => {
  const issue = repo.open({ title: 'Race' });
  const labels = Array.from({ length: 51 }, (_, index) => `l${index}`);
  repo.label(issue, labels);
  expect(
    await status(octokit().rest.issues.addLabels({ ...where, issue_number: issue.number, labels })),
  ).toBe(422);
});

test('an unknown label on an issue becomes a label of the repository', async () => {
  const issue = repo.open({ title: 'Race' });
  await octokit().rest.issues.addLabels({ ...where, issue_number: issue.number, labels: ['invented'] });
  expect(repo.data.labels.map((label) => label.name)).toContain('invented');
  const again = octokit().rest.issues.createLabel({ ...where, name: 'INVENTED', color: 'ffffff' });
  expect(await status(again)).toBe(422);
});

test.each([
  ['admin', 'admin', 'admin'],
  ['maintain', 'write', 'maintain'],
  ['write', 'write', 'write'],
  ['triage', 'read', 'triage'],
  ['read', 'read', 'read'],
] as const)('role %s is shown as permission %s', async (role, permission, role_name) => {
  repo.collaborator('someone', role);
  const { data } = await octokit().rest.repos.getCollaboratorPermissionLevel({
    ...where,
    username: 'someone',
  });
  expect(data).toMatchObject({ permission, role_name });
});

test('a custom role shows its name and the permission of its base', async () => {
  repo.collaborator('someone', { role: 'sheriff', base: 'write' });
  const { data } = await octokit().rest.repos.getCollaboratorPermissionLevel({
    ...where,
    username: 'someone',
  });
  expect(data).toMatchObject({ permission: 'write', role_name: 'sheriff' });
  for (const username of ['nobody-known', 'acme', 'race-triage[bot]']) {
    fake.world.bot();
    expect(await status(octokit().rest.repos.getCollaboratorPermissionLevel({ ...where, username }))).toBe(
      404,
    );
  }
});

test('locked, deleted, archived: final answers', async () => {
  const { rest } = octokit();
  const [locked, deleted] = [repo.open({ title: 'locked' }), repo.open({ title: 'deleted' })];
  repo.lock(locked);
  repo.delete(deleted);
  expect(await status(rest.issues.createComment({ ...where, issue_number: 1, body: 'x' }))).toBe(403);
  expect(await status(rest.issues.get({ ...where, issue_number: 2 }))).toBe(410);
  expect(await status(rest.issues.get({ ...where, issue_number: 3 }))).toBe(404);
  repo.archive();
  expect(await status(rest.issues.addLabels({ ...where, issue_number: 1, labels: ['bug'] }))).toBe(403);
  expect(await status(rest.issues.get({ ...where, issue_number: 1 }))).toBe(200);
});

test('renamed repositories and transferred issues are found at their new place', async () => {
  const { rest } = octokit();
  const issue = repo.open({ title: 'Race' });
  repo.comment(issue, 'Looks real.');
  repo.label(issue, ['bug', 'area/store']);
  const target = fake.repository('acme/engine', { labels: ['bug'] });
  const copy = repo.transfer(issue, target);
  expect((await rest.issues.get({ ...where, issue_number: 1 })).data.id).toBe(copy.id);
  await rest.issues.addLabels({ ...where, issue_number: 1, labels: ['race'] });
  expect(target.thread(copy)).toMatchObject({ labels: ['bug', 'race'], comments: [{ body: 'Looks real.' }] });
  repo.open({ title: 'Second' });
  repo.rename('acme/gadgets');
  expect((await rest.issues.get({ ...where, issue_number: 2 })).data.repository_url).toContain(
    'acme/gadgets',
  );
  await rest.issues.createComment({ ...where, issue_number: 2, body: 'still here' });
  expect(fake.requests.map((call) => call.status).filter((code) => code > 300)).toEqual([301, 307, 301, 307]);
});
