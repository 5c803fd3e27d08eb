import { gather } from '../github/gather.ts';
import { openMemoryStore } from '../store/memory.ts';
import type { Job, Store } from '../store/store.ts';
import type { Place } from '../store/survey.ts';
import { diff } from '../triage/diff.ts';
import type { Hint } from '../triage/job.ts';
import { planTriage } from '../triage/plan.ts';
import { raceDigest } from '../triage/races.ts';
import type { Effect, Snapshot, TriagePlan } from '../triage/types.ts';
import { runJob } from './pipeline.ts';
import { gatherParts, type PipelineParts } from './triage.ts';

/** What a backfill would do to one issue. */
export interface Rehearsed {
  readonly snapshot: Snapshot;
  readonly plan: TriagePlan;
  readonly effects: readonly Effect[];
}

/**
 * What a backfill would do, issue by issue: the same steps on a store that is thrown away, without the last one. Reads
 * GitHub, writes nothing.
 */
export async function* rehearse(
  place: Place,
  parts: Omit<PipelineParts, 'store'>,
): AsyncGenerator<Rehearsed> {
  const store = await openMemoryStore();
  try {
    const all = { ...parts, store };
    await survey(place, all);
    const { id } = place.repository;
    let after = 0;
    for (;;) {
      const [issue] = await store.untriaged(id, after, 1);
      if (issue === undefined) return;
      after = issue;
      const rehearsed = await look(place, issue, all);
      if (rehearsed) yield rehearsed;
    }
  } finally {
    await store.close();
  }
}

/** All issues, as an installation reads them. */
async function survey(place: Place, parts: PipelineParts): Promise<void> {
  const { store, now } = parts;
  const hint: Hint = { kind: 'survey', why: 'installed' };
  await store.put({ id: 'survey', work: { ...place, issue: null, hint } }, now());
  for (let job = await take(store, now()); job; job = await take(store, now())) {
    await runJob(job, parts);
    await store.finish(job, now());
  }
}

async function take(store: Store, now: number): Promise<Job | null> {
  return await store.claim(now, 60_000);
}

async function look(place: Place, issue: number, parts: PipelineParts): Promise<Rehearsed | null> {
  const { store, now } = parts;
  const hint = { kind: 'look', why: 'backfill', title: '', body: '' } as const;
  const job: Job = {
    seq: 0,
    id: `rehearsal of ${issue}`,
    work: { ...place, issue, hint },
    absorbed: [],
    attempt: 1,
    failures: 0,
    cut: 0,
    createdAt: now(),
  };
  const gathered = await gather(job, issue, { kind: 'look', hints: [hint] }, gatherParts(job, parts));
  if (gathered.kind !== 'snapshot') return null;
  const { snapshot } = gathered;
  const plan = planTriage(snapshot);
  // The issues after it see this one as they would.
  const memory = { ...snapshot.memory, duplicateOf: plan.duplicateOf, races: raceDigest(snapshot) };
  await store.record({ ...place, delivery: job.id, snapshot, plan, effects: [], memory }, now());
  return { snapshot, plan, effects: diff(plan, snapshot) };
}
