import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../src/app/server.ts';
import { readSettings } from '../../src/app/settings.ts';
import { cli } from '../cli/run.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { keptLog, raceReport, SECRET } from './parts.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let server: RunningServer | null = null;
let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'race-triage-index-'));
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  for (const name of ['Widget', 'Gadget'])
    repo.open({ title: 'Old', body: raceReport(name), createdAt: Date.now() - 86_400_000 });
});
afterEach(async () => {
  await server?.stop();
  server = null;
  await fake.close();
  rmSync(dataDir, { recursive: true, force: true });
  expect(fake.violations).toEqual([]);
});

/** Of the server, and of the command line beside it. */
const environment = () => ({
  NODE_ENV: 'production',
  APP_ID: String(fake.app.id),
  PRIVATE_KEY: fake.app.privateKey,
  WEBHOOK_SECRET: SECRET,
  GITHUB_API_URL: fake.url,
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: '0',
});
async function start(): Promise<void> {
  const read = readSettings(environment());
  if (read.kind !== 'settings') throw new Error(read.kind);
  server = await startServer(read.settings, keptLog().log);
  fake.webhook = { url: `${server.url}/api/github/webhooks`, secret: SECRET };
  await until(() => fake.calls({ route: '/app' }).length > 0);
}
/** Asks until it is so; when it never is, jest's own limit fails the test. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
const ended = async (kind: string) => {
  const text = await (await fetch(`${server?.url}/metrics`)).text();
  const lines = text.matchAll(/^race_triage_job_seconds_count\{kind="(.*?)",.*\} (\d+)$/gm);
  return [...lines].reduce((sum, [, name, times]) => sum + (name === kind ? Number(times) : 0), 0);
};
const comments = (number: number) => repo.thread(number).comments.map(({ body }) => body);
const writes = () => fake.writes().filter(({ by }) => by !== 'app');

describe('a running server', () => {
  test('reads a repository it is installed on, and finds what was opened while it was down', async () => {
    await start();
    fake.install('acme');
    await until(async () => (await ended('survey')) === 1);
    expect(writes()).toEqual([]);
    await server?.stop();
    fake.webhook = undefined;
    repo.open({ title: 'New', body: raceReport() });
    await start();
    await until(() => comments(3).length > 0);
    expect(comments(3)[0]).toContain('#1');
    expect([comments(1), comments(2)]).toEqual([[], []]);
  }, 60_000);

  test('acts on old issues when the command line asks for it, after a rehearsal', async () => {
    await start();
    const rehearsed = await cli(['backfill', 'acme/widgets', '--dry-run'], '', environment());
    expect(rehearsed).toMatchObject({ code: 0, stderr: '' });
    expect(rehearsed.stdout).toBe(
      '#1 new: create label race, label race, comment  Old\n' +
        '#2 new: create label race, label race, comment  Old\n' +
        '2 issues would be changed, 2 with a comment; at 10 an hour that takes 1 hour\n',
    );
    expect(writes()).toEqual([]);
    fake.install('acme');
    await until(async () => (await ended('survey')) === 1);
    expect(await cli(['backfill', 'acme/widgets'], '', environment())).toMatchObject({ code: 0, stderr: '' });
    await until(() => comments(1).length > 0);
    expect(comments(2)).toEqual([]);
  }, 60_000);

  test.each([
    [['backfill'], 2, 'give OWNER/REPO'],
    [['backfill', 'acme/nothing'], 3, 'not installed on acme/nothing'],
    [['backfill', 'acme/widgets', '--per-hour', '0'], 2, '--per-hour'],
    [['purge'], 2, '--installation ID'],
    [['purge', '--installation', '7'], 0, ''],
  ])('race-triage %j', async (args, code, message) => {
    const ran = await cli(args, '', environment());
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
