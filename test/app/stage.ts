import { runJob } from '../../src/app/pipeline.ts';
import { sweep } from '../../src/app/sweep.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { accessTo, keptLog, raceReport, workOn } from './parts.ts';

export const START = Date.parse('2026-03-01T00:00:00Z');
export const DAY = 24 * 60 * 60 * 1000;

/** A repository on the fake, a store, a clock, and a worker that works when it is told. */
export class Stage {
  now = START;
  readonly lines: () => string[];
  readonly fake: FakeGitHub;
  readonly repo: RepositoryDesk;
  store: Store;
  parts: PipelineParts;
  #count = 0;

  private constructor(fake: FakeGitHub, store: Store, log: ReturnType<typeof keptLog>) {
    this.fake = fake;
    this.store = store;
    this.lines = log.lines;
    this.repo = fake.repository('acme/widgets', {
      files: { 'go.mod': 'module acme.example/widgets\n' },
      collaborators: { maintainer: 'maintain', reader: 'read', triager: 'triage' },
    });
    const now = () => this.now;
    const github = accessTo(fake, log.log, now);
    this.parts = { store, github, ceiling: 'act', listLag: 0, now, log: log.log };
  }

  static async open(): Promise<Stage> {
    // The fake tells its time by the stage, which is made after it.
    const clock = { now: () => START };
    const fake = await startFakeGitHub({ now: () => clock.now() });
    const stage = new Stage(fake, await openMemoryStore(), keptLog());
    clock.now = () => stage.now;
    return stage;
  }

  async close(): Promise<readonly string[]> {
    await this.store.close();
    await this.fake.close();
    return this.fake.violations;
  }

  /** Issues of the past, one a minute; every `each`-th holds a race of its own, every third is a pull request. */
  furnish(many: number, each: number): void {
    for (let i = 0; i < many; i++) {
      const body = i % each === 0 ? raceReport(`Widget${i}`) : 'The build is slow.';
      const createdAt = START - (many - i) * 60_000;
      this.repo.open({ title: `Issue ${i}`, body, createdAt, isPullRequest: i % each !== 0 && i % 3 === 0 });
    }
  }

  async put(issue: number | null, hint: Hint): Promise<void> {
    const work = workOn(this.fake, this.repo, issue, hint);
    const repository = { ...work.repository, webUrl: this.fake.url };
    await this.store.put({ id: `delivery ${(this.#count += 1)}`, work: { ...work, repository } }, this.now);
  }

  /** Does what is due, as a worker does; gives what each job came to. */
  async drain(): Promise<string[]> {
    const results: string[] = [];
    const { store } = this;
    for (let job = await store.claim(this.now, 1_000); job; job = await store.claim(this.now, 1_000)) {
      const outcome = await runJob(job, this.parts);
      await store.finish(job, this.now);
      results.push(`${job.work.hint.kind}${job.work.issue ? ` ${job.work.issue}` : ''}: ${outcome.result}`);
    }
    return results;
  }

  async install(): Promise<string[]> {
    await this.put(null, { kind: 'survey', why: 'installed' });
    return await this.drain();
  }

  /** An issue is opened, its event comes, and is worked on. */
  async opened(body: string): Promise<Issue> {
    this.now += 10_000;
    const issue = this.repo.open({ title: 'Race', body });
    await this.put(issue.number, look(body));
    await this.drain();
    return issue;
  }

  /** Time passes. Tokens live an hour by GitHub's clock, and octokit keeps them by its own: they are new as well. */
  pass(time: number): void {
    this.now += time;
    this.parts = { ...this.parts, github: accessTo(this.fake, this.parts.log, () => this.now) };
  }

  /** The server was away for so long, and sweeps as it starts. */
  async sweepAfter(time: number): Promise<string[]> {
    this.pass(time);
    await this.sweep(this.now);
    return await this.drain();
  }

  async sweep(startedAt: number): Promise<number> {
    const { store, parts } = this;
    return await sweep(startedAt, { store, wake: () => {}, now: parts.now, log: parts.log });
  }

  /** The disk is gone; another store takes its place. */
  async loseStore(): Promise<void> {
    await this.store.close();
    this.store = await openMemoryStore();
    this.parts = { ...this.parts, store: this.store };
  }

  reads(since = 0) {
    return this.fake.calls({ since }).filter(({ method, by }) => method === 'GET' && by !== 'app');
  }

  writes(since = 0) {
    return this.fake.writes({ since }).filter(({ by }) => by !== 'app');
  }
}
