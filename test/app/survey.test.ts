import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import { sweep, SWEEP_PACE } from '../../src/app/sweep.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { accessTo, keptLog, raceReport, workOn } from './parts.ts';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-03-01T00:00:00Z');

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
let now: number;
let lines: () => string[];
let count: number;

beforeEach(async () => {
  now = START;
  count = 0;
  fake = await startFakeGitHub({ now: () => now });
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    collaborators: { maintainer: 'maintain', reader: 'read' },
  });
  store = await openMemoryStore();
  const kept = keptLog();
  lines = kept.lines;
  const github = accessTo(fake, kept.log, () => now);
  parts = { store, github, ceiling: 'act', listLag: 0, now: () => now, log: kept.log };
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** Issues of the past, one a minute; every `each`-th holds a race of its own, every third is a pull request. */
function furnish(many: number, each: number): void {
  for (let i = 0; i < many; i++) {
    const body = i % each === 0 ? raceReport(`Widget${i}`) : 'The build is slow.';
    const createdAt = START - (many - i) * 60_000;
    repo.open({ title: `Issue ${i}`, body, createdAt, isPullRequest: i % each !== 0 && i % 3 === 0 });
  }
}
async function put(issue: number | null, hint: Hint): Promise<void> {
  await store.put({ id: `delivery ${(count += 1)}`, work: workOn(fake, repo, issue, hint) }, now);
}
/** Does what is due, as a worker does; gives what each job came to. */
async function drain(): Promise<string[]> {
  const results: string[] = [];
  for (let job = await store.claim(now, 1_000); job; job = await store.claim(now, 1_000)) {
    const outcome = await runJob(job, parts);
    await store.finish(job, now);
    results.push(`${job.work.hint.kind}${job.work.issue ? ` ${job.work.issue}` : ''}: ${outcome.result}`);
  }
  return results;
}
async function install(): Promise<string[]> {
  await put(null, { kind: 'survey', why: 'installed' });
  return await drain();
}
/** The server was away for so long, and sweeps as it starts. */
async function sweepAfter(time: number): Promise<string[]> {
  now += time;
  // Tokens live an hour by GitHub's clock, and octokit keeps them by its own.
  parts = { ...parts, github: accessTo(fake, parts.log, () => now) };
  await sweep(now, { store, wake: () => {}, now: () => now, log: parts.log });
  return await drain();
}
const reads = (since = 0) =>
  fake.calls({ since }).filter(({ method, by }) => method === 'GET' && by !== 'app');
const writes = (since = 0) => fake.writes({ since }).filter(({ by }) => by !== 'app');

describe('an installation', () => {
  test('on 5,000 issues and pull requests reads at most 60 times, and writes nothing, also a day later', async () => {
    furnish(5_000, 17);
    const results = await install();
    expect([writes(), reads().length]).toEqual([[], expect.any(Number)]);
    expect(reads().length).toBeLessThanOrEqual(60);
    expect(results.at(-1)).toBe('survey: read');
    expect((await store.untriaged(repo.id, 0, 999)).length).toBe(Math.ceil(5_000 / 17));
    const since = fake.step;
    await store.dropFacts(repo.id);
    await sweepAfter(DAY);
    expect([writes(), reads(since).length <= 60]).toEqual([[], true]);
    expect(lines().join('\n')).toContain('issues were read');
  }, 60_000);

  test('makes old issues found by new ones, closed ones with how they ended', async () => {
    const old = repo.open({ title: 'Race', body: raceReport(), createdAt: START - DAY });
    const fixed = repo.open({ title: 'Race', body: raceReport('Gadget'), createdAt: START - DAY });
    repo.close(fixed, { reason: 'completed' });
    await install();
    now += 60_000;
    for (const [name, of] of [
      ['Widget', old],
      ['Gadget', fixed],
    ] as const) {
      const issue = repo.open({ title: 'Again', body: raceReport(name) });
      await put(issue.number, look(issue.body ?? ''));
      await drain();
      expect(repo.thread(issue).comments[0]?.body).toContain(`#${of.number}`);
    }
    expect(repo.thread(3).labels).toEqual(['race', 'duplicate']);
    expect(repo.thread(4).labels).toEqual(['race', 'race: regression']);
    expect(repo.thread(1)).toMatchObject({ labels: [], comments: [] });
  });

  test('lets what is triaged meanwhile go first, and looks at it again when all is read', async () => {
    furnish(1_200, 100);
    repo.open({ title: 'Old', body: raceReport(), createdAt: START - 1 });
    await put(null, { kind: 'survey', why: 'installed' });
    const issue = repo.open({ title: 'New', body: raceReport() });
    const job = await store.claim(now, 1_000);
    if (job) expect(await runJob(job, parts)).toMatchObject({ result: 'continued' });
    if (job) await store.finish(job, now);
    await put(issue.number, look(issue.body ?? ''));
    now += 10_000;
    const results = await drain();
    // The rest of the list was waiting before the issue came: it is one slice that the issue waits for, not all.
    expect(results.slice(0, 2)).toEqual(['survey: continued', 'look 1202: new']);
    expect(results).toContain('look 1202: duplicate');
    expect(repo.thread(issue).labels).toEqual(['race', 'duplicate']);
    expect(repo.thread(issue).comments).toHaveLength(1);
  });

  test('goes on where it was when the process dies', async () => {
    furnish(1_200, 100);
    await put(null, { kind: 'survey', why: 'installed' });
    let pages = 0;
    fake.intercept((call) =>
      call.path.endsWith('/issues') && (pages += 1) === 4 ? { status: 502 } : undefined,
    );
    const job = await store.claim(now, 1_000);
    await expect(runJob(job as NonNullable<typeof job>, parts)).rejects.toMatchObject({ retryable: true });
    if (job) await store.retry(job, now, 'x');
    fake.intercept(() => undefined);
    const since = fake.step;
    await drain();
    // One page was asked for the newest number, two were read.
    expect(fake.calls({ since }).filter(({ path }) => path.endsWith('/issues'))).toHaveLength(13 - 2);
    expect(await store.untriaged(repo.id, 0, 99)).toHaveLength(12);
  });

  test.each([
    ['issues are switched off', () => void (repo.data.hasIssues = false), 'unreadable'],
    ['there is no issue', () => {}, 'read'],
  ])('where %s is no failure', async (_, change, result) => {
    change();
    expect(await install()).toEqual([`survey: ${result}`]);
  });

  test('costs nothing but the list where no issue holds a race', async () => {
    furnish(10, 1_000);
    repo.edit(repo.issue(1), { body: 'nothing' });
    await install();
    expect(reads().map(({ route }) => route.split('/').at(-1))).toEqual(['{repo}', 'issues', 'issues']);
  });

  test('under MODE=off reads nothing', async () => {
    parts = { ...parts, ceiling: 'off' };
    furnish(10, 2);
    await install();
    expect(reads()).toEqual([]);
  });
});

describe('a sweep', () => {
  beforeEach(async () => {
    furnish(10, 5);
    await install();
    now += 60_000;
  });

  test('triages what was opened while nobody listened, and nothing that was there before us', async () => {
    repo.edit(repo.issue(2), { body: `${raceReport()} edited while we were away` });
    const issue = repo.open({ title: 'Race', body: raceReport('New') });
    now += 1_000;
    expect(await sweepAfter(SWEEP_PACE)).toEqual(['survey: read', 'look 11: new']);
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect(repo.thread(2)).toMatchObject({ labels: [], comments: [] });
    const since = fake.step;
    expect(await sweepAfter(SWEEP_PACE)).toEqual(['survey: read']);
    expect(writes(since)).toEqual([]);
  });

  test('of a repository where nothing happened costs one question, and its list is not even counted', async () => {
    await sweepAfter(SWEEP_PACE);
    const since = fake.step;
    expect(await sweepAfter(SWEEP_PACE)).toEqual(['survey: read']);
    expect(reads(since).map(({ route, status }) => `${route.split('/').at(-1)} ${status}`)).toEqual([
      '{repo} 200',
      'issues 304',
    ]);
  });

  test('sees what was closed and what was edited', async () => {
    const issue = repo.open({ title: 'Race', body: raceReport('New') });
    await put(issue.number, look(issue.body ?? ''));
    await drain();
    now += 1_000;
    repo.edit(issue, { body: raceReport('Other') });
    repo.close(repo.issue(1), { reason: 'not_planned' });
    now += 1_000;
    expect(await sweepAfter(SWEEP_PACE)).toContain('look 11: new');
    expect(await store.issue(repo.id, 1)).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect((await store.issue(repo.id, 11))?.memory.races).not.toBe('');
    expect(repo.thread(issue).comments).toHaveLength(1);
  });

  test('hears reports in comments that nobody told of', async () => {
    repo.comment(repo.issue(3), raceReport('Spoken'), { by: 'reader' });
    now += 1_000;
    const results = await sweepAfter(SWEEP_PACE);
    expect(results).toContain('report 3: noted');
    now += 1_000;
    expect(await sweepAfter(SWEEP_PACE)).not.toContain('report 3: noted');
    expect(writes()).toEqual([]);
  });

  test('is due an hour after the last one, and at the start', async () => {
    const at = (startedAt: number) =>
      sweep(startedAt, { store, wake: () => {}, now: () => now, log: parts.log });
    expect(await at(START)).toBe(0);
    expect(await at(now)).toBe(1);
    now = START + SWEEP_PACE + 1;
    expect(await at(START)).toBe(1);
    parts = { ...parts, github: accessTo(fake, parts.log, () => now) };
    // One that waits is not put to work twice.
    expect(await drain()).toEqual(['survey: read']);
    expect(await at(START)).toBe(0);
  });
});

test('other rules for keys read everything again, and say nothing twice', async () => {
  furnish(300, 3);
  await install();
  now += 60_000;
  const issue = repo.open({ title: 'Race', body: raceReport('Widget0') });
  await put(issue.number, look(issue.body ?? ''));
  await drain();
  expect(repo.thread(issue).labels).toEqual(['race', 'duplicate']);
  repo.file('.github/race-triage.yml', 'modulePaths: [acme.example]\n');
  await put(null, { kind: 'files-changed' });
  await drain();
  const since = fake.step;
  const survey = await store.survey(repo.id);
  const results = await sweepAfter(SWEEP_PACE);
  expect([writes(since), results]).toEqual([[], ['survey: read']]);
  expect((await store.survey(repo.id))?.version).not.toBe(survey?.version);
  expect(fake.calls({ since }).filter(({ path }) => path.endsWith('/issues'))).toHaveLength(4);
  now += 60_000;
  const again = repo.open({ title: 'Race', body: raceReport('Widget0') });
  await put(again.number, look(again.body ?? ''));
  await drain();
  expect(repo.thread(again).labels).toEqual(['race', 'duplicate']);
});
