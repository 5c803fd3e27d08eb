import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startBackfill } from '../../src/app/backfill.ts';
import { runJob } from '../../src/app/pipeline.ts';
import { rehearse } from '../../src/app/rehearse.ts';
import { look } from '../contracts/values.ts';
import { raceReport, workOn } from './parts.ts';
import { DAY, Stage } from './stage.ts';

const HOUR = 60 * 60 * 1000;
const MINUTE = 60 * 1000;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
  for (const name of ['Widget', 'Gadget', 'Widget', 'Closed', 'Gizmo'])
    stage.repo.open({ title: 'Old', body: raceReport(name), createdAt: stage.now - DAY });
  stage.repo.open({ title: 'Old', body: 'no race', createdAt: stage.now - DAY });
  stage.repo.close(stage.repo.issue(4));
});
afterEach(async () => {
  expect(await stage.close()).toEqual([]);
});

const place = () => workOn(stage.fake, stage.repo, null, { kind: 'labels-changed' });
const ask = (run = 'a') =>
  startBackfill(place(), { run, perHour: 10 }, { store: stage.store, now: stage.now });
const commented = () => [1, 2, 3, 4, 5, 6].filter((number) => stage.repo.thread(number).comments.length > 0);

test('old issues are acted on one after the other, ten an hour, the oldest first', async () => {
  await stage.install();
  await ask();
  const seen: number[][] = [];
  for (let i = 0; i < 5; i++) {
    await stage.drain();
    seen.push(commented());
    stage.pass(6 * MINUTE);
  }
  expect(seen).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 3, 5], [1, 2, 3, 5]]);
  expect(stage.repo.thread(3).labels).toEqual(['race', 'duplicate']);
  expect(stage.repo.thread(4)).toMatchObject({ labels: [], comments: [] });
  const since = stage.fake.step;
  await ask('again');
  await stage.drain();
  expect(stage.writes(since)).toEqual([]);
});

test('a first look at old issues does not spread to others before their turn', async () => {
  await stage.install();
  stage.repo.edit(stage.repo.issue(1), { body: `${raceReport()} again` });
  await stage.put(1, look(`${raceReport()} again`, 'edited'));
  await stage.drain();
  stage.pass(HOUR);
  await stage.drain();
  expect(commented()).toEqual([1]);
});

test('it waits until all issues are read, and goes on where it was', async () => {
  await ask();
  expect(await stage.drain()).toEqual(['backfill: postponed', 'survey: read']);
  stage.pass(MINUTE);
  const step = await stage.store.claim(stage.now, 1_000);
  if (!step) throw new Error('no step is due');
  // The process dies after the step was stored, and before it was done: it is done again.
  for (let i = 0; i < 2; i++) expect(await runJob(step, stage.parts)).toMatchObject({ result: 'asked' });
  await stage.store.finish(step, stage.now);
  // What holds the same race is looked at, too, and left for its turn.
  expect(await stage.drain()).toEqual(['look 1: new', 'look 3: no-race']);
  stage.pass(6 * MINUTE);
  expect(await stage.drain()).toEqual(['backfill: asked', 'look 2: new']);
  expect(commented()).toEqual([1, 2]);
});

test('a rehearsal tells what would be done, and does nothing', async () => {
  const told: string[] = [];
  for await (const { plan, effects } of rehearse(place(), stage.parts))
    told.push(`${plan.issue} ${plan.verdict}: ${effects.map((effect) => effect.do).join(' ')}`);
  expect(told).toEqual([
    '1 new: create-label add-labels create-comment',
    '2 new: create-label add-labels create-comment',
    '3 duplicate: create-label create-label add-labels create-comment',
    '5 new: create-label add-labels create-comment',
  ]);
  expect(stage.writes()).toEqual([]);
  expect(await stage.store.untriaged(stage.repo.id, 0, 9)).toEqual([]);
});
