import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import type { Store } from '../../src/store/store.ts';
import { textOf } from '../chaos/races.ts';
import { look } from '../contracts/values.ts';
import type { Fault, IncomingCall, Issue } from '../fake-github/index.ts';
import { raceReport } from './parts.ts';
import { DAY, Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  expect(await stage.close()).toEqual([]);
});

const LEASE = 1_000;
const QUIET = 'We could not reproduce it.';
const labels = (issue: Issue) => stage.repo.thread(issue).labels;
async function edited(issue: Issue, body: string): Promise<void> {
  stage.now += 10_000;
  stage.repo.edit(issue, { body });
  await stage.put(issue.number, look(body, 'edited'));
}
/** The server dies over the next job as soon as it came to a point of no return, in what it asks of the store. */
async function die(deadly: Partial<Store>, point: Promise<void>): Promise<void> {
  const { store, parts } = stage;
  const job = await store.claim(stage.now, LEASE);
  if (!job) throw new Error('nothing is due');
  void runJob(job, { ...parts, store: { ...store, ...deadly } });
  await point;
  stage.now += LEASE;
}
/** When its calls are made and nothing of them is noted. */
async function dieUnnoted(): Promise<void> {
  const called = Promise.withResolvers<void>();
  const keepAct = () => {
    called.resolve();
    return new Promise<never>(() => {});
  };
  await die({ keepAct }, called.promise);
}
function fail(when: (call: IncomingCall) => boolean, status = 500): void {
  const fault: Fault = { status };
  stage.fake.intercept((call) => (when(call) ? fault : undefined));
}

describe('a label that we took off', () => {
  test('is ours to put on again, though the server died before it noted that', async () => {
    await stage.opened(raceReport());
    const issue = await stage.opened(raceReport());
    expect(labels(issue)).toEqual(['race', 'duplicate']);
    await edited(issue, raceReport('Gadget'));
    await dieUnnoted();
    expect(labels(issue)).toEqual(['race']);
    await stage.drain();
    await edited(issue, raceReport());
    await stage.drain();
    expect(labels(issue)).toEqual(['race', 'duplicate']);
  });

  test('stays off where a person took it off after we had put it on again, and nothing tells of that', async () => {
    fail(({ path }) => path.endsWith('/events'), 404);
    await stage.opened(raceReport());
    const issue = await stage.opened(raceReport());
    for (const body of [raceReport('Gadget'), raceReport()]) {
      await edited(issue, body);
      await stage.drain();
    }
    expect(labels(issue)).toEqual(['race', 'duplicate']);
    stage.repo.unlabel(issue, 'duplicate');
    for (const body of [raceReport('Gadget'), raceReport()]) {
      await edited(issue, body);
      await stage.drain();
    }
    expect(labels(issue)).toEqual(['race']);
  });
});

test('our comment says what holds now where the server died over an edit of it that is undone since', async () => {
  const issue = await stage.opened(raceReport());
  const said = () => stage.repo.thread(issue).comments[0]?.body;
  const before = said();
  await edited(issue, raceReport('Gadget'));
  await dieUnnoted();
  expect(said()).toContain('Gadget');
  await edited(issue, raceReport());
  await stage.drain();
  expect(said()).toBe(before);
});

test('comments that name a deleted issue as related are brought up to date, though the server died when it had forgotten it', async () => {
  const older = await stage.opened(textOf('Widget'));
  const issue = await stage.opened(textOf('Half a Widget'));
  const link = `#${older.number}`;
  expect(stage.repo.thread(issue).comments[0]?.body).toContain(link);
  stage.now += 10_000;
  stage.repo.delete(older);
  await stage.put(older.number, { kind: 'gone' });
  const { store } = stage;
  const forgotten = Promise.withResolvers<void>();
  await die(
    {
      forgetIssue: async (...args) => {
        await store.forgetIssue(...args);
        forgotten.resolve();
        return await new Promise<never>(() => {});
      },
    },
    forgotten.promise,
  );
  await stage.drain();
  expect(stage.repo.thread(issue).comments[0]?.body).not.toContain(link);
});

describe('an issue whose last race is edited away', () => {
  test('loses its labels at the next edit where the first was given up half-way', async () => {
    const issue = await stage.opened(raceReport());
    await edited(issue, QUIET);
    fail(({ method }) => method === 'DELETE');
    const job = await stage.store.claim(stage.now, LEASE);
    if (!job) throw new Error('nothing is due');
    await expect(runJob(job, stage.parts)).rejects.toThrow('500');
    await stage.store.bury(job, stage.now, 'it never works');
    fail(() => false);
    await edited(issue, `${QUIET} Nor could you.`);
    await stage.drain();
    expect(labels(issue)).toEqual([]);
  });

  test('is looked at again where it holds one again and no event told of that', async () => {
    await stage.install();
    const issue = await stage.opened(raceReport());
    await edited(issue, QUIET);
    await stage.drain();
    expect(labels(issue)).toEqual([]);
    stage.now += 10_000;
    stage.repo.edit(issue, { body: raceReport() });
    expect(await stage.sweepAfter(DAY)).toContain('look 1: new');
    expect(labels(issue)).toEqual(['race']);
  });
});
