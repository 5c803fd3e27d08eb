import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
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
/** The server dies when its calls are made and nothing of them is noted. */
async function die(): Promise<void> {
  const { store, parts } = stage;
  const job = await store.claim(stage.now, LEASE);
  if (!job) throw new Error('nothing is due');
  const called = Promise.withResolvers<void>();
  const keepAct = () => {
    called.resolve();
    return new Promise<never>(() => {});
  };
  void runJob(job, { ...parts, store: { ...store, keepAct } });
  await called.promise;
  stage.now += LEASE;
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
    await die();
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
