import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cause, gather, type Gathered } from '../../src/github/gather.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Job, Store } from '../../src/store/store.ts';
import { commentDigest, renderMarked } from '../../src/triage/marker.ts';
import { raceDigest, readRaces } from '../../src/triage/races.ts';
import type { IssueMemory, Snapshot } from '../../src/triage/types.ts';
import { accessTo, raceReport, workOn } from '../app/parts.ts';
import { look, runOf } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let issue: Issue;
const BODY = raceReport();

beforeEach(async () => {
  fake = await startFakeGitHub({ maxPageSize: 2 });
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    labels: ['bug'],
  });
  issue = repo.open({ title: 'Race', body: BODY });
  store = await openMemoryStore();
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const heard = (...bodies: string[]): Cause => ({
  kind: 'look',
  hints: bodies.map((body) => look(body, 'edited')),
});
const asked = (force: boolean): Cause => ({
  kind: 'asked',
  force,
  asked: {
    comment: { id: 1, body: '/race rescan', by: { login: 'maintainer', bot: false }, at: '' },
    readings: [],
    role: 'write',
    isAuthor: false,
  },
});

async function run(cause: Cause, attempt = 1): Promise<Gathered> {
  const work = workOn(fake, repo, issue.number, look());
  const job: Job = { seq: 1, id: 'a', work, absorbed: [], attempt, failures: 0, cut: 0, createdAt: 0 };
  const access = accessTo(fake);
  const github = () => access.repository(work.repository, work.installation);
  return gather(job, issue.number, cause, {
    github,
    self: () => access.self(),
    store,
    ceiling: 'act',
    now: () => 0,
  });
}
async function snapshot(cause: Cause, attempt = 1): Promise<Snapshot> {
  const gathered = await run(cause, attempt);
  if (gathered.kind !== 'snapshot') throw new Error(JSON.stringify(gathered));
  return gathered.snapshot;
}
async function remember(memory: Partial<IssueMemory>): Promise<void> {
  const known = runOf(issue.number, { memory });
  await store.record({ ...known, repository: workOn(fake, repo, 1, look()).repository }, 0);
}
/** Comments of our app, through its own token. */
async function ours(body: string): Promise<number> {
  const { repository, installation } = workOn(fake, repo, 1, look());
  const github = await accessTo(fake).repository(repository, installation);
  return (await github.createComment(issue.number, body)).id;
}

describe('what costs nothing', () => {
  test('text without a race in an issue we never met', async () => {
    expect(await run(heard('nothing', 'still nothing'))).toEqual({
      kind: 'nothing',
      because: 'no race in the text',
    });
    expect(fake.requests).toEqual([]);
  });

  test('an edit that leaves the races as they were', async () => {
    await remember({ races: raceDigest(readRaces({ title: '', body: BODY })) });
    expect(await run(heard(`Now with a preface.\n\n${BODY}`))).toMatchObject({ kind: 'nothing' });
    expect(fake.requests).toEqual([]);
  });
});

describe('what makes us look', () => {
  test.each<[string, () => Promise<Cause>]>([
    ['a race', () => Promise.resolve(heard(BODY))],
    ['a race in any of the texts that were heard', () => Promise.resolve(heard('nothing', BODY, 'nothing'))],
    [
      'a race that is gone from an issue we know',
      async () => (await remember({ races: 'x' }), heard('nothing')),
    ],
    ['a command', () => Promise.resolve(asked(false))],
  ])('%s', async (_, prepare) => {
    expect(await snapshot(await prepare())).toMatchObject({
      issue: { number: 1 },
      races: [{ report: { complete: true } }],
    });
  });

  test('an unchanged text, where the first try did not come to its end', async () => {
    await remember({ races: raceDigest(readRaces({ title: '', body: BODY })) });
    expect(await run(heard(BODY), 2)).toMatchObject({ kind: 'snapshot' });
  });
});

test('facts are read once and kept', async () => {
  const first = await snapshot(heard(BODY));
  expect(first.facts).toMatchObject({ modules: ['acme.example/widgets'], labels: ['bug'] });
  const since = fake.step;
  await snapshot(heard(BODY));
  expect(
    fake
      .calls({ since })
      .filter((call) => call.by !== 'app')
      .map((call) => call.route),
  ).toEqual(['/repos/{owner}/{repo}/issues/{issue_number}']);
});

test.each<[string, () => void, Gathered['kind']]>([
  ['a deleted issue is gone', () => repo.delete(issue), 'gone'],
  [
    'an issue that moved is gone, also under the same number',
    () => void repo.transfer(issue, fake.repository('acme/engine')),
    'gone',
  ],
  ['a renamed repository is the same', () => repo.rename('acme/gadgets'), 'snapshot'],
])('%s', async (_, happen, kind) => {
  const cause = heard(BODY);
  const { repository } = workOn(fake, repo, 1, look());
  happen();
  const work = { ...workOn(fake, repo, issue.number, look()), repository };
  const access = accessTo(fake);
  const job: Job = { seq: 1, id: 'a', work, absorbed: [], attempt: 1, failures: 0, cut: 0, createdAt: 0 };
  const parts = {
    github: () => access.repository(repository, work.installation),
    self: () => access.self(),
    store,
  };
  expect(await gather(job, issue.number, cause, { ...parts, ceiling: 'act', now: () => 0 })).toMatchObject({
    kind,
  });
});

test('a pull request is none of our business', async () => {
  issue = repo.open({ title: 'A change', body: BODY, isPullRequest: true });
  expect(await run(heard(BODY))).toEqual({ kind: 'nothing', because: 'it is a pull request' });
});

/** How often the comments of an issue were listed. */
const lists = () =>
  fake.calls({ route: '/repos/{owner}/{repo}/issues/{issue_number}/comments', method: 'GET' });

describe('our comment, where the store does not know it', () => {
  const MARKED = renderMarked('Our text', { digest: 'not trusted', fingerprints: [] });

  test('is found behind other pages, by its app and its marker', async () => {
    for (let i = 0; i < 5; i++) repo.comment(issue, `${i}`);
    const id = await ours(MARKED);
    expect((await snapshot(heard(BODY))).memory.comment).toEqual({ id, digest: commentDigest('Our text') });
  });

  test.each<[string, () => unknown]>([
    ['a forged marker', () => repo.comment(issue, MARKED, { by: 'reporter' })],
    ['a comment of ours without a marker', () => ours('an answer to /race help')],
    ['no comment', () => null],
  ])('%s is none', async (_, happen) => {
    await happen();
    expect((await snapshot(heard(BODY), 2)).memory.comment).toBeNull();
  });

  test('is not looked for where it is known, was refused, or cannot be', async () => {
    await snapshot(heard(BODY));
    repo.comment(issue, 'hello');
    await remember({ comment: { id: 9, digest: 'd' } });
    await snapshot(heard(BODY));
    await remember({ commentRefused: true });
    await snapshot(heard(BODY));
    expect(lists()).toEqual([]);
  });
});

describe('labels that people took off', () => {
  test.each([
    ['stay off, though we never heard of it', false, ['race']],
    ['may come back by force', true, []],
  ])('%s', async (_, force, handsOff) => {
    await remember({ applied: ['race', 'bug'] });
    repo.label(issue, 'bug');
    expect((await snapshot(asked(force))).memory).toMatchObject({ applied: ['bug'], handsOff });
  });
});
