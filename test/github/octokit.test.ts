import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { createTokenClient } from '../../src/github/access.ts';
import type { GitHub } from '../../src/github/github.ts';
import { GitHubError } from '../../src/github/github.ts';
import { API_VERSION, createOctokitGitHub } from '../../src/github/octokit.ts';
import { repositoryRef } from '../contracts/values.ts';

const API = 'https://api.github.test';
const AT = '/repos/acme/widgets';
const NOW = 1_000_000_000_000;

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

const github: GitHub = createOctokitGitHub(createTokenClient(API, 'token'), repositoryRef(), () => NOW);
/** Every request must name the version of the API. */
const api = () =>
  nock(API, { reqheaders: { 'x-github-api-version': API_VERSION, authorization: 'token token' } });

const ISSUE = {
  number: 5,
  title: 'Race',
  body: null,
  state: 'open',
  user: { login: 'reporter', type: 'User' },
  labels: ['a', { name: 'b' }, { name: null }],
  created_at: '2026-01-01T00:00:00Z',
  closed_at: null,
  comments: 2,
  locked: false,
};

/** Each call with what it sends, and an answer that says yes. */
const CALLS: Readonly<
  Record<
    string,
    {
      method: string;
      path: string;
      body?: object;
      answer: unknown;
      call: () => Promise<unknown>;
      gives: unknown;
    }
  >
> = {
  issue: {
    method: 'GET',
    path: `${AT}/issues/5`,
    answer: ISSUE,
    call: () => github.issue(5),
    gives: {
      number: 5,
      title: 'Race',
      body: '',
      state: 'open',
      stateReason: null,
      author: { login: 'reporter', bot: false },
      labels: ['a', 'b'],
      createdAt: '2026-01-01T00:00:00Z',
      closedAt: null,
      comments: 2,
      locked: false,
      isPullRequest: false,
    },
  },
  comments: {
    method: 'GET',
    path: `${AT}/issues/5/comments?per_page=100`,
    call: () => github.comments(5),
    answer: [
      {
        id: 1,
        body: 'a',
        user: { login: 'race-triage[bot]', type: 'Bot' },
        performed_via_github_app: { id: 4711 },
        reactions: { '-1': 2 },
        created_at: '2026-01-01T00:00:00Z',
      },
      { id: 2, user: null, performed_via_github_app: null, minimized: { reason: 'spam' } },
    ],
    gives: [
      {
        id: 1,
        body: 'a',
        author: { login: 'race-triage[bot]', bot: true },
        app: 4711,
        hidden: false,
        edited: false,
        thumbsDown: 2,
        createdAt: '2026-01-01T00:00:00Z',
      },
      { id: 2, body: '', author: null, app: null, hidden: true, edited: false, thumbsDown: 0, createdAt: '' },
    ],
  },
  createComment: {
    method: 'POST',
    path: `${AT}/issues/5/comments`,
    body: { body: 'x' },
    answer: { id: 3, body: 'x' },
    call: () => github.createComment(5, 'x'),
    gives: { id: 3 },
  },
  assign: {
    method: 'POST',
    path: `${AT}/issues/5/assignees`,
    body: { assignees: ['ann', 'bob'] },
    answer: { ...ISSUE, assignees: [{ login: 'ann' }] },
    call: () => github.assign(5, ['ann', 'bob']),
    gives: ['ann'],
  },
  comment: {
    method: 'GET',
    path: `${AT}/issues/comments/3`,
    answer: { id: 3, body: 'a', user: null, minimized: null },
    call: () => github.comment(3),
    gives: {
      id: 3,
      body: 'a',
      author: null,
      app: null,
      hidden: false,
      edited: false,
      thumbsDown: 0,
      createdAt: '',
    },
  },
  updateComment: {
    method: 'PATCH',
    path: `${AT}/issues/comments/3`,
    body: { body: 'x' },
    answer: { id: 3 },
    call: () => github.updateComment(3, 'x'),
    gives: true,
  },
  deleteComment: {
    method: 'DELETE',
    path: `${AT}/issues/comments/3`,
    answer: '',
    call: () => github.deleteComment(3),
    gives: undefined,
  },
  unassign: {
    method: 'DELETE',
    path: `${AT}/issues/5/assignees`,
    body: { assignees: ['ann'] },
    answer: ISSUE,
    call: () => github.unassign(5, ['ann']),
    gives: undefined,
  },
  closer: {
    method: 'GET',
    path: `${AT}/issues/5/timeline?per_page=100`,
    answer: [
      {
        event: 'cross-referenced',
        created_at: '2026-01-01T00:00:00Z',
        source: {
          issue: {
            number: 12,
            repository_url: `${API}/repos/Acme/widgets`,
            pull_request: { merged_at: '2026-01-02T00:00:00Z' },
          },
        },
      },
      { event: 'closed', created_at: '2026-01-02T00:00:01Z' },
    ],
    call: () => github.closer(5),
    gives: 12,
  },
  reopen: {
    method: 'PATCH',
    path: `${AT}/issues/5`,
    body: { state: 'open' },
    answer: ISSUE,
    call: () => github.reopen(5),
    gives: undefined,
  },
  addLabels: {
    method: 'POST',
    path: `${AT}/issues/5/labels`,
    body: { labels: ['race', 'ä b'] },
    answer: [{ name: 'race' }, { name: 'old' }],
    call: () => github.addLabels(5, ['race', 'ä b']),
    gives: ['race', 'old'],
  },
  removeLabel: {
    method: 'DELETE',
    path: `${AT}/issues/5/labels/race%3A%20regression`,
    answer: [],
    call: () => github.removeLabel(5, 'race: regression'),
    gives: undefined,
  },
  createLabel: {
    method: 'POST',
    path: `${AT}/labels`,
    body: { name: 'race', color: 'd93f0b', description: 'd' },
    answer: { name: 'race' },
    call: () => github.createLabel({ name: 'race', color: 'd93f0b', description: 'd' }),
    gives: undefined,
  },
  labels: {
    method: 'GET',
    path: `${AT}/labels?per_page=100`,
    answer: [{ name: 'bug' }],
    call: () => github.labels(),
    gives: ['bug'],
  },
  tree: {
    method: 'GET',
    path: `${AT}/git/trees/main?recursive=1`,
    call: () => github.tree(),
    answer: {
      truncated: false,
      tree: [
        { type: 'blob', path: 'go.mod', sha: 'a1' },
        { type: 'tree', path: 'shop', sha: 'b2' },
        { type: 'commit', path: 'sub', sha: 'c3' },
      ],
    },
    gives: new Map([['go.mod', 'a1']]),
  },
  file: {
    method: 'GET',
    path: `${AT}/contents/.github%2FCODEOWNERS`,
    answer: { encoding: 'base64', content: 'Kmkgd\n2k=' },
    call: () => github.file('.github/CODEOWNERS'),
    gives: '*i wi',
  },
  role: {
    method: 'GET',
    path: `${AT}/collaborators/helper/permission`,
    answer: { role_name: 'triage', permission: 'read' },
    call: () => github.role('helper'),
    gives: 'triage',
  },
  react: {
    method: 'POST',
    path: `${AT}/issues/comments/3/reactions`,
    body: { content: 'eyes' },
    answer: { id: 1 },
    call: () => github.react(3, 'eyes'),
    gives: undefined,
  },
  suggestions: {
    method: 'GET',
    path: `${AT}/issues/5/suggestions?state=all&action=add_label&per_page=100`,
    answer: [
      { id: 1, state: 'pending', target_value: 'race', target_id: 9 },
      { id: 2, state: 'approved', target_value: 'bug', target_id: null },
      { id: 3, state: 'dismissed', target_value: null, target_id: null },
    ],
    call: () => github.suggestions(5),
    gives: [
      { id: 1, label: 'race', state: 'pending' },
      { id: 2, label: 'bug', state: 'settled' },
    ],
  },
  suggestLabels: {
    method: 'POST',
    path: `${AT}/issues/5/labels`,
    body: { labels: [{ name: 'race', rationale: 'a report', confidence: 'high', suggest: true }] },
    answer: [{ name: 'bug' }],
    call: () => github.suggestLabels(5, [{ name: 'race', rationale: 'a report', confidence: 'high' }]),
    gives: ['bug'],
  },
  closeAsDuplicate: {
    method: 'PATCH',
    path: `${AT}/issues/5`,
    body: { state: 'closed', state_reason: 'duplicate', duplicate_issue_id: 77 },
    answer: { state: 'closed', state_reason: 'duplicate' },
    call: () => github.closeAsDuplicate(5, 77),
    gives: 'duplicate',
  },
  acts: {
    method: 'GET',
    path: `${AT}/issues/5/events?per_page=100`,
    answer: [
      { event: 'labeled', created_at: 'T', actor: { login: 'ann', type: 'User' } },
      { event: 'reopened', created_at: 'U', actor: null, performed_via_github_app: { id: 4711 } },
    ],
    call: () => github.acts(5),
    gives: [
      { event: 'labeled', at: 'T', by: { login: 'ann', bot: false }, app: null },
      { event: 'reopened', at: 'U', by: null, app: 4711 },
    ],
  },
  withdrawSuggestion: {
    method: 'POST',
    path: `${AT}/issues/5/suggestions/1/dismiss`,
    answer: { id: 1 },
    call: () => github.withdrawSuggestion(5, 1),
    gives: undefined,
  },
};
const NAMES = Object.keys(CALLS);
const callOf = (name: string) => CALLS[name] ?? CALLS['issue']!;

function answer(
  name: string,
  status: number,
  body: unknown = { message: 'no' },
  headers: Record<string, string> = {},
) {
  const { method, path, body: sent } = callOf(name);
  return api()
    .intercept(path, method, sent && JSON.stringify(sent))
    .reply(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}
const failure = async (name: string): Promise<GitHubError> => {
  const failed: unknown = await callOf(name)
    .call()
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(GitHubError);
  return failed as GitHubError;
};

describe('each call', () => {
  test.each(NAMES)('%s: route, body and answer', async (name) => {
    answer(name, 200, callOf(name).answer);
    expect(await callOf(name).call()).toEqual(callOf(name).gives);
  });

  test.each(['comments', 'labels'])('%s are read to the last of three pages', async (name) => {
    const { path, answer: one } = callOf(name);
    const next = (page: number) => ({
      'content-type': 'application/json',
      link: `<${API}${path}&page=${page}>; rel="next"`,
    });
    api().get(path).reply(200, JSON.stringify(one), next(2));
    api().get(`${path}&page=2`).reply(200, JSON.stringify(one), next(3));
    api().get(`${path}&page=3`).reply(200, JSON.stringify(one), { 'content-type': 'application/json' });
    const whole = callOf(name).gives as unknown[];
    expect(await callOf(name).call()).toEqual([...whole, ...whole, ...whole]);
  });
});

/** What a refusal means to each call: a value where it is life, `throws` where it is not. */
const REFUSALS: readonly (readonly [string, Readonly<Record<number, unknown>>])[] = [
  ['issue', { 403: 'throws', 404: null, 410: null, 451: null, 422: 'throws' }],
  ['comments', { 403: 'throws', 404: 'throws', 410: 'throws' }],
  ['comment', { 403: 'throws', 404: null, 410: null }],
  ['createComment', { 403: 'throws', 404: 'throws', 410: 'throws', 422: 'throws' }],
  ['updateComment', { 403: 'throws', 404: false, 410: false }],
  ['deleteComment', { 403: 'throws', 404: undefined, 410: undefined }],
  ['unassign', { 403: 'throws', 404: 'throws' }],
  ['closer', { 403: 'throws', 404: 'throws' }],
  ['reopen', { 403: 'throws', 404: 'throws', 422: 'throws' }],
  ['addLabels', { 403: 'throws', 404: 'throws', 410: 'throws' }],
  ['removeLabel', { 403: 'throws', 404: undefined, 410: undefined }],
  ['createLabel', { 403: 'throws', 404: 'throws', 422: undefined }],
  ['labels', { 403: 'throws', 404: 'throws' }],
  ['tree', { 403: null, 404: null, 409: null, 451: null }],
  ['file', { 403: null, 404: null, 409: null, 451: null }],
  ['role', { 403: 'none', 404: 'none' }],
  ['react', { 403: 'throws', 404: 'throws' }],
  ['closeAsDuplicate', { 403: 'throws', 404: 'throws', 410: 'throws' }],
  ['acts', { 403: 'throws', 404: 'throws' }],
  ['suggestions', { 403: null, 404: null, 422: null }],
  ['suggestLabels', { 403: 'throws', 404: 'throws', 422: 'throws' }],
  ['withdrawSuggestion', { 403: undefined, 404: undefined, 422: undefined }],
];

describe('a refusal is final', () => {
  const rows = REFUSALS.flatMap(([name, means]) =>
    Object.entries(means).map(([status, value]) => ({ name, status: Number(status), value })),
  );
  test.each(rows)('$name, $status: $value', async ({ name, status, value }) => {
    answer(name, status);
    if (value !== 'throws') return expect(await callOf(name).call()).toEqual(value);
    expect(await failure(name)).toMatchObject({ status, retryable: false, retryAfter: null });
  });
});

describe('trouble is for later, and asked for once', () => {
  test.each(NAMES)('%s, 502', async (name) => {
    answer(name, 502);
    expect(await failure(name)).toMatchObject({ status: 502, retryable: true });
  });

  test.each(NAMES)('%s, secondary rate limit', async (name) => {
    answer(name, 403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '17' });
    expect(await failure(name)).toMatchObject({ status: 403, retryable: true, retryAfter: 17_000 });
  });

  test.each(NAMES)('%s, primary rate limit', async (name) => {
    const reset = String(NOW / 1000 + 90);
    answer(name, 403, { message: 'no' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    expect(await failure(name)).toMatchObject({ retryable: true, retryAfter: 90_000 });
  });

  test('no answer at all', async () => {
    api().get(`${AT}/issues/5`).replyWithError('socket hang up');
    expect(await failure('issue')).toMatchObject({ status: 0, retryable: true });
  });
});

describe('answers that are not what was asked for', () => {
  test.each<[string, string, unknown, unknown]>([
    ['a pull request says so', 'issue', { ...ISSUE, pull_request: {} }, { isPullRequest: true }],
    ['an issue of a deleted account', 'issue', { ...ISSUE, user: null }, { author: null }],
    ['an issue that got another number elsewhere is gone', 'issue', { ...ISSUE, number: 6 }, null],
    ['a listing that is cut is none', 'tree', { truncated: true, tree: [] }, null],
    ['a folder is no file', 'file', [{ path: 'x' }], null],
    ['a file above the limit comes without content', 'file', { encoding: 'none', content: '' }, null],
    [
      'a custom role counts by its rights',
      'role',
      {
        role_name: 'sheriff',
        permission: 'read',
        user: { permissions: { pull: true, triage: true, push: false } },
      },
      'triage',
    ],
    [
      'a custom role without rights listed counts as what it folds to',
      'role',
      { role_name: 'sheriff', permission: 'write' },
      'write',
    ],
    ['a role nobody knows is none', 'role', { role_name: 'sheriff', permission: 'emperor' }, 'none'],
    ['an issue that GitHub leaves open is not closed', 'closeAsDuplicate', { state: 'open' }, null],
    ['suggestions that look like nothing we know are none', 'suggestions', [{ proposal: 'race' }], null],
    ['maintain is not folded', 'role', { role_name: 'maintain', permission: 'write' }, 'maintain'],
  ])('%s', async (_, name, body, gives) => {
    answer(name, 200, body);
    const given = await callOf(name).call();
    if (typeof gives === 'object' && gives !== null) expect(given).toMatchObject(gives);
    else expect(given).toEqual(gives);
  });

  test.each(NAMES)('%s: a page of a proxy is trouble, never an answer', async (name) => {
    const { method, path } = callOf(name);
    api().intercept(path, method).reply(200, '<html>sign in</html>', { 'content-type': 'text/html' });
    expect(await failure(name)).toMatchObject({ retryable: true });
  });

  test.each([
    ['/repos/acme/engine/issues/5', null],
    ['/repositories/2/issues/5', null],
    ['/repositories/1/issues/5', 5],
    ['/repos/Acme/Widgets/issues/5', 5],
  ])('an issue found at %s: %s', async (to, number) => {
    api()
      .get(`${AT}/issues/5`)
      .reply(301, '', { location: `${API}${to}` });
    api().get(to).reply(200, JSON.stringify(ISSUE), { 'content-type': 'application/json' });
    expect((await github.issue(5))?.number ?? null).toBe(number);
  });
});
