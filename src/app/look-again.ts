import type { Applied } from '../github/apply.ts';
import type { Delivery, Job } from '../store/store.ts';
import type { Hint } from '../triage/job.ts';
import { statedDuplicateOf } from '../triage/ruling.ts';
import { raceDigest } from '../triage/races.ts';
import type { Sighting, Snapshot, TriagePlan } from '../triage/types.ts';
import { FEW, findNaming } from './naming.ts';
import type { Outcome, PipelineParts } from './triage.ts';

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

/** An issue repeats another now, or no longer does, or is told apart from one: whoever repeats it is sent on, whoever only names it looks again. */
export async function sendOn(
  job: Job,
  issue: number,
  { store, now }: Pick<PipelineParts, 'store' | 'now'>,
): Promise<void> {
  const { id } = job.work.repository;
  const near = await store.neighbours(id, issue);
  const found = (await store.cards(id, near))
    .filter(({ duplicateOf }) => duplicateOf === issue)
    .map((one) => one.issue);
  const said = await pointedHere(id, issue, store);
  // A hot race has hundreds of neighbours, and each new issue with it would read what was decided for all of them.
  const others = isNew(job) ? said : [...said, ...(await findNaming(id, issue, near, store))];
  for (const one of new Set([...found, ...others])) await store.put(relook(job, one), now());
}

/**
 * An issue that was closed as a duplicate is open again. Those that stood for themselves meanwhile may repeat it now, or name it:
 * the oldest of them, since whoever repeats one of these is sent on by it.
 */
export async function lookAgainAtHeads(
  job: Job,
  issue: number,
  { store, now }: Pick<PipelineParts, 'store' | 'now'>,
): Promise<void> {
  const { id } = job.work.repository;
  const newer = (await store.neighbours(id, issue)).filter((one) => one > issue);
  const heads = (await store.cards(id, newer)).filter(
    ({ state, duplicateOf }) => state === 'open' && duplicateOf === null,
  );
  const oldest = heads.map((one) => one.issue).toSorted((a, b) => a - b);
  for (const one of oldest.slice(0, FEW)) await store.put(relook(job, one), now());
}

/** The issues of which people said that they repeat this one; they may point further on by now. */
async function pointedHere(
  repository: number,
  issue: number,
  store: Pick<PipelineParts['store'], 'rulings'>,
): Promise<number[]> {
  const rulings = await store.rulings(repository, [issue]);
  return rulings
    .map((ruling) => ruling.issue)
    .filter((one) => one !== issue && statedDuplicateOf(rulings, one)?.other === issue);
}

/** The issue is not there any more: nothing of it is kept, and comments that name it are brought up to date. */
export async function forget(job: Job, issue: number, { store, now }: PipelineParts): Promise<Outcome> {
  const { id } = job.work.repository;
  const near = await store.neighbours(id, issue);
  const naming = await findNaming(id, issue, near, store);
  // What people said of it goes with it: whoever is in doubt for that – among few – is not any more.
  const isTold = (await store.rulings(id, [issue])).some(({ kind }) => kind === 'different');
  const others = isTold && near.length <= FEW ? [...new Set([...naming, ...near])] : naming;
  // The oldest first: it may be the one that the others then point at. Before it is forgotten: afterwards nobody knows who
  // names it, and a crash in between would leave a comment that links what is not there.
  for (const other of others.toSorted((a, b) => a - b)) await store.put(relook(job, other), now());
  await store.forgetIssue(id, issue);
  return { result: 'forgotten', because: 'the issue left the repository' };
}

/** The first try at an issue that was just opened: it has no history, and nobody names it. */
export function isNew({ work: { hint }, absorbed, attempt }: Job): boolean {
  return hint.kind === 'look' && hint.why === 'opened' && absorbed.length === 0 && attempt === 1;
}

/** A look at an issue that no event asks for: something else changed what should be said of it. */
export function relook({ id, work, attempt }: Job, issue: number): Delivery {
  const hint: Hint = { kind: 'look', why: 'relook', title: '', body: '' };
  // What a try before this one asked for may be done already, and was done too early.
  const again = attempt > 1 ? ` again ${attempt}` : '';
  return { id: `relook ${work.repository.id}#${issue} for ${id}${again}`, work: { ...work, issue, hint } };
}
