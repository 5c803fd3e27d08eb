import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger } from '../../src/app/log.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import type { Job, Store } from '../../src/store/store.ts';
import { createAccess, createProbot } from '../../src/github/access.ts';
import type { Gate, GitHubAccess } from '../../src/github/github.ts';
import type { FakeGitHub, RepositoryDesk } from '../fake-github/index.ts';
import type { Hint, Work } from '../../src/triage/job.ts';
import { delivery } from '../contracts/values.ts';

/** A log that keeps its lines. */
export function keptLog(): { log: Logger; lines: () => string[]; bytes: () => number } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'trace', base: {} }, stream);
  return {
    log,
    lines: () => chunks.join('').split('\n').filter(Boolean),
    bytes: () => Buffer.byteLength(chunks.join('')),
  };
}

export const SECRET = 'a secret of the tests, long enough';

/** The real way to the fake GitHub: Probot, tokens and all. */
export function accessTo(
  fake: FakeGitHub,
  log = keptLog().log,
  now: () => number = Date.now,
  gateOf?: (installation: number) => Gate,
): GitHubAccess {
  const { id: appId, privateKey } = fake.app;
  const probot = createProbot({ appId, privateKey, webhookSecret: SECRET, apiUrl: fake.url }, log);
  return createAccess(probot, now, gateOf);
}

/** Work about an issue of a repository of the fake. */
export function workOn(fake: FakeGitHub, repo: RepositoryDesk, issue: number | null, hint: Hint): Work {
  const { id, owner, name, private: hidden, defaultBranch } = repo.data;
  return {
    repository: { id, owner: owner.login, name, private: hidden, defaultBranch },
    installation: fake.installation(owner.login).id,
    issue,
    hint,
  };
}

/** What the pipeline needs, on the fake and by the clock of the test; `more` differs. */
export function pipelineOn(
  fake: FakeGitHub,
  store: Store,
  now: () => number,
  more: Partial<PipelineParts> = {},
): PipelineParts {
  return {
    store,
    github: accessTo(fake),
    ceiling: 'act',
    listLag: 60_000,
    now,
    log: keptLog().log,
    ...more,
  };
}

/** Puts work into the inbox and takes it out again, as a worker does. */
export async function jobFor(store: Store, id: string, work: Work, now: number): Promise<Job> {
  await store.put({ ...delivery(id), work }, now);
  const job = await store.claim(now, 1_000);
  if (job?.id !== id) throw new Error(`${job?.id ?? 'nothing'} was taken, not ${id}`);
  return job;
}

/** The report of one race in `acme/widgets`; `name` makes it another race. */
export function raceReport(name = 'Widget'): string {
  return `A test failed.

\`\`\`
==================
WARNING: DATA RACE
Write at 0x00c000123456 by goroutine 8:
  acme.example/widgets/shop.(*${name}).Set()
      /home/ci/widgets/shop/${name.toLowerCase()}.go:12 +0x44
  acme.example/widgets/shop.Test${name}.func1()
      /home/ci/widgets/shop/${name.toLowerCase()}_test.go:31 +0x55

Previous read at 0x00c000123456 by goroutine 7:
  acme.example/widgets/shop.(*${name}).Get()
      /home/ci/widgets/shop/${name.toLowerCase()}.go:17 +0x33
  acme.example/widgets/shop.Test${name}()
      /home/ci/widgets/shop/${name.toLowerCase()}_test.go:35 +0x66

Goroutine 8 (running) created at:
  acme.example/widgets/shop.Test${name}()
      /home/ci/widgets/shop/${name.toLowerCase()}_test.go:30 +0x77

Goroutine 7 (running) created at:
  testing.(*T).Run()
      /usr/local/go/src/testing/testing.go:1595 +0x648
==================
\`\`\`
`;
}
