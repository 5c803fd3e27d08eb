import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { textOf } from '../chaos/races.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { jobFor, pipelineOn, raceReport, workOn } from './parts.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
let now: number;
const BODY = raceReport();

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    collaborators: { maintainer: 'maintain', reader: 'read' },
  });
  store = await openMemoryStore();
  now = 0;
  parts = pipelineOn(fake, store, () => now);
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** Does one job from claim to end; gives its result. A failure leaves it waiting. */
async function run(issue: Issue | null, hint: Hint, more: Partial<PipelineParts> = {}): Promise<string> {
  now += 10_000;
  const job = await jobFor(store, `delivery ${now}`, workOn(fake, repo, issue?.number ?? null, hint), now);
  const outcome = await runJob(job, { ...parts, ...more });
  await store.finish(job, now);
  return outcome.result;
}
/** All that is due. */
async function drain(): Promise<void> {
  for (let job = await store.claim(now, 1_000); job; job = await store.claim(now, 1_000)) {
    await runJob(job, parts);
    await store.finish(job, now);
  }
}
const open = (body = BODY) => repo.open({ title: 'Race', body });
const opened = (issue: Issue) => run(issue, look(issue.body ?? ''));
/** A `/race` comment by somebody, as the event tells of it. */
function command(issue: Issue, text: string, by = 'maintainer'): Hint {
  const { id } = repo.comment(issue, text, { by });
  return {
    kind: 'command',
    issueAuthor: 'reporter',
    comment: { id, body: text, by: { login: by, bot: false }, at: '' },
  };
}
const calls = (since: number) =>
  fake
    .calls({ since })
    .filter((call) => !call.route.startsWith('/app'))
    .map((call) => `${call.method} ${call.route.split('/').at(-1)}`);

describe('a look', () => {
  test('at a race labels and comments; at first contact with at most 20 calls, later with three', async () => {
    const first = open();
    expect(await opened(first)).toBe('new');
    expect(repo.thread(first)).toMatchObject({
      labels: ['race'],
      comments: [{ author: 'race-triage[bot]' }],
    });
    expect(fake.requests.length).toBeLessThanOrEqual(20);
    const second = open(raceReport('Gadget'));
    const since = fake.step;
    expect(await opened(second)).toBe('new');
    expect(calls(since)).toEqual(['GET {issue_number}', 'POST labels', 'POST comments']);
    expect(repo.thread(second).labels).toEqual(['race']);
  });

  test('a second time finds nothing left to do', async () => {
    const issue = open();
    await opened(issue);
    const since = fake.step;
    expect(await run(issue, look(BODY, 'relook'))).toBe('new');
    expect(fake.writes({ since })).toEqual([]);
    expect(await run(issue, look(`x\n${BODY}`, 'edited'))).toBe('no-race');
    expect(calls(since)).toEqual(['GET {issue_number}']);
  });

  test('at an issue without a race calls nobody', async () => {
    expect(await opened(open('The build is slow.'))).toBe('no-race');
    expect(fake.requests).toEqual([]);
  });

  test('at the race of an older issue links to it', async () => {
    const [older, newer] = [open(), open()];
    await opened(older);
    expect(await opened(newer)).toBe('duplicate');
    expect(repo.thread(newer).comments[0]?.body).toContain('#1');
    expect((await store.issue(repo.id, 2))?.memory.duplicateOf).toBe(1);
  });

  test('at an issue whose centre holds another race now finds the next oldest, whoever looks first', async () => {
    const [first, second, third] = [open(), open(), open()];
    for (const issue of [first, second, third]) await opened(issue);
    const body = raceReport('Gadget');
    repo.edit(first, { body });
    await run(first, look(body, 'edited'));
    await drain();
    expect(repo.thread(second).labels).toEqual(['race']);
    expect(repo.thread(third).labels).toEqual(['race', 'duplicate']);
    expect(repo.thread(third).comments[0]?.body).toContain('see #2');
  });

  test('at an issue that repeats another no more has those that are like it name it again', async () => {
    const alike = [open(textOf('Widget')), open(textOf('Widget')), open(textOf('Half a Widget'))] as const;
    for (const issue of alike) await opened(issue);
    const [, second, third] = alike;
    const said = () => /Related, [^.]*/.exec(repo.thread(third).comments[0]?.body ?? '')?.[0];
    expect(said()).toMatch(/: #1$/);
    await run(second, command(second, '/race not-duplicate #1'));
    await drain();
    expect(said()).toMatch(/: #1, #2$/);
  });

  test('at an older issue that gains or loses a race has those that count it look again', async () => {
    const [first, second, third] = [open(), open(raceReport('Gadget')), open()];
    for (const issue of [first, second, third]) await opened(issue);
    const said = () => /In all, \d/.exec(repo.thread(third).comments[0]?.body ?? '')?.[0];
    /** Looks again at whatever asks for it. */
    async function edited(body: string): Promise<void> {
      repo.edit(second, { body });
      await run(second, look(body, 'edited'));
      await drain();
    }
    expect(said()).toBeUndefined();
    await edited(BODY);
    expect(said()).toBe('In all, 2');
    await edited(raceReport('Gadget'));
    expect(said()).toBeUndefined();
  });

  test('at a race that is back names what fixed it the last time', async () => {
    const [first, second] = [open(), open()];
    await opened(first);
    repo.close(first, { reason: 'completed' });
    await run(first, { kind: 'state', state: 'closed', reason: 'completed', at: '2020-01-01T00:00:00Z' });
    const github: PipelineParts['github'] = {
      ...parts.github,
      repository: async (...args) => ({
        ...(await parts.github.repository(...args)),
        closer: () => Promise.resolve(77),
      }),
    };
    expect(await run(second, look(BODY), { github })).toBe('regression');
    expect(repo.thread(second).comments[0]?.body).toContain('was closed as completed on 2020-01-01 by #77');
  });

  test('at an older issue that is heard of late looks again at the newer one, once', async () => {
    const [older, newer] = [open(), open()];
    expect(await opened(newer)).toBe('new');
    expect(await opened(older)).toBe('new');
    now += 10_000;
    const job = await store.claim(now, 1_000);
    expect(job?.work).toMatchObject({ issue: 2, hint: { why: 'relook' } });
    if (job) expect(await runJob(job, parts)).toMatchObject({ result: 'duplicate' });
    if (job) await store.finish(job, now);
    expect(await store.gauges(now)).toMatchObject({ waiting: 0 });
  });

  test('at an older issue that is only alike and heard of late has the newer one name it', async () => {
    const [older, newer] = [open(textOf('Widget')), open(textOf('Half a Widget'))];
    await opened(newer);
    expect(repo.thread(newer).comments[0]?.body).toContain('No earlier issue');
    await opened(older);
    await drain();
    expect(repo.thread(newer).comments[0]?.body).toContain('Related, since one side is the same: #1');
  });

  test('at an older issue once more has nobody look again who is only alike, whatever try it is', async () => {
    const [older, newer] = [open(textOf('Widget')), open(textOf('Half a Widget'))];
    for (const issue of [older, newer]) await opened(issue);
    await store.put(
      { id: 'again', work: workOn(fake, repo, older.number, command(older, '/race rescan')) },
      now,
    );
    for (const attempt of [1, 2]) {
      now += 10_000;
      const job = await store.claim(now, 1_000);
      if (!job) throw new Error('nothing is due');
      expect(job).toMatchObject({ id: 'again', attempt });
      await runJob(job, parts);
      await (attempt === 1 ? store.retry(job, now, 'it was killed at the end') : store.finish(job, now));
    }
    expect(await store.gauges(now)).toMatchObject({ waiting: 0 });
  });

  test('at another duplicate that is heard of late counts it in the comment of the newer one', async () => {
    for (const issue of [open(), open()]) await opened(issue);
    const [late, newer] = [open(), open()];
    await opened(newer);
    expect(repo.thread(newer).comments[0]?.body).toContain('In all, 2 earlier issues hold it');
    expect(await opened(late)).toBe('duplicate');
    now += 10_000;
    const job = await store.claim(now, 1_000);
    if (job) expect(await runJob(job, parts)).toMatchObject({ result: 'duplicate' });
    if (job) await store.finish(job, now);
    expect(repo.thread(newer).comments[0]?.body).toContain('In all, 3 earlier issues hold it');
    expect(await store.gauges(now)).toMatchObject({ waiting: 0 });
  });

  test('at an issue that is gone forgets it', async () => {
    const issue = open();
    await opened(issue);
    repo.delete(issue);
    expect(await run(issue, look('x', 'edited'))).toBe('forgotten');
    expect(await store.issue(repo.id, 1)).toBeNull();
  });

  test.each(['off', 'observe'] as const)('under MODE=%s writes nothing', async (ceiling) => {
    await run(open(), look(BODY), { ceiling });
    expect(fake.writes().filter((call) => call.by !== 'app')).toEqual([]);
  });
});

describe('when GitHub fails', () => {
  test('a comment whose answer was lost is not written twice', async () => {
    const issue = open();
    fake.intercept((call) =>
      call.path.endsWith('/comments') && call.method === 'POST'
        ? { status: 502, afterCommit: true }
        : undefined,
    );
    const job = await jobFor(store, 'a', workOn(fake, repo, 1, look(BODY)), now);
    await expect(runJob(job, parts)).rejects.toMatchObject({ retryable: true });
    await store.retry(job, now, 'x');
    fake.intercept(() => undefined);
    const again = await store.claim(now, 1_000);
    expect(again && (await runJob(again, parts))).toMatchObject({ result: 'new' });
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    expect((await store.issue(repo.id, 1))?.memory.applied).toEqual(['race']);
  });

  test('a locked issue is tried once, recorded, and left alone', async () => {
    const issue = open();
    fake.intercept((call) =>
      call.path.endsWith('/comments')
        ? { status: 403, body: { message: 'Unable to create comment because issue is locked.' } }
        : undefined,
    );
    const job = await jobFor(store, 'a', workOn(fake, repo, 1, look(BODY)), now);
    await expect(runJob(job, parts)).rejects.toMatchObject({ status: 403, retryable: false });
    await store.finish(job, now, 'x');
    expect((await store.issue(repo.id, 1))?.memory).toMatchObject({ applied: ['race'], comment: null });
    const since = fake.step;
    expect(await run(issue, look(`x\n${BODY}`, 'edited'))).toBe('no-race');
    expect(calls(since)).toEqual([]);
  });
});

describe('commands', () => {
  test('a rescan is seen, done and said to be done', async () => {
    const issue = open('no race yet');
    repo.edit(issue, { body: BODY });
    expect(await run(issue, command(issue, '/race rescan'))).toBe('new');
    expect(repo.thread(issue)).toMatchObject({
      labels: ['race'],
      comments: [{ reactions: ['eyes', 'rocket'] }, {}],
    });
  });

  test('help is answered once, also when its answer was lost', async () => {
    const issue = open('nothing');
    const hint = command(issue, '/race help');
    const job = await jobFor(store, 'a', workOn(fake, repo, 1, hint), now);
    fake.intercept((call) =>
      call.path.endsWith('/1/comments') && call.method === 'POST'
        ? { reset: true, afterCommit: true }
        : undefined,
    );
    await expect(runJob(job, parts)).rejects.toMatchObject({ retryable: true });
    await store.retry(job, now, 'x');
    fake.intercept(() => undefined);
    const again = await store.claim(now, 1_000);
    expect(again && (await runJob(again, parts))).toMatchObject({ result: 'answered' });
    expect(repo.thread(issue).comments.map((one) => one.author)).toEqual(['maintainer', 'race-triage[bot]']);
  });

  test.each([
    ['an outsider', '/race rescan', 'reader', ['confused']],
    ['nobody knows', '/race resacn', 'maintainer', ['confused']],
    ['the author', '/race rescan', 'reporter', ['eyes', 'rocket']],
    ['the author, by force', '/race rescan --force', 'reporter', ['confused']],
  ])('%s: %s', async (_, text, by, reactions) => {
    const issue = open();
    await run(issue, command(issue, text, by));
    const [asked, ...rest] = repo.thread(issue).comments;
    expect(asked?.reactions).toEqual(reactions);
    const words = text.includes('resacn') || reactions.includes('rocket');
    expect(rest).toHaveLength(words ? 1 : 0);
  });

  test.each<[string, string | null, Partial<PipelineParts>]>([
    ['the operator only watches', null, { ceiling: 'observe' }],
    ['the operator switched it off', null, { ceiling: 'off' }],
    ['the repository only watches', 'mode: observe\n', {}],
  ])('nothing is written where %s', async (_, config, more) => {
    if (config) repo.file('.github/race-triage.yml', config);
    const issue = open();
    await run(issue, command(issue, '/race rescan\n/race help'), more);
    expect(repo.thread(issue)).toMatchObject({ labels: [], comments: [{ reactions: [] }] });
  });

  test('where the configuration is not valid no command is answered', async () => {
    repo.file('.github/race-triage.yml', 'mode: maybe\n');
    const issue = open();
    await run(issue, command(issue, '/race rescan\n/race help'));
    const [asked, ...rest] = repo.thread(issue).comments;
    expect([repo.thread(issue).labels, asked?.reactions]).toEqual([[], []]);
    expect(rest.map(({ body }) => body.includes('not valid: line 1, column 7'))).toEqual([true]);
  });

  test('a reaction that GitHub refuses stops nothing', async () => {
    const issue = open();
    fake.intercept((call) => (call.path.endsWith('/reactions') ? { status: 404 } : undefined));
    expect(await run(issue, command(issue, '/race rescan'))).toBe('new');
    expect(repo.thread(issue).labels).toEqual(['race']);
  });

  test('force brings back what people took off; without it their no is final', async () => {
    const issue = open();
    await opened(issue);
    const [ours] = repo.thread(issue).comments;
    repo.unlabel(issue, 'race');
    await run(issue, {
      kind: 'label',
      label: 'race',
      present: false,
      by: { login: 'maintainer', bot: false },
    });
    const comment = repo.data.issues.get(1)?.comments.find((one) => one.id === ours?.id);
    if (comment) repo.deleteComment(comment);
    expect(await run(issue, { kind: 'comment-deleted', comment: ours?.id ?? 0 })).toBe('noted');
    await run(issue, command(issue, '/race rescan'));
    expect(repo.thread(issue)).toMatchObject({ labels: [], comments: [{ author: 'maintainer' }] });
    await run(issue, command(issue, '/race rescan --force'));
    expect(repo.thread(issue).labels).toEqual(['race']);
    expect(repo.thread(issue).comments.at(-1)?.author).toBe('race-triage[bot]');
  });
});

describe('what people and GitHub did', () => {
  const closed: Hint = { kind: 'state', state: 'closed', reason: 'completed', at: '2026-01-02T00:00:00Z' };
  const label: Hint = {
    kind: 'label',
    label: 'race',
    present: true,
    by: { login: 'race-triage[bot]', bot: true },
  };
  test.each<[string, Hint, string, object | null]>([
    ['closed', closed, 'noted', { state: 'closed', stateReason: 'completed' }],
    ['left', { kind: 'gone' }, 'forgotten', null],
    [
      'our own label, heard late',
      label,
      'ignored',
      { memory: expect.objectContaining({ applied: ['race'] }) },
    ],
    [
      'our own label, taken off by us, heard by a server that did not know yet who we are',
      { ...label, present: false },
      'ignored',
      { memory: expect.objectContaining({ applied: ['race'], handsOff: [] }) },
    ],
    [
      'our label, taken off by another bot',
      { ...label, present: false, by: { login: 'cleaner[bot]', bot: true } },
      'noted',
      { memory: expect.objectContaining({ applied: [], handsOff: ['race'] }) },
    ],
    [
      'another label',
      { ...label, label: 'bug', by: { login: 'maintainer', bot: false } },
      'noted',
      { memory: expect.objectContaining({ handsOff: ['bug'] }) },
    ],
    [
      'another comment deleted',
      { kind: 'comment-deleted', comment: 1 },
      'ignored',
      { memory: expect.objectContaining({ commentRefused: false }) },
    ],
  ])('%s', async (_, hint, result, known) => {
    const issue = open();
    await opened(issue);
    const since = fake.step;
    expect(await run(issue, hint)).toBe(result);
    expect(await store.issue(repo.id, 1)).toEqual(known && expect.objectContaining(known));
    expect(calls(since)).toEqual([]);
  });

  test.each<[Hint, string, boolean]>([
    [{ kind: 'files-changed' }, 'noted', true],
    [{ kind: 'labels-changed' }, 'noted', true],
    [{ kind: 'repository-gone' }, 'forgotten', false],
  ])('%j', async (hint, result, known) => {
    await opened(open());
    expect(await run(null, hint)).toBe(result);
    expect(await store.facts(repo.id)).toBeNull();
    expect((await store.issue(repo.id, 1)) !== null).toBe(known);
  });

  test('of changed files has only those read again, and nothing while they are as they were', async () => {
    repo.file('.github/CODEOWNERS', '* @acme/all');
    await opened(open());
    const since = fake.step;
    repo.file('go.mod', 'module acme.example/gadgets\n');
    await run(null, { kind: 'files-changed' });
    await opened(open());
    const again = ['GET {issue_number}', 'GET {tree_sha}', 'GET {path}', 'GET labels'];
    expect(calls(since).slice(0, 4)).toEqual(again);
    expect((await store.facts(repo.id))?.modules).toEqual(['acme.example/gadgets']);
    const later = fake.step;
    await run(null, { kind: 'files-changed' });
    await opened(open());
    expect(calls(later).slice(0, 3)).toEqual(['GET {issue_number}', 'GET {tree_sha}', 'GET labels']);
  });
});
