import type { Applied } from '../github/apply.ts';
import type { Job } from '../store/store.ts';
import type { Hint } from '../triage/job.ts';
import { raceDigest } from '../triage/races.ts';
import type { Sighting, Snapshot, TriagePlan } from '../triage/types.ts';
import { FEW } from './naming.ts';
import { relook } from './relook.ts';
import { sendOn } from './send-on.ts';
import type { PipelineParts } from './triage.ts';

/** The comment names a day: on it the issue is looked at again, though nothing happens. */
export async function lookAfterGrace(
  { work }: Job,
  { issue }: Snapshot,
  { closing }: TriagePlan,
  { memory }: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  if (closing?.state !== 'waiting' || memory.comment === null) return;
  const id = `grace ${work.repository.id}#${issue.number} ${closing.due}`;
  const hint: Hint = { kind: 'grace-over' };
  const due = { id, work: { ...work, issue: issue.number, hint }, notBefore: Date.parse(closing.due) };
  await store.put(due, now());
}

/**
 * Deliveries come in any order: a newer issue may have been looked at before this older one was known, and was then
 * called new, or counts one too few that hold its race, or – among few – does not name this one, which is only alike. Whoever
 * of them does not point at this issue is looked at again – once: the older issue sees them all, so a second look has
 * nobody to pass it on to.
 */
export async function lookAgainAtNewer(
  job: Job,
  snapshot: Snapshot,
  plan: TriagePlan,
  parts: PipelineParts,
): Promise<void> {
  const { work } = job;
  const looks = [work.hint, ...job.absorbed].map((hint) => (hint.kind === 'look' ? hint.why : null));
  if (snapshot.issue.state === 'closed' || looks.every((why) => why === 'relook')) return;
  const newer = snapshot.sightings.filter(
    (sighting) =>
      sighting.issue > snapshot.issue.number &&
      sighting.duplicateOf !== snapshot.issue.number &&
      sighting.state === 'open',
  );
  const { same = [], alike = [] } = Object.groupBy(newer, (one) => (isSame(one) ? 'same' : 'alike'));
  // A race that is added to an old issue which repeats another changes but a count, in as many comments as there are.
  const isCount = plan.duplicateOf !== null && !looks.includes('opened');
  const again = [
    ...(isCount && same.length > FEW ? [] : same),
    ...(alike.length <= FEW && (await gainedRace(job, snapshot, parts)) ? alike : []),
  ];
  for (const { issue } of again) await parts.store.put(relook(job, issue), parts.now());
}

function isSame({ matches }: Sighting): boolean {
  return matches.some(({ level }) => level === 'exact');
}

/**
 * Links form stars: those that repeat an issue which itself repeats another now, or no longer does, are sent on. Whoever
 * names an issue for a race that was edited away looks again, too. To be done before that is recorded: afterwards nothing
 * tells that it changed, and a crash in between would leave them where they are.
 */
export async function lookAgainAtRepeating(
  job: Job,
  snapshot: Snapshot,
  plan: TriagePlan,
  { store, now }: PipelineParts,
): Promise<void> {
  const { issue, memory } = snapshot;
  if (plan.duplicateOf === memory.duplicateOf && holdsAll(raceDigest(snapshot), memory.races)) return;
  await sendOn(job, issue.number, { store, now });
}

/** Whether the issue holds a race that it did not hold before this job; an earlier try of it may have noted that. */
async function gainedRace(
  { id, work, attempt }: Job,
  snapshot: Snapshot,
  { store }: PipelineParts,
): Promise<boolean> {
  const digest = raceDigest(snapshot);
  if (attempt === 1) return !holdsAll(snapshot.memory.races, digest);
  const runs = await store.runs(work.repository.id, snapshot.issue.number);
  const before = runs.find(({ delivery }) => delivery !== id);
  return !holdsAll(before ? raceDigest(before.snapshot) : '', digest);
}

/** Of two digests. */
function holdsAll(digest: string, races: string): boolean {
  const held = new Set(digest.split(' '));
  return races.split(' ').every((race) => race === '' || held.has(race));
}
