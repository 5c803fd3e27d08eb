import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import { SWEEP_PACE } from '../../src/app/sweep.ts';
import { look } from '../contracts/values.ts';
import { raceReport } from './parts.ts';
import { DAY, Stage, START } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  expect(await stage.close()).toEqual([]);
});

describe('an installation', () => {
  test('on 5,000 issues and pull requests reads at most 60 times, and writes nothing, also a day later', async () => {
    stage.furnish(5_000, 17);
    const results = await stage.install();
    expect([stage.writes(), stage.reads().length]).toEqual([[], expect.any(Number)]);
    expect(stage.reads().length).toBeLessThanOrEqual(60);
    expect(results.at(-1)).toBe('survey: read');
    expect((await stage.store.untriaged(stage.repo.id, 0, 999)).length).toBe(Math.ceil(5_000 / 17));
    const since = stage.fake.step;
    await stage.store.dropFacts(stage.repo.id);
    await stage.sweepAfter(DAY);
    expect([stage.writes(), stage.reads(since).length <= 60]).toEqual([[], true]);
    expect(stage.lines().join('\n')).toContain('issues were read');
  }, 60_000);

  test('makes old issues found by new ones, closed ones with how they ended', async () => {
    const old = stage.repo.open({ title: 'Race', body: raceReport(), createdAt: START - DAY });
    const fixed = stage.repo.open({ title: 'Race', body: raceReport('Gadget'), createdAt: START - DAY });
    stage.repo.close(fixed, { reason: 'completed' });
    await stage.install();
    stage.now += 60_000;
    for (const [name, of] of [
      ['Widget', old],
      ['Gadget', fixed],
    ] as const) {
      const issue = stage.repo.open({ title: 'Again', body: raceReport(name) });
      await stage.put(issue.number, look(issue.body ?? ''));
      await stage.drain();
      expect(stage.repo.thread(issue).comments[0]?.body).toContain(`#${of.number}`);
    }
    expect(stage.repo.thread(3).labels).toEqual(['race', 'duplicate']);
    expect(stage.repo.thread(4).labels).toEqual(['race', 'race: regression']);
    expect(stage.repo.thread(1)).toMatchObject({ labels: [], comments: [] });
  });

  test('met by its first race is read to the end, though the server died when it had begun', async () => {
    stage.repo.open({ title: 'Old', body: raceReport(), createdAt: START - DAY });
    await stage.put(null, { kind: 'survey', why: 'first-contact' });
    const job = await stage.store.claim(stage.now, 1_000);
    const list = () => Promise.reject(new Error('the server died'));
    const dying = { ...stage.parts, store: { ...stage.store, list } };
    await expect(job && runJob(job, dying)).rejects.toThrow('died');
    expect(await stage.store.survey(stage.repo.id)).toMatchObject({ complete: false });
    stage.now += 60_000;
    expect(await stage.drain()).toEqual(['survey: read']);
    expect(await stage.store.survey(stage.repo.id)).toMatchObject({ complete: true });
    // Whoever met it at the same time finds nothing left to do.
    await stage.put(null, { kind: 'survey', why: 'first-contact' });
    expect(await stage.drain()).toEqual(['survey: ignored']);
  });

  test('lets what is triaged meanwhile go first, and looks at it again when all is read', async () => {
    stage.furnish(1_200, 100);
    stage.repo.open({ title: 'Old', body: raceReport(), createdAt: START - 1 });
    await stage.put(null, { kind: 'survey', why: 'installed' });
    const issue = stage.repo.open({ title: 'New', body: raceReport() });
    const job = await stage.store.claim(stage.now, 1_000);
    if (job) expect(await runJob(job, stage.parts)).toMatchObject({ result: 'continued' });
    if (job) await stage.store.finish(job, stage.now);
    await stage.put(issue.number, look(issue.body ?? ''));
    stage.now += 10_000;
    const results = await stage.drain();
    // The rest of the list was waiting before the issue came: it is one slice that the issue waits for, not all.
    expect(results.slice(0, 2)).toEqual(['survey: continued', 'look 1202: new']);
    expect(results).toContain('look 1202: duplicate');
    expect(stage.repo.thread(issue).labels).toEqual(['race', 'duplicate']);
    expect(stage.repo.thread(issue).comments).toHaveLength(1);
  });

  test('goes on where it was when the process dies', async () => {
    stage.furnish(1_200, 100);
    await stage.put(null, { kind: 'survey', why: 'installed' });
    let pages = 0;
    stage.fake.intercept((call) =>
      call.path.endsWith('/issues') && (pages += 1) >= 4 ? { status: 502 } : undefined,
    );
    const job = await stage.store.claim(stage.now, 1_000);
    await expect(runJob(job as NonNullable<typeof job>, stage.parts)).rejects.toMatchObject({
      retryable: true,
    });
    if (job) await stage.store.retry(job, stage.now, 'x');
    stage.fake.intercept(() => undefined);
    const since = stage.fake.step;
    await stage.drain();
    // One page was asked for the newest number, two were read.
    expect(stage.fake.calls({ since }).filter(({ path }) => path.endsWith('/issues'))).toHaveLength(13 - 2);
    expect(await stage.store.untriaged(stage.repo.id, 0, 99)).toHaveLength(12);
  });

  test.each([
    ['issues are switched off', () => void (stage.repo.data.hasIssues = false), 'unreadable'],
    ['there is no issue', () => {}, 'read'],
  ])('where %s is no failure', async (_, change, result) => {
    change();
    expect(await stage.install()).toEqual([`survey: ${result}`]);
  });

  test('costs nothing but the list where no issue holds a race', async () => {
    stage.furnish(10, 1_000);
    stage.repo.edit(stage.repo.issue(1), { body: 'nothing' });
    await stage.install();
    expect(stage.reads().map(({ route }) => route.split('/').at(-1))).toEqual(['{repo}', 'issues', 'issues']);
  });

  test('under MODE=off reads nothing', async () => {
    stage.parts = { ...stage.parts, ceiling: 'off' };
    stage.furnish(10, 2);
    await stage.install();
    expect(stage.reads()).toEqual([]);
  });
});

describe('a sweep', () => {
  beforeEach(async () => {
    stage.furnish(10, 5);
    await stage.install();
    stage.now += 60_000;
  });

  test('triages what was opened while nobody listened, and nothing that was there before us', async () => {
    stage.repo.edit(stage.repo.issue(2), { body: `${raceReport()} edited while we were away` });
    const issue = stage.repo.open({ title: 'Race', body: raceReport('New') });
    stage.now += 1_000;
    expect(await stage.sweepAfter(SWEEP_PACE)).toEqual(['survey: read', 'look 11: new']);
    expect(stage.repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect(stage.repo.thread(2)).toMatchObject({ labels: [], comments: [] });
    const since = stage.fake.step;
    expect(await stage.sweepAfter(SWEEP_PACE)).toEqual(['survey: read']);
    expect(stage.writes(since)).toEqual([]);
  });

  test('of a repository where nothing happened costs one question, and its list is not even counted', async () => {
    await stage.sweepAfter(SWEEP_PACE);
    const since = stage.fake.step;
    expect(await stage.sweepAfter(SWEEP_PACE)).toEqual(['survey: read']);
    expect(stage.reads(since).map(({ route, status }) => `${route.split('/').at(-1)} ${status}`)).toEqual([
      '{repo} 200',
      'issues 304',
    ]);
  });

  test('sees what was closed and what was edited', async () => {
    const issue = stage.repo.open({ title: 'Race', body: raceReport('New') });
    await stage.put(issue.number, look(issue.body ?? ''));
    await stage.drain();
    stage.now += 1_000;
    stage.repo.edit(issue, { body: raceReport('Other') });
    stage.repo.close(stage.repo.issue(1), { reason: 'not_planned' });
    stage.now += 1_000;
    expect(await stage.sweepAfter(SWEEP_PACE)).toContain('look 11: new');
    expect(await stage.store.issue(stage.repo.id, 1)).toMatchObject({
      state: 'closed',
      stateReason: 'not_planned',
    });
    expect((await stage.store.issue(stage.repo.id, 11))?.memory.races).not.toBe('');
    expect(stage.repo.thread(issue).comments).toHaveLength(1);
  });

  test('hears that a duplicate was closed and reopened, though no event told of the one or of both', async () => {
    for (const isHeard of [true, false]) {
      const name = `Widget${isHeard}`;
      const first = await stage.opened(raceReport(name));
      const issue = await stage.opened(raceReport(name));
      expect(stage.repo.thread(issue).labels).toContain('duplicate');
      await stage.sweepAfter(DAY);
      stage.repo.close(issue, { by: 'maintainer', reason: 'duplicate' });
      const at = new Date(stage.now).toISOString();
      if (isHeard) await stage.put(issue.number, { kind: 'state', state: 'closed', reason: 'duplicate', at });
      else await stage.sweepAfter(DAY);
      await stage.drain();
      stage.now += 10_000;
      stage.repo.reopen(issue, { by: 'maintainer' });
      await stage.sweepAfter(DAY);
      expect(stage.repo.thread(issue).labels).not.toContain('duplicate');
      expect(await stage.store.rulings(stage.repo.id, [issue.number])).toMatchObject([
        { kind: 'different', other: first.number, by: 'maintainer' },
      ]);
    }
  });

  test('hears that an issue which others repeat was closed as a duplicate of nobody knows what', async () => {
    const first = await stage.opened(raceReport());
    const issue = await stage.opened(raceReport());
    await stage.sweepAfter(DAY);
    stage.repo.close(first, { by: 'maintainer', reason: 'duplicate' });
    await stage.sweepAfter(DAY);
    expect(stage.repo.thread(issue).labels).not.toContain('duplicate');
    stage.repo.reopen(first, { by: 'maintainer' });
    await stage.sweepAfter(DAY);
    expect(stage.repo.thread(issue).labels).toContain('duplicate');
  });

  test('hears reports in comments that nobody told of', async () => {
    stage.repo.comment(stage.repo.issue(3), raceReport('Spoken'), { by: 'reader' });
    stage.now += 1_000;
    const results = await stage.sweepAfter(SWEEP_PACE);
    expect(results).toContain('report 3: noted');
    stage.now += 1_000;
    expect(await stage.sweepAfter(SWEEP_PACE)).not.toContain('report 3: noted');
    expect(stage.writes()).toEqual([]);
  });

  test('is due an hour after the last one, and at the start', async () => {
    expect(await stage.sweep(START)).toBe(0);
    expect(await stage.sweep(stage.now)).toBe(1);
    stage.pass(START + SWEEP_PACE + 1 - stage.now);
    expect(await stage.sweep(START)).toBe(1);
    // One that waits is not put to work twice.
    expect(await stage.drain()).toEqual(['survey: read']);
    expect(await stage.sweep(START)).toBe(0);
  });
});

test('other rules for keys read everything again, and say nothing twice', async () => {
  stage.furnish(300, 3);
  await stage.install();
  stage.now += 60_000;
  const issue = stage.repo.open({ title: 'Race', body: raceReport('Widget0') });
  await stage.put(issue.number, look(issue.body ?? ''));
  await stage.drain();
  expect(stage.repo.thread(issue).labels).toEqual(['race', 'duplicate']);
  stage.repo.file('.github/race-triage.yml', 'modulePaths: [acme.example]\n');
  await stage.put(null, { kind: 'files-changed' });
  await stage.drain();
  const since = stage.fake.step;
  const survey = await stage.store.survey(stage.repo.id);
  const results = await stage.sweepAfter(SWEEP_PACE);
  expect([stage.writes(since), results]).toEqual([[], ['survey: read']]);
  expect((await stage.store.survey(stage.repo.id))?.version).not.toBe(survey?.version);
  expect(stage.fake.calls({ since }).filter(({ path }) => path.endsWith('/issues'))).toHaveLength(4);
  stage.now += 60_000;
  const again = stage.repo.open({ title: 'Race', body: raceReport('Widget0') });
  await stage.put(again.number, look(again.body ?? ''));
  await stage.drain();
  expect(stage.repo.thread(again).labels).toEqual(['race', 'duplicate']);
});
