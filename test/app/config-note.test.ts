import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { pipelineOn, raceReport, workOn } from './parts.ts';

const CONFIG = '.github/race-triage.yml';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let now: number;

beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  store = await openMemoryStore();
  now = 0;
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** Tells the app something, and lets it work until nothing is left to do. */
async function hear(issue: Issue | null, hint: Hint, ceiling: 'act' | 'observe' = 'act'): Promise<void> {
  const work = workOn(fake, repo, issue?.number ?? null, hint);
  await store.put({ id: `delivery ${now}`, work }, now);
  const parts = pipelineOn(fake, store, () => now, { ceiling });
  for (;;) {
    now += 10_000;
    const job = await store.claim(now, 1_000);
    if (!job) return;
    await runJob(job, parts);
    await store.finish(job, now);
  }
}

async function opened(name?: string, ceiling?: 'observe'): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body: raceReport(name) });
  await hear(issue, look(issue.body ?? ''), ceiling);
  return issue;
}

/** So long that all that was read of the repository is forgotten. */
async function expire(): Promise<void> {
  await store.dropFactsBefore(now + 1, now + 1);
}

/** The issues that say that the configuration is not valid. */
function notes(): number[] {
  return [1, 2, 3].filter((number) => {
    const issue = repo.data.issues.get(number);
    return issue?.comments.some(
      ({ body, deleted }) => !issue.deleted && !deleted && body.includes('not valid'),
    );
  });
}

const PUSHED: Hint = { kind: 'files-changed' };

describe('a configuration that is not valid', () => {
  test('is told of on the first race issue, with line and column, and no label is touched', async () => {
    repo.file(CONFIG, 'comment: all\nmode: maybe\n');
    const thread = repo.thread(await opened());
    expect(thread.labels).toEqual([]);
    expect(
      thread.comments.map(({ body }) => /not valid: line (\d+), column (\d+)/.exec(body)?.slice(1)),
    ).toEqual([['2', '7']]);
  });

  test('is told of once: the next issue is only kept in mind', async () => {
    repo.file(CONFIG, 'mode: maybe\n');
    await opened();
    const second = await opened('Gadget');
    expect(repo.thread(second)).toMatchObject({ labels: [], comments: [] });
  });

  test('looked at again, the note stands as it is', async () => {
    repo.file(CONFIG, 'mode: maybe\n');
    const issue = await opened();
    const since = fake.step;
    await hear(issue, look(issue.body ?? '', 'relook'));
    expect(fake.writes({ since })).toEqual([]);
  });

  test('an operator who only watches writes no note either', async () => {
    repo.file(CONFIG, 'mode: maybe\n');
    expect(repo.thread(await opened(undefined, 'observe')).comments).toEqual([]);
  });

  test('mended, the note goes and the issue gets what it would have had', async () => {
    repo.file(CONFIG, 'mode: maybe\n');
    const issue = await opened();
    repo.file(CONFIG, 'mode: act\n');
    await hear(null, PUSHED);
    const { labels, comments } = repo.thread(issue);
    expect(labels).toEqual(['race']);
    expect(comments.map(({ body }) => body.includes('not valid'))).toEqual([false]);
  });

  test.each(['mode: observe\n', 'mode: off\n', 'comment: never\n'])(
    'mended to %j, the note goes, and that is the last that is written',
    async (text) => {
      repo.file(CONFIG, 'mode: maybe\n');
      const issue = await opened();
      const since = fake.step;
      repo.file(CONFIG, text);
      await hear(null, PUSHED);
      await hear(issue, look(issue.body ?? '', 'relook'));
      expect(notes()).toEqual([]);
      expect(fake.writes({ since }).filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    },
  );

  describe('after its reading has expired', () => {
    beforeEach(async () => {
      repo.file(CONFIG, 'mode: maybe\n');
      await opened();
      await expire();
    });

    test('still wrong, the next issue does not repeat the note', async () => {
      await opened('Gadget');
      await expire();
      await opened('Gizmo');
      expect(notes()).toEqual([1]);
    });

    test('mended, the note goes', async () => {
      repo.file(CONFIG, 'mode: act\n');
      await hear(null, PUSHED);
      expect([notes(), repo.thread(1).labels]).toEqual([[], ['race']]);
    });

    test('mended, and nobody told: the next issue has it looked at', async () => {
      repo.file(CONFIG, 'mode: act\n');
      await opened('Gadget');
      expect([notes(), repo.thread(1).labels, repo.thread(2).labels]).toEqual([[], ['race'], ['race']]);
    });

    test('wrong again after it was mended, it is told of again, once', async () => {
      repo.file(CONFIG, 'mode: act\n');
      await hear(null, PUSHED);
      repo.file(CONFIG, 'mode: perhaps\n');
      await hear(null, PUSHED);
      await opened('Gadget');
      await opened('Gizmo');
      expect(notes()).toEqual([2]);
    });

    test('the issue with the note is deleted: the next one bears it', async () => {
      const issue = repo.issue(1);
      repo.delete(issue);
      await hear(issue, { kind: 'gone' });
      await opened('Gadget');
      expect(notes()).toEqual([2]);
    });
  });

  test('wrong in another place, the note says the new place', async () => {
    repo.file(CONFIG, 'mode: maybe\n');
    const issue = await opened();
    repo.file(CONFIG, 'mode: act\ncomment: sometimes\n');
    await hear(null, PUSHED);
    const { labels, comments } = repo.thread(issue);
    expect(labels).toEqual([]);
    expect(comments.map(({ body }) => /not valid: line (\d+)/.exec(body)?.[1])).toEqual(['2']);
  });
});
