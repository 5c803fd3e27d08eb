import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FakeGitHub, startFakeGitHub } from '../fake-github/index.ts';
import { type PostgresServer, startPostgres } from '../postgres/index.ts';
import { type Fleet, newFleet } from './fleet.ts';
import { raceReport, SECRET } from './parts.ts';
import { until } from './processes.ts';

const REPOSITORIES = 8;

let postgres: PostgresServer;
let fake: FakeGitHub;
let fleet: Fleet;
beforeAll(async () => {
  postgres = await startPostgres();
  fake = await startFakeGitHub();
  fleet = await newFleet(fake, 2, { databaseUrl: await postgres.database() });
  await fleet.start();
});
afterAll(async () => {
  await fleet.close();
  await fake.close();
  await postgres.close();
});

test('two servers that both get each delivery, several times at once, do everything once', async () => {
  const desks = Array.from({ length: REPOSITORIES }, (_, i) =>
    fake.repository(`acme${i}/widgets`, {
      files: { 'go.mod': 'module acme.example/widgets\n' },
      labels: ['race'],
    }),
  );
  const tell = (url: string | undefined) => {
    fake.webhook = { url: `${url}/api/github/webhooks`, secret: SECRET, inOrder: false };
  };
  tell(fleet.urls[0]);
  fake.hold();
  const issues = desks.flatMap((desk) =>
    ['Widget', 'Gadget', 'Tool'].map((name) => ({
      desk,
      issue: desk.open({ title: `Race in ${name}`, body: raceReport(name) }),
    })),
  );
  for (const [number, url] of fleet.urls.entries()) {
    tell(url);
    if (number === 0) fake.release();
    for (const guid of new Set(fake.deliveries.map((delivery) => delivery.guid))) fake.redeliver(guid, 3);
  }
  await fake.settled();
  await until(async () => (await fleet.unfinished()) === 0);
  expect(new Set(fake.deliveries.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
  expect(fake.deliveries.filter(({ action }) => action === 'opened')).toHaveLength(issues.length * 7);
  const written = fake.writes().map(({ method, path }) => `${method} ${path}`);
  const wanted = issues.flatMap(({ desk, issue }) =>
    ['labels', 'comments'].map((what) => `POST /repos/${desk.fullName}/issues/${issue.number}/${what}`),
  );
  expect(written.toSorted()).toEqual(wanted.toSorted());
  expect(fake.violations).toEqual([]);
});
