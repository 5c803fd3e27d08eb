import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../app/processes.ts';
import { raceReport } from '../app/parts.ts';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { type Bench, percentile, type Row } from './bench.ts';
import { SECRET } from './deliveries.ts';

const COMMANDS = ['/race rescan', '/race help', '/race why'];
const ROUNDS = 5;

/** Milliseconds that GitHub takes for every call of ours. */
const LATENCY = 50;

/** Reactions after this time are late beyond measuring. */
const LATEST = 60_000;

/** How long a person who gave a command looks at a thread in which nothing happens. */
export const commands: Bench = {
  name: 'commands',
  async *measure(): AsyncIterable<Row> {
    const folder = mkdtempSync(join(tmpdir(), 'race-triage-bench-'));
    const fake = await startFakeGitHub();
    const desks = COMMANDS.map((text) => ({ text, repositories: furnishAll(fake, text) }));
    const { id, privateKey } = fake.app;
    const github = { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port: await freePort() } };
    // The pace at which an operator's server writes, unless told otherwise.
    const other = furnish(fake, 'owner-of-nothing');
    const app = await startApp(github, folder, { WRITE_GAP: '1' });
    try {
      listen(fake, app, other);
      for (const { text, repositories } of desks) {
        const cold: number[] = [];
        for (const repo of repositories) cold.push(await react(fake, repo, text));
        yield row(`${text}, first command to a repository`, cold);
        const [repo] = repositories.slice(-1);
        const warm: number[] = [];
        while (repo && warm.length < ROUNDS) warm.push(await react(fake, repo, text));
        yield row(`${text}, known repository`, warm);
      }
    } finally {
      await app.kill();
      await fake.close();
      rmSync(folder, { recursive: true });
    }
  },
};

function row(name: string, times: readonly number[]): Row {
  return {
    name: `commands: ${name}, longest`,
    value: percentile(times, 1),
    unit: 'ms',
    bar: { atMost: 1_000 },
  };
}

/** Each on an installation of its own, before anything is delivered: no token, no role, no configuration is kept. */
function furnishAll(fake: FakeGitHub, text: string): RepositoryDesk[] {
  const owner = text.replace('/race ', 'owner-of-');
  return Array.from({ length: ROUNDS }, (_, i) => furnish(fake, `${owner}-${i}`));
}

function furnish(fake: FakeGitHub, owner: string): RepositoryDesk {
  const repo = fake.repository(`${owner}/widgets`, {
    files: { 'go.mod': 'module acme.example/widgets\n', '.github/race-triage.yml': 'mode: act\n' },
    collaborators: { maintainer: 'maintain' },
  });
  repo.open({ title: 'Race', body: raceReport() });
  return repo;
}

/** The first delivery of all makes the fake read GitHub’s schemas, which is none of the app’s time. */
function listen(fake: FakeGitHub, { url }: AppProcess, repo: RepositoryDesk): void {
  fake.intercept(() => ({ delayMs: LATENCY }));
  fake.webhook = { url: `${url}/api/github/webhooks`, secret: SECRET };
  repo.comment(repo.issue(1), 'I see that, too.');
}

/** Milliseconds from the delivery of the comment until GitHub has our first reaction. */
async function react(fake: FakeGitHub, repo: RepositoryDesk, text: string): Promise<number> {
  await quiet(fake);
  const since = fake.step;
  const from = performance.now();
  repo.comment(repo.issue(1), text, { by: 'maintainer' });
  while (performance.now() - from < LATEST) {
    const made = fake.calls({ since, method: 'POST' });
    if (made.some(({ route, committed }) => route.endsWith('/reactions') && committed))
      return performance.now() - from;
    await setTimeout(1);
  }
  throw new Error(`nobody reacted to ${text}`);
}

/** Until what the command before led to is done, and the gap after its last write is over. */
async function quiet(fake: FakeGitHub): Promise<void> {
  let step = -1;
  while (step !== fake.step) {
    step = fake.step;
    await setTimeout(1_500);
  }
}
