import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub, Issue, RepositoryDesk } from './index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let issue: Issue;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { suggestions: true, labels: ['race', 'bug'] });
  issue = repo.open({ title: 'data race' });
});
afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

function octokit(): Octokit {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ baseUrl: fake.url, log: silent, auth: fake.installationToken('acme') });
}
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/suggestions';
const at = () => ({ owner: 'acme', repo: 'widgets', issue_number: issue.number });
const race = { name: 'race', rationale: 'a report', confidence: 'high', suggest: true } as const;

test('a label is proposed, and put on when a person says yes', async () => {
  const client = octokit();
  const { data: now } = await client.request(LABELS, { ...at(), labels: [race] });
  expect(now).toEqual([]);
  await client.request(LABELS, { ...at(), labels: [race] });
  const { data: open } = await client.request(LIST, at());
  expect(open).toMatchObject([{ action: 'add_label', state: 'pending', confidence: 'HIGH' }]);
  repo.answer(issue, 'race', 'approved');
  expect(repo.thread(issue).labels).toEqual(['race']);
});

test('a person says no: the list of those that are open is empty, the list of all is not', async () => {
  const client = octokit();
  await client.request(LABELS, { ...at(), labels: [race] });
  repo.answer(issue, 'race', 'dismissed');
  const { data: open } = await client.request(LIST, at());
  const { data: all } = await client.request(LIST, { ...at(), state: 'all' });
  expect([open.length, all.map((each) => each.state)]).toEqual([0, ['dismissed']]);
});

test('where there are no suggestions, the list is not found and the label is put on', async () => {
  const other = fake.repository('acme/gadgets', { labels: ['race'] });
  const there = { owner: 'acme', repo: 'gadgets', issue_number: other.open({ title: 'x' }).number };
  await expect(octokit().request(LIST, there)).rejects.toMatchObject({ status: 404 });
  await octokit().request(LABELS, { ...there, labels: [race] });
  expect(other.thread(1).labels).toEqual(['race']);
});
