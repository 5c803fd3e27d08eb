import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../src/app/server.ts';
import type { Settings } from '../../src/app/settings.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { keptLog, raceReport, SECRET } from './parts.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-server-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let fake: FakeGitHub;
let repo: RepositoryDesk;
let server: RunningServer | null = null;
let count = 0;
let dataDir = '';

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    labels: ['race'],
  });
  dataDir = join(root, `data ${(count += 1)}`);
});
afterEach(async () => {
  await server?.stop();
  server = null;
  await fake.close();
  expect(fake.violations).toEqual([]);
});

function settings(): Settings {
  return {
    production: true,
    appId: fake.app.id,
    privateKey: fake.app.privateKey,
    webhookSecrets: [SECRET],
    apiUrl: fake.url,
    port: 0,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: undefined,
    mode: 'act',
    listLag: 60_000,
    drainTime: 7_000,
    queueCap: 10_000,
    admin: null,
    owners: null,
    writes: { perMinute: 1_000, perHour: 1_000, gap: 0 },
    metrics: 'public',
    log: { level: 'info', format: 'json' },
  };
}
async function start(): Promise<RunningServer> {
  server = await startServer(settings(), keptLog().log);
  fake.webhook = { url: `${server.url}/api/github/webhooks`, secret: SECRET };
  await until(() => ['/app', '/app/hook/deliveries'].every((route) => fake.calls({ route }).length > 0));
  return server;
}
/** Asks until it is so; when it never is, jest's own limit fails the test. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}
const isTriaged = (issue: Issue) =>
  repo.thread(issue).labels.includes('race') && repo.thread(issue).comments.length > 0;
const metrics = async () => await (await fetch(`${server?.url}/metrics`)).text();
/** Nothing under way at GitHub, nothing waiting here. */
async function quiet(): Promise<void> {
  await until(async () => {
    await fake.settled();
    const text = await metrics();
    const jobs = sumOf(text, /^race_triage_job_seconds_count\{(?!kind="survey").*\} (\d+)$/gm);
    const queued = sumOf(text, /event="issues",.*result="queued"\} (\d+)/g);
    return jobs >= queued && /^race_triage_queue_depth 0$/m.test(text);
  });
}
function sumOf(text: string, counts: RegExp): number {
  return [...text.matchAll(counts)].reduce((sum, match) => sum + Number(match[1]), 0);
}
const callsSince = (since: number) =>
  fake
    .calls({ since })
    .filter((call) => call.by !== 'app')
    .map((call) => `${call.method} ${call.route.split('/').at(-1)}`);

describe('a running server', () => {
  test('labels and comments an issue that a signed webhook tells of', async () => {
    await start();
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => isTriaged(issue));
    await quiet();
    expect(fake.requests.length).toBeLessThanOrEqual(20);
    expect(fake.deliveries[0]?.statusCode).toBe(202);
  });

  test('makes three calls for the next one, none for an issue without a race, and writes nothing twice', async () => {
    await start();
    repo.open({ title: 'Race', body: raceReport() });
    await quiet();
    // The first race of a repository has it read, once.
    await until(async () => /job_seconds_count\{kind="survey"/.test(await metrics()));
    let since = fake.step;
    repo.open({ title: 'Another race', body: raceReport('Gadget') });
    await quiet();
    expect(callsSince(since)).toEqual(['GET {issue_number}', 'POST labels', 'POST comments']);
    since = fake.step;
    repo.open({ title: 'Slow', body: 'The build is slow.' });
    fake.redeliver(fake.deliveries[0]?.guid ?? '', 5);
    await quiet();
    expect(fake.calls({ since })).toEqual([]);
  });

  test('does one thing for one delivery that comes five times at once', async () => {
    await start();
    fake.hold();
    const issue = repo.open({ title: 'Race', body: raceReport() });
    fake.release((held) => Array.from({ length: 5 }, () => held).flat());
    await until(() => isTriaged(issue));
    await quiet();
    expect(repo.thread(issue).comments).toHaveLength(1);
    expect(fake.writes().filter((call) => call.by !== 'app')).toHaveLength(2);
  });

  test('answers before any call to GitHub is answered', async () => {
    await start();
    const since = fake.step;
    fake.intercept(() => ({ delayMs: 2_000 }));
    repo.open({ title: 'Race', body: raceReport() });
    await until(() => (fake.deliveries[0]?.statusCode ?? null) !== null);
    // The fake notes a call when it is answered.
    expect([fake.deliveries[0]?.statusCode, fake.calls({ since })]).toEqual([202, []]);
    fake.intercept(() => undefined);
  });

  test('asks nothing of a suspended installation after its first word, and goes on when it is back', async () => {
    const other = fake.repository('umbrella/parts', { labels: ['race'] });
    await start();
    const since = fake.step;
    // What happened before the suspension comes after it.
    fake.hold();
    const issues = ['A', 'B', 'C'].map((name) => repo.open({ title: 'Race', body: raceReport(name) }));
    fake.suspend('acme');
    const elsewhere = other.open({ title: 'Race', body: raceReport() });
    fake.release();
    const refused = () => fake.calls({ since }).filter((call) => call.status === 403);
    await until(() => refused().length > 0 && other.thread(elsewhere).comments.length > 0);
    await until(async () => /^race_triage_queue_depth 3$/m.test(await metrics()));
    await fake.settled();
    expect(refused()).toHaveLength(1);
    fake.unsuspend('acme');
    await until(() => issues.every((issue) => isTriaged(issue)));
  });

  test('leaves six locked issues and one that was deleted alone after one refusal each, and serves the next', async () => {
    await start();
    const since = fake.step;
    fake.hold();
    const locked = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) =>
      repo.open({ title: 'Race', body: raceReport(name) }),
    );
    for (const issue of locked) repo.lock(issue);
    const deleted = repo.open({ title: 'Race', body: raceReport('G') });
    fake.intercept(({ method, path }) => {
      // Somebody deletes it after it was read.
      if (method === 'POST' && path.endsWith(`/${deleted.number}/labels`)) repo.delete(deleted);
      return undefined;
    });
    fake.release();
    const next = repo.open({ title: 'Race', body: raceReport('H') });
    await until(() => isTriaged(next));
    await quiet();
    const text = await metrics();
    expect(text).toMatch(/^race_triage_job_seconds_count\{kind="look",outcome="refused"\} 7$/m);
    expect(text).toMatch(/^race_triage_dead_letters 0$/m);
    expect(text).not.toContain('race_triage_github_limited_total{');
    for (const issue of locked) expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [] });
    expect(fake.writes({ since }).filter(({ status }) => status >= 400)).toHaveLength(7);
  });

  test('makes no request while GitHub asks to wait', async () => {
    await start();
    let limited = true;
    fake.intercept((call) =>
      call.by !== 'app' && limited ? { status: 429, headers: { 'retry-after': '2' } } : undefined,
    );
    const issues = ['A', 'B'].map((name) => repo.open({ title: 'Race', body: raceReport(name) }));
    await until(() => fake.calls().some((call) => call.status === 429));
    const told = Date.now();
    limited = false;
    await until(() => issues.every((issue) => isTriaged(issue)));
    expect(Date.now() - told).toBeGreaterThanOrEqual(1_900);
    expect(fake.calls().filter((call) => call.status === 429)).toHaveLength(1);
  });

  test('finds at its start what it missed while it was down', async () => {
    const { url } = await start();
    await server?.stop();
    server = null;
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await fake.settled();
    expect(fake.deliveries[0]?.statusCode).toBe(0);
    server = await startServer({ ...settings(), port: Number(new URL(url).port) }, keptLog().log);
    await until(() => isTriaged(issue));
    expect(await metrics()).toMatch(/^race_triage_reconcile_recovered_total 1$/m);
  });

  test('says where it is not found, and that it is ready', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test('gives its port and its directory back when it cannot listen', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const dir = join(root, 'second');
    await expect(startServer({ ...settings(), port, dataDir: dir }, keptLog().log)).rejects.toThrow(
      'EADDRINUSE',
    );
    await (await startServer({ ...settings(), dataDir: dir }, keptLog().log)).stop();
  });
});
