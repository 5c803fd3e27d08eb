import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, type Issue, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { jobFor, pipelineOn, raceReport, workOn } from './parts.ts';

let fake: FakeGitHub;
let repo: RepositoryDesk;
let store: Store;
let now: number;

const MAINTAINER = { login: 'maintainer', bot: false };

beforeEach(async () => {
  fake = await startFakeGitHub();
  store = await openMemoryStore();
  now = 0;
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

function repository(files: Record<string, string> = {}): void {
  repo = fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n', ...files },
    labels: ['sig/store', 'sig/api'],
    collaborators: { maintainer: 'maintain' },
  });
}

async function run(issue: Issue, hint: Hint): Promise<void> {
  now += 10_000;
  const job = await jobFor(store, `delivery ${now}`, workOn(fake, repo, issue.number, hint), now);
  await runJob(
    job,
    pipelineOn(fake, store, () => now),
  );
  await store.finish(job, now);
}

/** An issue with a race, looked at. Each has a race of its own in the same packages. */
async function opened(name: string, labels: string[] = []): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body: raceReport(name) });
  for (const label of labels) repo.label(issue, label);
  await run(issue, look(issue.body ?? ''));
  return issue;
}

async function labelled(issue: Issue, label: string): Promise<void> {
  repo.label(issue, label);
  await run(issue, { kind: 'label', label, present: true, by: MAINTAINER });
}

describe('learned routing', () => {
  test('what people put on three races is put on the fourth; where they take it off, it stays off', async () => {
    repository();
    for (const name of ['A', 'B', 'C']) await labelled(await opened(name), 'sig/store');
    const fourth = await opened('D');
    expect(repo.thread(fourth).labels).toEqual(['race', 'sig/store']);
    expect(repo.thread(fourth).comments[0]?.body).toContain('3 of 3 earlier races');
    repo.unlabel(fourth, 'sig/store');
    await run(fourth, { kind: 'label', label: 'sig/store', present: false, by: MAINTAINER });
    await run(fourth, look(raceReport('D'), 'relook'));
    expect(repo.thread(fourth).labels).toEqual(['race']);
  });

  test('labels of an issue form teach nothing, and neither do ours', async () => {
    repository();
    for (const name of ['A', 'B', 'C']) {
      const issue = await opened(name, ['sig/api']);
      await run(issue, { kind: 'label', label: 'sig/api', present: true, by: MAINTAINER });
    }
    expect(repo.thread(await opened('D')).labels).toEqual(['race']);
    expect(await store.precedents(workOn(fake, repo, 1, look()).repository.id, 99)).toEqual([]);
  });
});

test('OWNERS files are read when a race needs them, within the calls of a first contact, and then no more', async () => {
  const directory = raceReport('A').match(/acme\.example\/widgets\/([\w/]+)\./)?.[1] ?? '';
  repository({
    [`${directory}/OWNERS`]: 'labels: [sig/store]\napprovers: [ann]\n',
    OWNERS: 'approvers: [root]\n',
    'docs/OWNERS': 'approvers: [writer]\n',
    '.github/labeler.yml': 'sig/api: docs/**\n',
    CODEOWNERS: '* @acme/all\n',
  });
  await opened('A');
  expect(fake.requests.length).toBeLessThanOrEqual(20);
  const since = fake.step;
  await opened('B');
  const read = fake
    .calls({ since })
    .filter(({ method, route }) => method === 'GET' && !route.startsWith('/app'));
  expect(read.map(({ route }) => route.split('/').at(-1))).toEqual(['{issue_number}']);
});
