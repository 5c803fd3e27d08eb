import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { look } from '../contracts/values.ts';
import type { Issue } from '../fake-github/index.ts';
import { raceReport } from './parts.ts';
import { DAY, Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  expect(await stage.close()).toEqual([]);
});

const thread = (issue: Issue) => stage.repo.thread(issue);
async function edited(issue: Issue, body: string): Promise<void> {
  stage.now += 10_000;
  stage.repo.edit(issue, { body });
  await stage.put(issue.number, look(body, 'edited'));
  await stage.drain();
}

describe('after the store was lost', () => {
  test('what we did is known again, and nothing is said twice', async () => {
    const older = await stage.opened(raceReport());
    const issue = await stage.opened(raceReport());
    stage.pass(DAY);
    await stage.loseStore();
    await stage.install();
    const since = stage.fake.step;
    await edited(issue, `${raceReport()}\nIt happens daily.`);
    expect(stage.writes(since)).toEqual([]);
    const known = await stage.store.issue(stage.repo.id, issue.number);
    expect(known?.memory).toMatchObject({ applied: ['race', 'duplicate'], duplicateOf: older.number });
    // Ours, so we may take it off.
    await edited(issue, raceReport('Gadget'));
    expect(thread(issue).labels).toEqual(['race']);
    expect(thread(issue).comments).toHaveLength(1);
  });

  test('a label that a person took off stays off', async () => {
    const issue = await stage.opened(raceReport());
    stage.now += 10_000;
    stage.repo.unlabel(issue, 'race');
    stage.pass(DAY);
    await stage.loseStore();
    await edited(issue, `${raceReport()} again`);
    expect(thread(issue).labels).toEqual([]);
  });

  test('a label that a person put on is not taken off', async () => {
    const issue = await stage.opened(raceReport());
    stage.now += 10_000;
    stage.repo.unlabel(issue, 'race');
    stage.repo.label(issue, 'race');
    stage.pass(DAY);
    await stage.loseStore();
    await edited(issue, 'no race at all');
    await edited(issue, raceReport());
    await edited(issue, 'no race at all');
    expect(thread(issue).labels).toEqual(['race']);
  });

  test('sweeps read the comments and the labels of old race issues, a few at a time', async () => {
    stage.repo.createLabel({ name: 'sig/shop' });
    for (let i = 0; i < 30; i++) {
      const issue = stage.repo.open({
        title: 'Race',
        body: raceReport(`Widget${i}`),
        createdAt: stage.now - DAY,
      });
      stage.repo.comment(issue, raceReport(`Spoken${i}`), { by: 'reader' });
      stage.repo.label(issue, 'sig/shop');
    }
    await stage.install();
    const unread = async () => (await stage.store.unread(stage.repo.id, 99)).length;
    expect(await unread()).toBe(30);
    const since = stage.fake.step;
    await stage.sweepAfter(DAY);
    expect([await unread(), stage.reads(since).length <= 45]).toEqual([10, true]);
    await stage.sweepAfter(DAY);
    expect([await unread(), stage.writes()]).toEqual([0, []]);
    const issue = await stage.opened(raceReport('Spoken3'));
    expect(thread(issue).comments[0]?.body).toContain('#4');
    const [first] = await stage.store.precedents(stage.repo.id, issue.number);
    expect(first?.labels).toEqual(['sig/shop']);
  });

  test('a sweep that finds an issue deleted has those that name it look again', async () => {
    const old = stage.repo.open({ title: 'Race', body: raceReport(), createdAt: stage.now - DAY });
    stage.repo.comment(old, 'Me too.', { by: 'reader' });
    await stage.install();
    const issue = await stage.opened(raceReport());
    expect(thread(issue).comments[0]?.body).toContain('see #1');
    stage.repo.delete(old);
    await stage.sweepAfter(DAY);
    expect(await stage.store.issue(stage.repo.id, old.number)).toBeNull();
    expect(thread(issue).comments[0]?.body).toContain('No earlier issue');
    expect(thread(issue).labels).toEqual(['race']);
  });

  test('a sweep that may not read the comments of an issue leaves it as it is', async () => {
    const old = stage.repo.open({ title: 'Race', body: raceReport(), createdAt: stage.now - DAY });
    stage.repo.comment(old, 'Me too.', { by: 'reader' });
    await stage.install();
    stage.fake.intercept(({ path }) =>
      path.endsWith('/issues/1/comments')
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : undefined,
    );
    await stage.sweepAfter(DAY);
    expect(await stage.store.unread(stage.repo.id, 99)).toEqual([]);
    const issue = await stage.opened(raceReport());
    expect(thread(issue).comments[0]?.body).toContain('see #1');
  });
});

test('an issue that came from another repository is triaged anew, whatever came along', async () => {
  const other = stage.fake.repository('acme/gadgets', {
    files: { 'go.mod': 'module acme.example/gadgets\n' },
  });
  const issue = await stage.opened(raceReport());
  const moved = stage.repo.transfer(issue, other);
  await stage.put(issue.number, { kind: 'gone' });
  await stage.drain();
  stage.pass(DAY);
  const back = other.transfer(moved, stage.repo);
  stage.now += 1_000;
  await stage.put(back.number, look(raceReport()));
  await stage.drain();
  expect(thread(back).labels).toEqual(['race']);
  expect(thread(back).comments.map(({ author }) => author)).toEqual(['race-triage[bot]', 'race-triage[bot]']);
  const since = stage.fake.step;
  await edited(back, `${raceReport()} again`);
  expect(stage.writes(since)).toEqual([]);
});
