import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { Client } from 'pg';
import { type OwnPostgres, query, startOwnPostgres } from '../postgres/index.ts';
import { raceReport, SECRET } from './parts.ts';
import { freePort, until } from './processes.ts';

let postgres: OwnPostgres;
let fake: FakeGitHub;
let repo: RepositoryDesk;
let app: AppProcess | null = null;
let url = '';

beforeAll(async () => {
  postgres = await startOwnPostgres();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  url = await postgres.database();
});
afterEach(async () => {
  await app?.kill();
  app = null;
  await fake.close();
  await postgres.start();
  expect(fake.violations).toEqual([]);
});

async function start(route: '/readyz' | '/healthz' = '/readyz'): Promise<AppProcess> {
  const { id, privateKey } = fake.app;
  const github = { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port: await freePort() } };
  app = await startApp(github, '/dev/null/no directory is needed', { DATABASE_URL: url }, route);
  fake.webhook = { url: `${app.url}/api/github/webhooks`, secret: SECRET };
  return app;
}
const readiness = async () => {
  const response = await fetch(`${app?.url}/readyz`);
  return { status: response.status, text: await response.text() };
};

async function unfinished(): Promise<number> {
  const rows = await query(url, `select seq from job where state in ('queued', 'running')`);
  return rows.length;
}

describe('a database that is down', () => {
  test('at the start is waited for; deliveries are refused meanwhile, and nobody has to do anything', async () => {
    await postgres.crash();
    const server = await start('/healthz');
    expect(await readiness()).toMatchObject({
      status: 503,
      text: expect.stringContaining('"store":"cannot'),
    });
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => (fake.deliveries[0]?.statusCode ?? null) !== null);
    expect(fake.deliveries[0]?.statusCode).toBe(503);
    expect(server.log()).toMatch(/waiting for the database, .* until it answers: .*connect ENOENT/);
    await postgres.start();
    await until(async () => (await readiness()).status === 200);
    expect(repo.thread(issue)).toMatchObject({ labels: [], comments: [] });
    fake.redeliver(fake.deliveries[0]?.guid ?? '');
    await until(() => server.log().includes('"result":"new"'));
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
  });

  test('in the middle is met with 503, and work goes on by itself when it is back', async () => {
    await start();
    const { promise: met, resolve } = Promise.withResolvers<void>();
    // The answer comes when the database is gone: what the job did cannot be noted.
    fake.intercept(({ method, path }) => {
      if (method === 'GET' && path.endsWith('/issues/1')) resolve();
      return method === 'GET' && path.endsWith('/issues/1') ? { delayMs: 300 } : undefined;
    });
    const first = repo.open({ title: 'Race', body: raceReport() });
    await met;
    await postgres.crash();
    const second = repo.open({ title: 'Other race', body: raceReport('Gadget') });
    await until(() => (fake.deliveries[1]?.statusCode ?? null) !== null);
    expect(fake.deliveries.map(({ statusCode }) => statusCode)).toEqual([202, 503]);
    expect(await readiness()).toMatchObject({ status: 503 });
    await postgres.start();
    await until(async () => (await readiness()).status === 200);
    fake.intercept(() => undefined);
    // Nobody holds the job any more: its lease would run out by itself in a minute.
    await query(url, `update job set lease_until = 0 where state = 'running'`);
    fake.redeliver(fake.deliveries[1]?.guid ?? '');
    await fake.settled();
    await until(async () => (await unfinished()) === 0);
    for (const issue of [first, second]) {
      expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
      expect(repo.thread(issue).comments).toHaveLength(1);
    }
  });
});

/** A delivery that is not stored, what is told of it, and the same one again when the trouble is over. */
async function refusedUntil(over: () => Promise<unknown>, reason: RegExp): Promise<void> {
  const issue = repo.open({ title: 'Race', body: raceReport() });
  await until(() => (fake.deliveries[0]?.statusCode ?? null) !== null);
  expect(fake.deliveries[0]?.statusCode).toBe(503);
  const told = () => (app?.log() ?? '').split('\n').filter((line) => line.includes('could not be stored'));
  await until(() => told().length > 0);
  expect(told()).toEqual([expect.stringMatching(reason)]);
  expect(repo.thread(issue)).toMatchObject({ labels: [], comments: [] });
  await over();
  await until(async () => (await readiness()).status === 200);
  fake.redeliver(fake.deliveries[0]?.guid ?? '');
  await until(() => app?.log().includes('"result":"new"') === true);
  expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
}

describe('a database that takes nothing in', () => {
  test('because its disk is full: the delivery is refused, /readyz says so, and all goes on when there is room', async () => {
    await start();
    // PostgreSQL's own answer, without filling the disk of this machine.
    await query(
      url,
      `create function full_disk() returns trigger language plpgsql as $$ begin
         raise exception using errcode = '53100', message = 'could not extend file: No space left on device';
       end $$; create trigger full_disk before insert on job execute function full_disk()`,
    );
    await refusedUntil(async () => {
      await until(async () => (await readiness()).status === 503);
      expect((await readiness()).text).toContain('"store":"cannot be written: the disk is full"');
      await query(url, 'drop trigger full_disk on job');
    }, /could not put: could not extend file: No space left on device/);
  });

  test('while a job is done: it is done again when there is room, and nothing twice', async () => {
    const server = await start();
    await query(
      url,
      `create function full_disk() returns trigger language plpgsql as $$ begin
         raise exception using errcode = '53100', message = 'could not extend file: No space left on device';
       end $$; create trigger full_disk before insert on run execute function full_disk()`,
    );
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => server.log().includes('will be tried again'));
    expect(server.log()).toMatch(/could not record: could not extend file: No space left on device/);
    await query(url, 'drop trigger full_disk on run');
    await until(() => server.log().includes('"result":"new"'));
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect(repo.thread(issue).comments).toHaveLength(1);
  });

  test('because it may only be read, as a standby: /readyz says so, and all goes on at the primary', async () => {
    const reconnect = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'race-triage'`;
    const [row] = await query(url, 'select current_user as name');
    const mayWrite = (yes: boolean) =>
      query(
        url,
        `begin read write; alter role "${String(row?.['name'])}" set default_transaction_read_only = ${yes ? 'off' : 'on'}; commit`,
      );
    await start();
    await mayWrite(false);
    try {
      await query(url, reconnect);
      await until(async () => (await readiness()).status === 503);
      expect((await readiness()).text).toContain('"store":"cannot be written: it may only be read"');
      await refusedUntil(async () => {
        await mayWrite(true);
        await query(url, reconnect);
      }, /could not put: cannot execute \w+ in a read-only transaction/);
    } finally {
      await mayWrite(true);
    }
  });

  test('because it has no connection left: the start waits for one', async () => {
    const others: Client[] = [];
    const occupy = async (): Promise<boolean> => {
      const client = new Client({ connectionString: url });
      client.on('error', () => {});
      return await client.connect().then(
        () => others.push(client) > 0,
        (error: { code?: string }) => {
          expect(error.code).toBe('53300');
          return false;
        },
      );
    };
    while (await occupy());
    try {
      const server = await start('/healthz');
      expect(server.log()).toMatch(/waiting for the database, .*: .*too many clients already/);
      await refusedUntil(
        () => Promise.all(others.splice(0).map((client) => client.end())),
        /too many clients already/,
      );
    } finally {
      await Promise.all(others.map((client) => client.end()));
    }
  });
});

describe('a database that cannot be used', () => {
  const serve = (databaseUrl: string) => {
    const launcher = join(import.meta.dirname, '../../src/launch.cjs');
    const { id, privateKey } = fake.app;
    const env = { APP_ID: String(id), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: SECRET, PORT: '0' };
    return spawnSync(process.execPath, [launcher, 'serve'], {
      env: { ...env, NODE_ENV: 'production', GITHUB_API_URL: fake.url, DATABASE_URL: databaseUrl },
      encoding: 'utf8',
    });
  };

  test.each<[string, () => string, RegExp]>([
    [
      'with a wrong password',
      () => url.replace('a%20password%20of%20the%20tests', 'wrong%20secret'),
      /password authentication failed for user \\"race/,
    ],
    [
      'that does not exist',
      () => url.replace('/postgres?', '/nowhere?'),
      /database \\"nowhere\\" does not exist/,
    ],
    [
      'whose schema does not exist',
      () => url.replace(/search_path%3D\w+/, 'search_path%3Dnowhere'),
      /none of the schemas in its search_path/,
    ],
  ])('%s ends the start at once, says why, and shows no password', (_, spoilt, told) => {
    const ran = serve(spoilt());
    expect(ran.status).toBe(3);
    expect(ran.stdout + ran.stderr).toMatch(told);
    expect(ran.stdout + ran.stderr).not.toMatch(/secret|password(?:%20| )of/);
  });

  test('because a newer version wrote it stays as it is', async () => {
    await start();
    await app?.stop();
    await query(url, `insert into kysely_migration values ('999-of-the-future', '2030-01-01')`);
    const ran = serve(url);
    expect([ran.status, ran.stdout]).toEqual([
      3,
      expect.stringMatching(/cannot be brought to this version.*newer race-triage/),
    ]);
  });
});
