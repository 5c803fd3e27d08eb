import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import {
  type FakeGitHub,
  type Fault,
  type IncomingCall,
  type RepositoryDesk,
  startFakeGitHub,
} from '../fake-github/index.ts';
import { raceReport, SECRET } from './parts.ts';
import { freePort, until } from './processes.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-process-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let fake: FakeGitHub;
let repo: RepositoryDesk;
let app: AppProcess | null = null;
let count = 0;
let dataDir = '';
let port = 0;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  dataDir = join(root, `data ${(count += 1)}`);
  port = await freePort();
});
afterEach(async () => {
  await app?.kill();
  app = null;
  await fake.close();
  expect(fake.violations).toEqual([]);
});

async function start(more: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
  const { id, privateKey } = fake.app;
  app = await startApp(
    { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port } },
    dataDir,
    more,
  );
  fake.webhook = { url: `${app.url}/api/github/webhooks`, secret: SECRET };
  return app;
}
/** A call that meets this fault once; `met` is fulfilled when it comes. */
function trap(isMeant: (call: IncomingCall) => boolean, fault: Fault): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOpen = true;
  fake.intercept((call) => {
    if (!isOpen || !isMeant(call)) return undefined;
    isOpen = false;
    resolve();
    return fault;
  });
  return promise;
}

describe('killed at once', () => {
  const LOST: Fault = { reset: true, afterCommit: true };
  test.each<[string, (call: IncomingCall) => boolean, Fault]>([
    [
      'before the first write',
      ({ method, path }) => method === 'GET' && path.endsWith('/issues/1'),
      { delayMs: 500 },
    ],
    ['after the labels', ({ method, path }) => method === 'POST' && path.endsWith('/1/labels'), LOST],
    [
      'after the comment, which it never heard of',
      ({ method, path }) => method === 'POST' && path.endsWith('/1/comments'),
      LOST,
    ],
  ])('%s, it goes on at the next start, and does nothing twice', async (_, isMeant, fault) => {
    const first = await start();
    const met = trap(isMeant, fault);
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => fake.deliveries[0]?.statusCode === 202);
    await met;
    await first.kill();
    await fake.settled();
    const second = await start();
    await until(() => second.log().includes('"result":"new"'));
    expect(repo.thread(issue)).toMatchObject({
      labels: ['race'],
      comments: [{ author: 'race-triage[bot]' }],
    });
    expect(repo.thread(issue).comments).toHaveLength(1);
  });
});

describe('asked to stop', () => {
  test('it finishes what it does, and leaves with 0', async () => {
    const running = await start();
    const met = trap(({ path }) => path.endsWith('/issues/1'), { delayMs: 300 });
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await met;
    expect(await running.stop()).toBe(0);
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect(running.log()).toContain('draining');
  });
});

describe('the operator', () => {
  test('pauses it, over a restart too, and lets it go on', async () => {
    const adminPort = await freePort();
    const operate = (path: string) =>
      fetch(`http://127.0.0.1:${adminPort}${path}`, {
        method: 'POST',
        headers: { 'x-race-triage-admin': '1' },
      });
    const more = { ADMIN_PORT: String(adminPort) };
    const first = await start(more);
    expect((await operate('/pause')).status).toBe(200);
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => fake.deliveries[0]?.statusCode === 202);
    expect(await first.stop()).toBe(0);
    await start(more);
    const status = await (await fetch(`http://127.0.0.1:${adminPort}/status`)).json();
    expect(status).toMatchObject({ paused: true });
    expect(repo.thread(issue)).toMatchObject({ labels: [], comments: [] });
    expect((await operate('/resume')).status).toBe(200);
    await until(() => repo.thread(issue).comments.length > 0);
  });

  test.each([
    ['list', 0, /^$/],
    ['refused', 0, /^$/],
    ['refused 7', 2, /refused takes no number/],
    ['show 7', 1, /there is no dead letter 7/],
    ['retry all', 0, /^0 put back\n$/],
    ['burn 7', 2, /say what to do/],
  ])('asks for dead letters beside the running server: deliveries %s', async (args, status, told) => {
    await start();
    const launcher = join(import.meta.dirname, '../../src/launch.cjs');
    const ran = spawnSync(process.execPath, [launcher, 'deliveries', ...args.split(' ')], {
      env: { PATH: process.env['PATH'], ...good() },
      encoding: 'utf8',
    });
    expect([ran.status, ran.stdout + ran.stderr]).toEqual([status, expect.stringMatching(told)]);
  });
});

const good = () => ({
  NODE_ENV: 'production',
  APP_ID: '1',
  PRIVATE_KEY: fake.app.privateKey,
  WEBHOOK_SECRET: SECRET,
  GITHUB_API_URL: fake.url,
  HOST: '127.0.0.1',
  PORT: '0',
  DATA_DIR: dataDir,
});

describe('a start that must not be', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['without a secret', { WEBHOOK_SECRET: '' }, /^race-triage: WEBHOOK_SECRET is not set[^\n]*\n$/],
    [
      'with a key that cannot sign',
      { PRIVATE_KEY: 'no key' },
      /^race-triage: PRIVATE_KEY cannot sign[^\n]*\n$/,
    ],
    [
      'that anybody could stop',
      { ADMIN_PORT: '0', ADMIN_HOST: '0.0.0.0' },
      /^race-triage: ADMIN_TOKEN is not set[^\n]*\n$/,
    ],
    [
      'without anything',
      { APP_ID: '', PRIVATE_KEY: '', WEBHOOK_SECRET: '' },
      /^race-triage: APP_ID is not set[^\n]*\n$/,
    ],
    [
      'on a directory that cannot be',
      { DATA_DIR: '/dev/null/data' },
      /The data directory \/dev\/null\/data cannot be used/,
    ],
  ])('%s ends at once and says why', (_, env, told) => {
    const launcher = join(import.meta.dirname, '../../src/launch.cjs');
    const ran = spawnSync(process.execPath, [launcher, 'serve'], {
      env: { ...good(), ...env },
      encoding: 'utf8',
    });
    expect(ran.status).toBe(3);
    expect(ran.stdout + ran.stderr).toMatch(told);
    expect(fake.requests).toEqual([]);
  });
});
