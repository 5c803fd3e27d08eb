import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Issue } from '../fake-github/index.ts';
import { raceReport } from './parts.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  expect(await stage.close()).toEqual([]);
});

const thread = (issue: Issue) => stage.repo.thread(issue);
/** Somebody comments, the event comes, and is worked on. */
async function say(issue: Issue, body: string, by: string) {
  stage.now += 10_000;
  const comment = stage.repo.comment(issue, body, { by });
  const hint = { kind: 'report', comment: comment.id, by: { login: by, bot: false }, at: '' } as const;
  await stage.put(issue.number, hint);
  return { comment, results: await stage.drain(), hint };
}
const sightings = async (name: string) => {
  const issue = await stage.opened(raceReport(name));
  return thread(issue);
};

describe('a report in a comment', () => {
  test.each([
    ['the author of the issue', 'reporter', true],
    ['somebody with triage rights', 'triager', true],
    ['a reader', 'reader', false],
    ['a stranger', 'stranger', false],
  ])('by %s makes the issue findable; acted on: %#', async (_, by, acts) => {
    const issue = await stage.opened('the test fails');
    const since = stage.fake.step;
    await say(issue, raceReport(), by);
    expect(thread(issue).labels).toEqual(acts ? ['race'] : []);
    expect(thread(issue).comments).toHaveLength(acts ? 2 : 1);
    expect(stage.writes(since).length > 0).toBe(acts);
    expect((await sightings('Widget')).comments[0]?.body).toContain(`#${issue.number}`);
  });

  test('is asked about once a minute where the right is in doubt, and doubt means no', async () => {
    const issue = await stage.opened('the test fails');
    stage.fake.intercept(({ path }) => (path.endsWith('/permission') ? { status: 404 } : undefined));
    await say(issue, raceReport(), 'triager');
    await say(issue, raceReport('Gadget'), 'triager');
    expect(stage.reads().filter(({ path }) => path.endsWith('/permission'))).toHaveLength(1);
    expect(stage.writes()).toEqual([]);
  });

  test('goes away with the comment, and with it what it led to', async () => {
    const issue = await stage.opened('the test fails');
    const { comment, hint } = await say(issue, raceReport(), 'reporter');
    expect(thread(issue).labels).toEqual(['race']);
    stage.now += 10_000;
    stage.repo.editComment(comment, 'sorry, that was another issue');
    await stage.put(issue.number, hint);
    await stage.drain();
    expect(thread(issue).labels).toEqual([]);
    expect((await stage.store.issue(stage.repo.id, issue.number))?.memory.heard).toEqual([]);
    expect((await sightings('Widget')).labels).toEqual(['race']);
    const other = await stage.opened('another one');
    const said = await say(other, raceReport('Gadget'), 'reporter');
    stage.now += 10_000;
    stage.repo.deleteComment(said.comment);
    await stage.put(other.number, { kind: 'comment-deleted', comment: said.comment.id });
    await stage.drain();
    expect(thread(other).labels).toEqual([]);
  });

  test('that repeats an older issue makes its issue a duplicate', async () => {
    const older = await stage.opened(raceReport());
    const issue = await stage.opened('the test fails');
    await say(issue, raceReport(), 'reporter');
    expect(thread(issue).labels).toEqual(['race', 'duplicate']);
    expect(thread(issue).comments.at(-1)?.body).toContain(`#${older.number}`);
    const since = stage.fake.step;
    await say(issue, raceReport(), 'reader');
    expect(stage.writes(since)).toEqual([]);
  });

  test('on a pull request, or in a comment of ours, is nothing', async () => {
    const pull = stage.repo.open({ title: 'Fix', body: '', isPullRequest: true });
    const { results } = await say(pull, raceReport(), 'maintainer');
    expect(results).toEqual([`report ${pull.number}: ignored`]);
    expect(stage.writes()).toEqual([]);
  });

  test('counts in the history of its race', async () => {
    const issue = await stage.opened(raceReport());
    await say(issue, raceReport(), 'reader');
    await stage.opened(raceReport());
    const newest = await stage.opened(raceReport());
    const [run] = await stage.store.runs(stage.repo.id, newest.number);
    expect(run?.snapshot.history).toMatchObject([{ race: 0, reports: 3, issues: 2, comments: 1 }]);
    expect(run?.snapshot.history?.[0]?.first).toBe(new Date(issue.createdAt).toISOString());
  });
});
