import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gatherLeaves } from '../src/github/gather-leaves.ts';
import { openMemoryStore } from '../src/store/memory.ts';
import type { Store } from '../src/store/store.ts';
import { NO_MEMORY } from '../src/triage/memory.ts';
import { planTriage } from '../src/triage/plan.ts';
import { raceDigest } from '../src/triage/races.ts';
import type { Issue, RepositoryFacts, Snapshot } from '../src/triage/types.ts';
import { REPOSITORY, type SnapshotChange, snapshotOf } from './triage/build.ts';

/**
 * What a maintainer may meet, one folder each: see its README. What earlier issues are to this one is found by
 * the store, as on a server.
 */
export const SITUATIONS = new URL('./fixtures/situations/', import.meta.url);

/** `given.json`: what is not ordinary; everything may be left out. */
interface Given {
  readonly issue?: Partial<Issue>;
  readonly facts?: Partial<RepositoryFacts>;
  /** By number; the text of issue 3 is in `earlier-3.md`. */
  readonly earlier?: Readonly<Record<string, Partial<Issue>>>;
  readonly fixedBy?: number;
  readonly suggestions?: Snapshot['suggestions'];
}

export interface Situation {
  readonly name: string;
  readonly folder: URL;
}

export const situations: readonly Situation[] = readdirSync(SITUATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, folder: new URL(`${name}/`, SITUATIONS) }));

/** The issue in its repository, after the earlier ones. */
export async function readSituation({ folder }: Situation): Promise<Snapshot> {
  const {
    issue = {},
    facts,
    earlier = {},
    ...rest
  } = JSON.parse(textOf(folder, 'given.json') ?? '{}') as Given;
  const change = { facts: factsIn(folder, facts), yaml: textOf(folder, 'race-triage.yml') ?? '' };
  const snapshot = snapshotOf(bodyOf(folder, 'issue.md'), { ...change, issue });
  const store = await openMemoryStore();
  try {
    for (const [number, old] of Object.entries(earlier)) {
      const body = bodyOf(folder, `earlier-${number}.md`);
      await record(store, snapshotOf(body, { ...change, issue: { number: Number(number), ...old } }));
    }
    return { ...snapshot, ...(await lookUp(store, snapshot)), ...rest };
  } finally {
    await store.close();
  }
}

function factsIn(folder: URL, facts: Given['facts']): NonNullable<SnapshotChange['facts']> {
  const owners = textOf(folder, 'CODEOWNERS');
  return {
    ...facts,
    config: textOf(folder, 'race-triage.yml'),
    ...(owners === null ? {} : { codeowners: { path: '.github/CODEOWNERS', text: owners } }),
  };
}

function bodyOf(folder: URL, name: string): string {
  const body = textOf(folder, name);
  if (body === null) throw new Error(`${folder.pathname} has no ${name}`);
  return body;
}

function textOf(folder: URL, name: string): string | null {
  const file = new URL(name, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

async function record(store: Store, snapshot: Snapshot): Promise<void> {
  const memory = { ...NO_MEMORY, races: raceDigest(snapshot) };
  const plan = planTriage(snapshot);
  const run = { repository: REPOSITORY, installation: 1, delivery: 'd', snapshot, plan, effects: [], memory };
  await store.record(run, 0);
}

async function lookUp(store: Store, snapshot: Snapshot): Promise<Partial<Snapshot>> {
  const { issue, races } = snapshot;
  const keys = races.map((race) => race.keys);
  const sightings = await store.sightings(REPOSITORY.id, issue.number, keys);
  const history = await store.history(REPOSITORY.id, issue.number, keys);
  const leaves = await gatherLeaves(REPOSITORY.id, issue.number, { ...snapshot, sightings }, store);
  return { sightings, ...(history.length > 0 ? { history } : {}), ...leaves };
}
