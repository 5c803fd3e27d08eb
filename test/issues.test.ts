import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apply } from '../src/github/apply.ts';
import type { GitHub } from '../src/github/github.ts';
import { openMemoryStore } from '../src/store/memory.ts';
import type { Store } from '../src/store/store.ts';
import { diff } from '../src/triage/diff.ts';
import { NO_MEMORY } from '../src/triage/memory.ts';
import { planTriage } from '../src/triage/plan.ts';
import { raceDigest } from '../src/triage/races.ts';
import type { Effect, Snapshot, TriagePlan } from '../src/triage/types.ts';
import { expectGolden, expectGoldenJson } from './golden.ts';
import { REPOSITORY, snapshotOf } from './triage/build.ts';

/**
 * Real issues, as they were posted, in the order in which they were opened: each with what the app decides, what
 * it does and what it writes. One folder an issue; a new bug is a new folder first.
 */
const FOLDERS = new URL('./fixtures/issues/', import.meta.url);

interface IssueFile {
  readonly number: number;
  readonly title: string;
  readonly created_at: string;
}

const issues = readdirSync(FOLDERS)
  .map((name) => {
    const folder = new URL(`${name}/`, FOLDERS);
    const facts = JSON.parse(readFileSync(new URL('issue.json', folder), 'utf8')) as IssueFile;
    return { folder, body: readFileSync(new URL('issue.md', folder), 'utf8'), ...facts };
  })
  .sort((a, b) => a.number - b.number);

const FACTS = { repository: REPOSITORY, modules: ['github.com/pingcap/tidb'] };

/** The calls of a repository in which everything works. */
const WILLING: Pick<GitHub, 'createLabel' | 'addLabels' | 'createComment'> = {
  createLabel: () => Promise.resolve(),
  addLabels: (_, names) => Promise.resolve([...names]),
  createComment: () => Promise.resolve({ id: 1 }),
};

describe.each(issues.map((issue) => [issue.number, issue] as const))('issue %i', (_, issue) => {
  let snapshot: Snapshot;
  let plan: TriagePlan;
  let effects: Effect[];

  beforeAll(async () => {
    const empty = look(issue, []);
    const keys = empty.races.map((race) => race.keys);
    snapshot = look(issue, await (await history()).sightings(REPOSITORY.id, issue.number, keys));
    plan = planTriage(snapshot);
    effects = diff(plan, snapshot);
  });

  test('is judged as accepted', () => {
    const { comment: _text, ...rest } = plan;
    expectGoldenJson(new URL('plan.json', issue.folder), rest);
  });

  test('leads to the accepted effects', () => {
    const shown = effects.map((effect) => ('body' in effect ? { ...effect, body: 'comment.md' } : effect));
    expectGoldenJson(new URL('effects.json', issue.folder), shown);
  });

  test('gets the accepted comment', () => {
    expectGolden(new URL('comment.md', issue.folder), `${plan.comment ?? ''}\n`);
  });

  test('looked at again, leaves nothing to do', async () => {
    const { memory } = await apply(WILLING as GitHub, issue.number, effects, NO_MEMORY);
    const labels = effects.flatMap((effect) => (effect.do === 'add-labels' ? effect.labels : []));
    const later = { ...snapshot, memory, issue: { ...snapshot.issue, labels, comments: 1 } };
    expect(diff(planTriage(later), later)).toEqual([]);
  });
});

function look(issue: (typeof issues)[number], sightings: Snapshot['sightings']): Snapshot {
  const { number, title, created_at: createdAt } = issue;
  return snapshotOf(issue.body, { issue: { number, title, createdAt }, facts: FACTS, sightings });
}

let opened: Promise<Store> | undefined;
afterAll(async () => (await opened)?.close());

/** The index as it stands when all issues were recorded; a look-up leaves out the issue itself, and later ones lie ahead. */
async function history(): Promise<Pick<Store, 'sightings'>> {
  opened ??= fill();
  const store = await opened;
  return {
    async sightings(repository, number, keys) {
      return (await store.sightings(repository, number, keys)).filter((one) => one.issue < number);
    },
  };
}

async function fill(): Promise<Store> {
  const store = await openMemoryStore();
  for (const issue of issues) {
    const snapshot = look(issue, []);
    const plan = planTriage(snapshot);
    const memory = { ...NO_MEMORY, races: raceDigest(snapshot) };
    const run = {
      repository: REPOSITORY,
      installation: 1,
      delivery: 'd',
      snapshot,
      plan,
      effects: [],
      memory,
    };
    await store.record(run, 0);
  }
  return store;
}
