import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GitHub } from '../../src/github/github.ts';
import { accessTo, workOn } from '../app/parts.ts';
import { type FakeGitHub, type Fault, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let github: GitHub;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { labels: ['race'] });
  repo.open({ title: 'Race', body: '' });
  const { repository, installation } = workOn(fake, repo, 1, { kind: 'gone' });
  github = await accessTo(fake).repository(repository, installation);
  await github.issue(1);
});
afterEach(() => fake.close());

/** The first so many requests fail; gives the routes of all that were made. */
async function asked(fault: Fault, failing: number, call: () => Promise<unknown>): Promise<string[]> {
  const since = fake.step;
  let left = failing;
  fake.intercept(() => (left-- > 0 ? fault : undefined));
  await call().catch(() => {});
  return fake.calls({ since }).map(({ method, route }) => `${method} ${route.split('/').at(-1)}`);
}

const READ = 'GET {issue_number}';

describe('a read', () => {
  test.each<[string, Fault]>([
    ['is answered 500', { status: 500 }],
    ['is answered 502', { status: 502 }],
    ['is answered 503', { status: 503 }],
    ['loses its connection', { reset: true }],
  ])('that %s is asked for once more, at once', async (_, fault) => {
    expect(await asked(fault, 1, () => github.issue(1))).toEqual([READ, READ]);
    expect(await asked(fault, 9, () => github.issue(1))).toEqual([READ, READ]);
  });

  test.each<[string, Fault]>([
    ['where GitHub asks to wait', { status: 503, headers: { 'retry-after': '60' } }],
    ['where a limit is reached', { status: 403, headers: { 'retry-after': '60' } }],
    ['where nobody may read it', { status: 404 }],
  ])('is asked for once %s', async (_, fault) => {
    expect(await asked(fault, 9, () => github.issue(1))).toEqual([READ]);
  });
});

test('what the second answer says counts', async () => {
  let left = 1;
  fake.intercept(() => (left-- > 0 ? { status: 502 } : undefined));
  expect(await github.issue(1)).toMatchObject({ title: 'Race' });
});

test.each<[string, () => Promise<unknown>]>([
  ['a comment', () => github.createComment(1, 'x')],
  ['a label', () => github.addLabels(1, ['race'])],
  ['the end of a label', () => github.removeLabel(1, 'race')],
])('%s is written once, whatever comes of it', async (_, write) => {
  expect(await asked({ status: 502, afterCommit: true }, 9, write)).toHaveLength(1);
  expect(await asked({ reset: true, afterCommit: true }, 9, write)).toHaveLength(1);
});
