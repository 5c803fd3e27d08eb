import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runJob } from '../../src/app/pipeline.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { explainPlain } from '../../src/triage/why.ts';
import { look } from '../contracts/values.ts';
import { type FakeGitHub, startFakeGitHub } from '../fake-github/index.ts';
import { jobFor, pipelineOn, raceReport, workOn } from './parts.ts';

let fake: FakeGitHub;
let store: Store;

beforeEach(async () => {
  fake = await startFakeGitHub();
  store = await openMemoryStore();
});
afterEach(async () => {
  await store.close();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** What a look at the first race of a repository with these files came to. */
async function meet(files: Readonly<Record<string, string>>, labels: readonly string[] = []) {
  const repo = fake.repository('acme/widgets', { files, labels });
  const issue = repo.open({ title: 'Race', body: raceReport() });
  const work = workOn(fake, repo, issue.number, look(raceReport()));
  const job = await jobFor(store, 'delivery', work, 0);
  const outcome = await runJob(
    job,
    pipelineOn(fake, store, () => 0),
  );
  const [run] = await store.runs(repo.id, issue.number);
  if (!run) throw new Error('no run was recorded');
  return {
    outcome,
    run,
    comment: repo.thread(issue).comments[0]?.body ?? '',
    facts: await store.facts(repo.id),
  };
}

const GO_MOD = 'module acme.example/widgets\n';
const TOO_LARGE = `* @acme/all\n${'#'.repeat(3 * 1024 * 1024)}`;

test('a repository in which everything is wrong at once: the race is triaged, and `why` says what was not read', async () => {
  const labels = Array.from({ length: 2_000 }, (_, i) => `label ${i}`);
  const { outcome, run, comment, facts } = await meet(
    {
      '.github/CODEOWNERS': TOO_LARGE,
      '.github/labeler.yml': 'a: [',
      'go.mod': '\u0000\u0001 no module',
      OWNERS: 'approvers: [team]',
      'shop/OWNERS': '- a list',
      OWNERS_ALIASES: 'aliases: { team: [group], group: [team] }',
    },
    labels,
  );
  const reasons = [
    '.github/CODEOWNERS cannot be read: it is too large, or not a file',
    'go.mod names no module',
    '.github/labeler.yml: it is no YAML',
    'shop/OWNERS: it is a list, not a mapping',
    'OWNERS: the alias “team” leads in a circle',
  ];
  expect(outcome.result).toBe('new');
  for (const reason of reasons) {
    expect(run.plan.because).toContainEqual(expect.stringContaining(reason));
    expect(explainPlain(run)).toContain(reason);
    expect(comment).toContain(reason);
  }
  expect(facts?.labels).toEqual(expect.arrayContaining(labels));
  expect(
    fake.calls().filter(({ method, route }) => method === 'GET' && route.endsWith('/labels')),
  ).toHaveLength(20);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['lines that GitHub calls invalid', { CODEOWNERS: '* @acme/all\n!a @b\n' }, ['CODEOWNERS: line 2']],
  ['a binary CODEOWNERS', { CODEOWNERS: '\u0000\u0001\u0002 \u0003' }, ['CODEOWNERS: it is no text']],
  ['no CODEOWNERS', {}, []],
])('%s: the race is triaged, and `why` says what was not read', async (_, files, reasons) => {
  const { outcome, run } = await meet({ 'go.mod': GO_MOD, ...files });
  expect(outcome.result).toBe('new');
  const told = run.plan.because.filter((one) => one.includes('CODEOWNERS'));
  expect(told).toEqual(reasons.map((reason) => expect.stringContaining(reason)));
});
