import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { textOf } from './json.ts';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub, RepositoryDesk } from './index.ts';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';

const secret = 'a secret of at least sixteen';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  fake = await startFakeGitHub({ webhook: { url: receiver.url, secret } });
  repo = fake.repository('acme/widgets', { labels: ['bug'], files: { 'go.mod': 'module x\n' } });
});

afterEach(async () => {
  await fake.close();
  await receiver.close();
  expect(fake.violations).toEqual([]);
});

async function events(): Promise<string[]> {
  await fake.settled();
  return receiver.received.map(({ headers, payload }) =>
    [headers['x-github-event'] ?? '', textOf(payload['action'])].filter((part) => part !== '').join('.'),
  );
}

test('what people do is told in order', async () => {
  const issue = repo.open({ title: 'Race', body: 'text' });
  repo.edit(issue, { body: 'more text' });
  repo.label(issue, ['bug', 'new']);
  repo.unlabel(issue, 'bug');
  const comment = repo.comment(issue, 'first');
  repo.editComment(comment, 'second');
  repo.deleteComment(comment);
  repo.close(issue);
  repo.reopen(issue);
  repo.transfer(issue, fake.repository('acme/engine'));
  repo.delete(repo.open({ title: 'Spam' }));
  repo.file('go.mod', 'module y\n');
  repo.renameLabel('bug', 'defect');
  repo.deleteLabel('defect');
  expect(await events()).toEqual([
    'issues.opened',
    'issues.edited',
    // The label that nobody knew comes into being before any is put on.
    'label.created',
    'issues.labeled',
    'issues.labeled',
    'issues.unlabeled',
    'issue_comment.created',
    'issue_comment.edited',
    'issue_comment.deleted',
    'issues.closed',
    'issues.reopened',
    // The copy in the other repository, and the old issue.
    'issues.opened',
    'issues.transferred',
    'issues.opened',
    'issues.deleted',
    'push',
    'label.edited',
    'label.deleted',
  ]);
});

test('what happens to an installation is told as well', async () => {
  fake.install('acme');
  const second = fake.repository('acme/engine');
  fake.select(second, false);
  fake.select(second, true);
  fake.suspend('acme');
  repo.open({ title: 'nobody is told' });
  fake.unsuspend('acme');
  fake.uninstall('acme');
  repo.open({ title: 'nobody is told either' });
  expect(await events()).toEqual([
    'installation.created',
    'installation_repositories.removed',
    'installation_repositories.added',
    'installation.suspend',
    'installation.unsuspend',
    'installation.deleted',
  ]);
});

test('a delivery is signed and says what it is', async () => {
  repo.open({ title: 'Race √', by: 'reporter' });
  await fake.settled();
  const [{ headers, text, payload } = { headers: {}, text: '', payload: {} }] = receiver.received;
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': fake.deliveries[0]?.guid,
    'x-github-hook-installation-target-id': String(fake.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
  });
  expect(payload).toMatchObject({
    action: 'opened',
    sender: { login: 'reporter' },
    installation: { id: fake.installation('acme').id },
    repository: { id: repo.id, full_name: 'acme/widgets' },
    issue: { number: 1, title: 'Race √' },
  });
});

test('what changed is in `changes`, a transferred issue says where it came from', async () => {
  const issue = repo.open({ title: 'Race', body: 'old' });
  repo.edit(issue, { body: 'new' });
  repo.transfer(issue, fake.repository('acme/engine'));
  await fake.settled();
  const changes = receiver.received.map(({ payload }) => payload['changes']);
  expect(changes[1]).toEqual({ body: { from: 'old' } });
  expect(changes[2]).toMatchObject({ old_issue: { id: issue.id }, old_repository: { id: repo.id } });
  expect(changes[3]).toMatchObject({
    new_issue: { number: 1 },
    new_repository: { full_name: 'acme/engine' },
  });
});

test('the app hears itself', async () => {
  const issue = repo.open({ title: 'Race' });
  const { rest } = new Octokit({ baseUrl: fake.url, auth: fake.installationToken('acme') });
  const at = { owner: 'acme', repo: 'widgets', issue_number: issue.number };
  await rest.issues.createComment({ ...at, body: 'hello' });
  await rest.issues.addLabels({ ...at, labels: ['bug'] });
  expect(await events()).toEqual(['issues.opened', 'issue_comment.created', 'issues.labeled']);
  const senders = receiver.received.slice(1).map(({ payload }) => payload['sender']);
  for (const sender of senders) expect(sender).toMatchObject({ login: 'race-triage[bot]', type: 'Bot' });
});

test('a comment on a pull request carries its mark; the pull request itself is another event', async () => {
  const change = repo.open({ title: 'A change', isPullRequest: true });
  repo.comment(change, 'nice');
  expect(await events()).toEqual(['issue_comment.created']);
  expect(receiver.received[0]?.payload['issue']).toHaveProperty('pull_request.url');
});
