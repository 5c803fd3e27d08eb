import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { type PostgresServer, startPostgres } from '../postgres/index.ts';
import { askerOf, type StoreOfFleet } from './fleet.ts';
import { raceReport, SECRET } from './parts.ts';
import { freePort, until } from './processes.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-drain-'));
let postgres: PostgresServer;
let fake: FakeGitHub;
let repo: RepositoryDesk;
let apps: AppProcess[];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  apps = [];
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.kill()));
  await fake.close();
  expect(fake.violations).toEqual([]);
});

async function start(where: StoreOfFleet, drainTime: string): Promise<AppProcess> {
  const { id, privateKey } = fake.app;
  const app = await startApp(
    { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port: await freePort() } },
    'dataDir' in where ? where.dataDir : '/dev/null/nowhere',
    { DRAIN_TIME: drainTime, ...('databaseUrl' in where ? { DATABASE_URL: where.databaseUrl } : {}) },
  );
  apps.push(app);
  fake.webhook = { url: `${app.url}/api/github/webhooks`, secret: SECRET };
  return app;
}

/** From now on GitHub does not answer who asks for the issue; fulfilled when somebody does. */
function hang(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.intercept(({ path }) => {
    if (!path.endsWith('/issues/1')) return undefined;
    resolve();
    return { until: new Promise(() => {}) };
  });
  return promise;
}

const STORES: [string, () => Promise<StoreOfFleet>][] = [
  ['its own store', () => Promise.resolve({ dataDir: mkdtempSync(join(root, 'data-')) })],
  ['PostgreSQL', async () => ({ databaseUrl: await postgres.database() })],
];

describe.each(STORES)('a server on %s that is stopped while GitHub hangs', (_, newStore) => {
  let where: StoreOfFleet;
  const jobs = () =>
    askerOf(where)(`select state, failures, cut from job where issue is not null order by seq`);
  beforeEach(async () => {
    where = await newStore();
  });

  test('hands its job back untried and leaves with 0; who comes next does it at once', async () => {
    const app = await start(where, '0.1');
    const asked = hang();
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await asked;
    expect(await app.stop()).toBe(0);
    expect(app.log()).toMatch(/draining[^]*handed back[^]*stopped/);
    expect(await jobs()).toEqual([{ state: 'queued', failures: 0, cut: 0 }]);
    fake.intercept(() => undefined);
    const next = await start(where, '0.1');
    await until(() => next.log().includes('"result":"new"'));
    expect(await jobs()).toEqual([{ state: 'done', failures: 0, cut: 0 }]);
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect(repo.thread(issue).comments).toHaveLength(1);
  });

  test('says that it is not ready and refuses deliveries until then; what runs is finished', async () => {
    const app = await start(where, '60');
    const reached = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    fake.intercept(({ path }) => {
      if (!path.endsWith('/issues/1')) return undefined;
      reached.resolve();
      return { until: mayAnswer.promise };
    });
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await reached.promise;
    const exit = app.stop();
    await until(() => app.log().includes('draining'));
    const readiness = await fetch(`${app.url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      expect.objectContaining({ checks: expect.objectContaining({ drain: 'shutting down' }) }),
    ]);
    repo.open({ title: 'Another race', body: raceReport('Gadget') });
    await until(() => (fake.deliveries[1]?.statusCode ?? null) !== null);
    expect(fake.deliveries.map(({ statusCode }) => statusCode)).toEqual([202, 503]);
    mayAnswer.resolve();
    expect(await exit).toBe(0);
    expect(await jobs()).toEqual([{ state: 'done', failures: 0, cut: 0 }]);
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
  });
});
