import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Issue, RepositoryDesk } from '../fake-github/index.ts';
import { type House, openHouse } from './house.ts';
import { raceReport } from './parts.ts';

const CONFIG = '.github/race-triage.yml';
const CLOSES = 'duplicates:\n  close: true\n  graceDays: 3\n';
const DAY = 86_400_000;

let house: House;
let repo: RepositoryDesk;
beforeEach(() => moveIn());
afterEach(() => house.close());

async function moveIn(lasting = false): Promise<void> {
  house = await openHouse({ lasting });
  repo = house.fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n', [CONFIG]: CLOSES },
    labels: ['bug'],
    collaborators: { maintainer: 'maintain' },
  });
}

async function opened(body = raceReport()): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body });
  await house.settle();
  return issue;
}

/** An issue and a second one with its race. */
async function pair(): Promise<[Issue, Issue]> {
  return [await opened(), await opened()];
}
const state = (issue: Issue) => {
  const { state: now, stateReason, duplicateOf } = repo.thread(issue);
  return [now, stateReason, duplicateOf];
};
const said = (issue: Issue) => repo.thread(issue).comments[0]?.body ?? '';
const stateCalls = () => house.fake.writes().filter(({ body }) => 'state' in body);
const ours = (issue: Issue) => issue.comments.find(({ author }) => author.viaApp);

const PROMISE =
  'It will be closed as a duplicate on 2026-03-04, unless somebody comments, answers this with 👎, or changes a label. Reopened, it stays open.';

describe('what the comment promises', () => {
  test('it will be closed as a duplicate on that day, and not before', async () => {
    const [, issue] = await pair();
    expect(said(issue).split('\n')).toContain(PROMISE);
    await house.later(2.9 * DAY);
    expect(state(issue)).toEqual(['open', null, null]);
    await house.later(0.2 * DAY);
    expect(state(issue)).toEqual(['closed', 'duplicate', 1]);
  });

  test.each<[string, (issue: Issue) => void, string]>([
    [
      'unless somebody comments',
      (issue) => repo.comment(issue, 'No.', { by: 'reader' }),
      'somebody commented',
    ],
    [
      'unless somebody answers it with 👎',
      (issue) => {
        const comment = ours(issue);
        if (comment) repo.react(comment, '-1', { by: 'reader' });
      },
      'somebody answered with 👎',
    ],
    ['unless somebody puts a label on', (issue) => repo.label(issue, 'bug'), 'somebody changed a label'],
    [
      'unless somebody takes one off',
      (issue) => repo.unlabel(issue, 'duplicate'),
      'somebody changed a label',
    ],
  ])('%s', async (_, object, because) => {
    const [, issue] = await pair();
    object(issue);
    await house.later(4 * DAY);
    await house.later(100 * DAY);
    expect(state(issue)).toEqual(['open', null, null]);
    expect(said(issue)).toContain(`It is not closed as a duplicate: ${because}.`);
    expect(stateCalls()).toEqual([]);
  });

  test('reopened, it stays open, across restarts', async () => {
    await house.close();
    await moveIn(true);
    const [, issue] = await pair();
    await house.later(4 * DAY);
    repo.reopen(issue, { by: 'reporter' });
    await house.settle();
    for (const round of [1, 2]) {
      await house.restart();
      repo.edit(issue, { body: `${raceReport()}${raceReport(`Gadget${round}`)}` });
      await house.later(10 * DAY);
      repo.edit(issue, { body: raceReport() });
      await house.later(10 * DAY);
    }
    expect(state(issue)[0]).toBe('open');
    expect(stateCalls()).toHaveLength(1);
  });
});

describe('an objection counts, though we heard of it late or not at all', () => {
  test('a label that somebody changed while no event came', async () => {
    const [, issue] = await pair();
    repo.label(issue, 'bug');
    house.deaf();
    await house.later(4 * DAY);
    expect(state(issue)[0]).toBe('open');
  });

  test('our comment deleted or hidden', async () => {
    const [, first] = await pair();
    const second = await opened();
    const [one, other] = [ours(first), ours(second)];
    if (one) repo.minimize(one);
    if (other) repo.deleteComment(other);
    await house.later(4 * DAY);
    expect([state(first)[0], state(second)[0]]).toEqual(['open', 'open']);
  });
});

describe('it stays open', () => {
  test('where nobody asked for closing', async () => {
    repo.file(CONFIG, 'mode: act\n');
    const [, issue] = await pair();
    await house.later(100 * DAY);
    expect([state(issue)[0], said(issue).includes('closed as'), stateCalls()]).toEqual(['open', false, []]);
  });

  test('where the other issue was closed in the meantime', async () => {
    const [first, issue] = await pair();
    repo.close(first);
    await house.later(4 * DAY);
    expect(state(issue)[0]).toBe('open');
  });

  test.each(['mode: suggest', 'comment: never'])('with %s', async (line) => {
    repo.file(CONFIG, `${line}\n${CLOSES}`);
    const [, issue] = await pair();
    await house.later(4 * DAY);
    expect([state(issue)[0], stateCalls()]).toEqual(['open', []]);
  });

  test('where only one of its races is known', async () => {
    await opened();
    const issue = await opened(`${raceReport()}${raceReport('Gadget')}`);
    await house.later(4 * DAY);
    expect([state(issue)[0], stateCalls()]).toEqual(['open', []]);
  });

  test('where the repository took the option back', async () => {
    const [, issue] = await pair();
    repo.file(CONFIG, 'mode: act\n');
    await house.settle();
    await house.later(4 * DAY);
    expect([state(issue)[0], said(issue).includes('closed as')]).toEqual(['open', false]);
  });

  test('where GitHub will not close it: tried once, and said', async () => {
    const [, issue] = await pair();
    house.fake.intercept((call) => ('state' in call.body ? { status: 403 } : undefined));
    await house.later(4 * DAY);
    repo.comment(issue, '/race rescan', { by: 'maintainer' });
    await house.later(4 * DAY);
    expect([state(issue)[0], stateCalls().length]).toEqual(['open', 1]);
    expect(said(issue)).toContain('It is not closed as a duplicate: GitHub did not let us close it.');
  });
});

test('where GitHub knows no such reason, it is closed as not planned', async () => {
  const [, issue] = await pair();
  house.fake.intercept((call) => (call.body['state_reason'] === 'duplicate' ? { status: 422 } : undefined));
  await house.later(4 * DAY);
  expect([state(issue), stateCalls().length]).toEqual([['closed', 'not_planned', null], 3]);
});

test('a crash right after the call closes it no second time', async () => {
  const [, issue] = await pair();
  house.fake.intercept((call) => ('state' in call.body ? { reset: true, afterCommit: true } : undefined));
  await house.later(4 * DAY);
  house.fake.intercept(() => undefined);
  await house.later(DAY);
  repo.reopen(issue, { by: 'reopener[bot]' });
  repo.edit(issue, { body: `${raceReport()}${raceReport()}` });
  await house.later(10 * DAY);
  await house.later(10 * DAY);
  expect([state(issue)[0], stateCalls().length]).toEqual(['open', 1]);
});

test('what was done is kept, so that it can be undone', async () => {
  const [, issue] = await pair();
  await house.later(4 * DAY);
  const [last] = await house.store().runs(repo.id, issue.number);
  expect(last?.effects).toEqual([{ do: 'close', reason: 'duplicate', of: 1, id: repo.issue(1).id }]);
});

test('edits, rescans and other events in the days of grace do not move the day', async () => {
  const [, issue] = await pair();
  await house.later(DAY);
  repo.edit(issue, { body: `${raceReport()}\nagain` });
  repo.edit(issue, { body: `${raceReport()}${raceReport()}` });
  await house.later(DAY);
  expect(said(issue)).toContain('on 2026-03-04');
  await house.later(1.1 * DAY);
  expect(state(issue)[0]).toBe('closed');
});
