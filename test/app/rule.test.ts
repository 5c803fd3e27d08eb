import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import type { PipelineParts } from '../../src/app/triage.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Job, Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { readRaces } from '../../src/triage/races.ts';
import { textOf } from '../chaos/races.ts';
import { issueOf, look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { jobFor, pipelineOn, raceReport, workOn } from './parts.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let parts: PipelineParts;
let now: number;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    collaborators: { maintainer: 'maintain', reader: 'read' },
  });
  store = await openMemoryStore();
  now = Date.parse('2026-02-01T00:00:00Z');
  parts = pipelineOn(fake, store, () => now);
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

async function run(issue: Issue, hint: Hint): Promise<string> {
  now += 10_000;
  const job = await jobFor(store, `delivery ${now}`, workOn(fake, repo, issue.number, hint), now);
  const outcome = await runJob(job, parts);
  await store.finish(job, now);
  return outcome.result;
}

/** All that waits, relooks above all. */
async function drain(): Promise<string[]> {
  const results: string[] = [];
  for (;;) {
    now += 10_000;
    const job = await store.claim(now, 1_000);
    if (!job) return results;
    const outcome = await runJob(job, parts);
    await store.finish(job, now);
    results.push(`#${job.work.issue} ${outcome.result}`);
  }
}

async function open(name?: string): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body: raceReport(name) });
  await run(issue, look(issue.body ?? ''));
  return issue;
}

const WIDGET = { title: 'Race', body: textOf('Widget') };
const HALF = { title: 'Race', body: textOf('Half a Widget') };
const at = () => new Date(now).toISOString();

/** `Duplicate of #n`, as somebody wrote it. */
function stated(duplicateOf: number, by = 'maintainer'): Hint {
  const comment = { id: now, body: `Duplicate of #${duplicateOf}`, by: { login: by, bot: false }, at: at() };
  return { kind: 'stated', comment, duplicateOf };
}
const reopened = (by: string): Hint => ({
  kind: 'state',
  state: 'open',
  reason: 'reopened',
  at: at(),
  by: { login: by, bot: false },
});
const closedAsDuplicate = (): Hint => ({ kind: 'state', state: 'closed', reason: 'duplicate', at: at() });
const ours = (issue: Issue) =>
  repo
    .thread(issue)
    .comments.map(({ body }) => body)
    .join('\n');

describe('“Duplicate of” by people', () => {
  test('of somebody with triage rights makes the issue a duplicate, whatever the keys', async () => {
    const [first, other] = [await open('Widget'), await open('Gadget')];
    expect(await run(other, stated(first.number))).toBe('duplicate');
    expect(repo.thread(other).labels).toContain('duplicate');
    expect(ours(other)).toContain('#1');
    const third = await open('Gadget');
    expect(ours(third)).toContain('see #1');
  });

  test('sends the older one to the newer one, and whoever repeated it as well', async () => {
    const [older, newer] = [await open('Widget'), await open('Widget')];
    const better = await open('Gadget');
    expect(await run(older, stated(better.number))).toBe('duplicate');
    expect(await drain()).toEqual(['#2 duplicate']);
    expect(ours(newer)).toContain('see #3');
    expect(ours(better)).not.toContain('#1');
  });

  test('sends the older one to the newer one that was taken for its repetition, and all others as well', async () => {
    const [older, newer] = [await open('Widget'), await open('Widget')];
    const other = await open('Widget');
    expect(await run(older, stated(newer.number))).toBe('duplicate');
    expect(ours(older)).toContain('see #2');
    expect((await drain()).toSorted()).toEqual(['#1 duplicate', '#2 new', '#3 duplicate']);
    expect(repo.thread(newer).labels).toEqual(['race']);
    expect(ours(newer)).not.toContain('#1');
    expect(ours(other)).toContain('see #2');
  });

  test('follows an issue that repeats another, and stays with it when it no longer does', async () => {
    const [, between] = [await open('Widget'), await open('Widget')];
    const last = await open('Gadget');
    expect(await run(last, stated(between.number))).toBe('duplicate');
    expect(ours(last)).toContain('see #1');
    repo.edit(between, { body: raceReport('Tool') });
    expect(await run(between, { ...look(between.body ?? ''), why: 'edited' })).toBe('new');
    expect(await drain()).toEqual(['#3 duplicate']);
    expect(ours(last)).toContain('see #2');
  });

  test.each([
    ['before it is noted', async () => {}],
    ['after it is noted', (...run: Parameters<Store['record']>) => store.record(...run)],
  ])('sends on whoever repeated the issue, where the server dies %s', async (_, before) => {
    const [older, newer] = [await open('Widget'), await open('Widget')];
    await open('Gadget');
    const dying: PipelineParts['store'] = {
      ...store,
      async record(...noted) {
        await before(...noted);
        throw new Error('the server died');
      },
    };
    await store.put({ id: 'the word', work: workOn(fake, repo, older.number, stated(3)) }, now);
    const job = await store.claim(now, 1_000);
    await expect(runJob(job as Job, { ...parts, store: dying })).rejects.toThrow('died');
    await drain();
    expect(ours(newer)).toContain('see #3');
  });

  test.each([
    ['somebody without rights', 'reader', 1],
    ['a stranger', 'stranger', 1],
  ])('by %s counts for nothing', async (_, by, target) => {
    await open('Widget');
    const other = await open('Gadget');
    expect(await run(other, stated(target, by))).toBe('ignored');
    expect(repo.thread(other).labels).toEqual(['race']);
  });

  test('of itself, of nothing, and in a circle counts for nothing', async () => {
    const [first, second, third] = [await open('A'), await open('B'), await open('C')];
    expect(await run(first, stated(first.number))).toBe('ignored');
    expect(await run(first, stated(99))).toBe('ignored');
    expect(await run(second, stated(first.number))).toBe('duplicate');
    expect(await run(third, stated(second.number))).toBe('duplicate');
    expect(await run(first, stated(third.number))).toBe('ignored');
    expect(ours(third)).toContain('see #1');
    expect(ours(first)).not.toContain('#3');
  });

  test('about an issue we know nothing of costs no call', async () => {
    const issue = repo.open({ title: 'Slow', body: 'The build is slow.' });
    const since = fake.step;
    expect(await run(issue, stated(1))).toBe('ignored');
    expect(fake.calls({ since })).toEqual([]);
  });
});

describe('two issues that people told apart', () => {
  function tellApart(issue: Issue, other: Issue): Promise<string> {
    const body = `/race not-duplicate #${other.number}`;
    const { id } = repo.comment(issue, body, { by: 'maintainer' });
    const comment = { id, body, by: { login: 'maintainer', bot: false }, at: at() };
    return run(issue, { kind: 'command', issueAuthor: 'reporter', comment });
  }

  test('name each other no more, whichever of them it was said in', async () => {
    const [first, second] = [repo.open(WIDGET), repo.open(HALF)];
    for (const issue of [first, second]) await run(issue, look(issue.body ?? ''));
    expect(ours(second)).toContain('is the same: #1');
    await tellApart(first, second);
    await drain();
    expect(ours(second)).not.toContain('#1');
  });

  test.each([
    ['newer', [1, 0]],
    ['older', [0, 1]],
  ] as const)(
    'in the %s, part, and leave a third in doubt that holds the race of both',
    async (_, [said, of]) => {
      const [first, second, third] = [await open(), await open(), await open()];
      const pair = [first, second] as const;
      expect(ours(third)).toContain('see #1');
      await tellApart(pair[said], pair[of]);
      await drain();
      expect(repo.thread(second).labels).toEqual(['race']);
      expect(ours(second)).not.toContain('see #1');
      expect(ours(third)).toContain('Likely the same as #1, #2');
      expect(repo.thread(third).labels).toEqual(['race']);
      await run(second, stated(first.number));
      await drain();
      expect(ours(third)).toContain('see #1');
    },
  );
});

test('a third that is in doubt of two is so no more when one of them is deleted', async () => {
  const [first, third, newer] = [await open(), await open(), await open()];
  const word = { kind: 'different', by: 'maintainer', rights: 'triage', at: at(), comment: 1 } as const;
  await store.rule(repo.id, { ...word, issue: newer.number, other: first.number });
  await run(third, { kind: 'look', why: 'swept', title: 'Race', body: third.body ?? '' });
  await drain();
  expect(ours(third)).toContain('Likely the same as #1');
  repo.delete(newer);
  await run(newer, { kind: 'gone' });
  await drain();
  expect(ours(third)).toContain('see #1');
});

describe('an issue that was closed as a duplicate and reopened', () => {
  test.each([
    ['its author: it is unlinked', 'reporter', 'author'],
    ['somebody with rights: that binds', 'maintainer', 'triage'],
  ])('by %s', async (_, by, rights) => {
    await open('Widget');
    const newer = await open('Widget');
    await run(newer, closedAsDuplicate());
    expect(await run(newer, reopened(by))).toBe('ruled');
    expect(await drain()).toEqual(['#2 new']);
    expect(repo.thread(newer).labels).toEqual(['race']);
    expect(ours(newer)).not.toContain('#1');
    expect(await store.rulings(repo.id, [2])).toMatchObject([{ kind: 'different', other: 1, rights }]);
  });

  test('by its author, after somebody with rights had said so: their word stands', async () => {
    await open('Widget');
    const other = await open('Gadget');
    await run(other, stated(1));
    await run(other, closedAsDuplicate());
    await run(other, reopened('reporter'));
    expect(await drain()).toEqual(['#2 duplicate']);
  });

  test('a reopening that undoes nothing is only noted', async () => {
    const issue = await open('Widget');
    await run(issue, { kind: 'state', state: 'closed', reason: 'completed', at: at() });
    expect(await run(issue, reopened('maintainer'))).toBe('noted');
    expect(await store.rulings(repo.id, [1])).toEqual([]);
  });
});

describe('an issue that is deleted', () => {
  test('is not named any more by those that repeated it; the oldest of them takes its place', async () => {
    const first = await open('Widget');
    const [second, third] = [await open('Widget'), await open('Widget')];
    repo.delete(first);
    expect(await run(first, { kind: 'gone' })).toBe('forgotten');
    expect(await drain()).toEqual(['#2 new', '#3 duplicate']);
    expect(ours(second)).not.toContain('#1');
    expect(ours(third)).toContain('see #2');
    expect(repo.thread(second).labels).toEqual(['race']);
  });
});

describe('an issue whose race was edited away', () => {
  test.each<[string, (issue: Issue) => Promise<void>]>([
    ['heard of by its event', async () => {}],
    [
      'read by a sweep before its event comes',
      async (issue) => {
        const { races } = readRaces(
          { title: '', body: issue.body ?? '' },
          { modules: ['acme.example/widgets'] },
        );
        const read = { number: issue.number, title: issue.title, body: issue.body ?? '', createdAt: at() };
        const listed = { ...issueOf(issue.number, read), stateReason: null };
        const place = { repository: workOn(fake, repo, issue.number, look('')).repository, installation: 1 };
        const keys = races.map((race) => race.keys);
        await store.list(place, [{ issue: listed, races: keys, blamed: [] }]);
      },
    ],
  ])('%s, is not named any more by those that only named it', async (_, meanwhile) => {
    const [first, second] = [await open('Widget'), await open('Widget')];
    await store.rule(repo.id, {
      kind: 'different',
      issue: first.number,
      other: second.number,
      by: 'maintainer',
      rights: 'triage',
      at: at(),
      comment: 1,
    });
    const third = await open('Widget');
    expect(ours(third)).toContain('#1');
    repo.edit(first, { body: raceReport('Gadget') });
    await meanwhile(repo.issue(first.number));
    await run(first, { ...look(raceReport('Gadget')), why: 'edited' });
    await drain();
    expect(ours(third)).not.toContain('#1');
    expect(ours(third)).toContain('see #2');
  });
});

describe('packages that moved', () => {
  const before = raceReport();
  const after = before.replaceAll('acme.example/widgets/shop', 'acme.example/widgets/core/shop');

  test('are noticed, and an alias is proposed that joins the races', async () => {
    const first = repo.open({ title: 'Race', body: before });
    await run(first, look(before));
    const second = repo.open({ title: 'Race', body: after });
    expect(await run(second, look(after))).toBe('new');
    const [, alias = ''] = /with the alias (\S+: \S+) they/.exec(ours(second)) ?? [];
    expect(alias).toBe('acme.example/widgets/shop: acme.example/widgets/core/shop');
    repo.file('.github/race-triage.yml', `aliases:\n  ${alias}\n`);
    await store.dropFacts(repo.id);
    const third = repo.open({ title: 'Race', body: before });
    expect(await run(third, look(before))).toBe('duplicate');
  });
});
