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

function app(): Octokit {
  return new Octokit({ baseUrl: fake.url, auth: fake.jwt() });
}

test('held deliveries come in the order the test wants, and not at all when it says so', async () => {
  fake.hold();
  const issue = repo.open({ title: 'Race' });
  repo.comment(issue, 'lost');
  repo.close(issue);
  await fake.settled();
  expect(receiver.received).toEqual([]);
  fake.release((held) => held.filter((each) => each.event === 'issues').reverse());
  expect(await events()).toEqual(['issues.closed', 'issues.opened']);
});

test('five copies have one GUID', async () => {
  repo.open({ title: 'Race' });
  await fake.settled();
  const guid = fake.deliveries[0]?.guid ?? '';
  fake.redeliver(guid, 5);
  await fake.settled();
  expect(receiver.received.map(({ headers }) => headers['x-github-delivery'])).toEqual(Array(6).fill(guid));
});

test('the ledger lists failures, and an attempt sends one again', async () => {
  receiver.status = 500;
  const issue = repo.open({ title: 'Race' });
  repo.close(issue);
  await fake.settled();
  receiver.status = 202;
  repo.reopen(issue);
  await fake.settled();
  const { rest, paginate } = app();
  const failed = await paginate(rest.apps.listWebhookDeliveries, { status: 'failure', per_page: 1 });
  expect(failed.map((each) => [each.event, each.action, each.status_code])).toEqual([
    ['issues', 'closed', 500],
    ['issues', 'opened', 500],
  ]);
  expect(await paginate(rest.apps.listWebhookDeliveries, { per_page: 1 })).toHaveLength(3);
  const delivery_id = Number(failed[1]?.id);
  await rest.apps.redeliverWebhookDelivery({ delivery_id });
  await fake.settled();
  const { data: whole } = await rest.apps.getWebhookDelivery({ delivery_id });
  expect(receiver.received.at(-1)?.payload).toEqual(whole.request.payload);
  expect((await rest.apps.listWebhookDeliveries()).data[0]).toMatchObject({
    guid: whole.guid,
    redelivery: true,
    status_code: 202,
  });
});

test('nobody there is a failed delivery too', async () => {
  fake.webhook = { url: 'http://127.0.0.1:1/', secret };
  repo.open({ title: 'Race' });
  await fake.settled();
  expect((await app().rest.apps.listWebhookDeliveries({ status: 'failure' })).data).toMatchObject([
    { status_code: 0 },
  ]);
});
