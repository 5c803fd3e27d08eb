import type { Applied } from '../github/apply.ts';
import type { Delivery, Job, Run } from '../store/store.ts';
import type { Hint } from '../triage/job.ts';
import { statedDuplicateOf } from '../triage/ruling.ts';
import { raceDigest } from '../triage/races.ts';
import type { Snapshot, TriagePlan } from '../triage/types.ts';
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
 * called new, or counts one too few that hold its race. Whoever of them does not point at this issue is looked at again
 * – once: the older issue sees them all, so a second look has nobody to pass it on to.
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
      sighting.state === 'open' &&
      sighting.matches.some((match) => match.level === 'exact'),
  );
  // A race that is added to an old issue which repeats another changes but a count, in as many comments as there are.
  const isCount = plan.duplicateOf !== null && !looks.includes('opened');
  if (isCount && newer.length > FEW) return;
  for (const { issue } of newer) await parts.store.put(relook(job, issue), parts.now());
}

/** Of more than so many, one more or less is not worth as many edits. */
const FEW = 20;

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
  if (plan.duplicateOf === memory.duplicateOf && !lostRace(snapshot)) return;
  await sendOn(job, issue.number, { store, now });
}

function lostRace(snapshot: Snapshot): boolean {
  const held = new Set(raceDigest(snapshot).split(' '));
  return snapshot.memory.races.split(' ').some((race) => race !== '' && !held.has(race));
}

/** An issue repeats another now, or no longer does: whoever repeats it is sent on, whoever only names it looks again. */
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
  const others = isNew(job) ? said : [...said, ...(await naming(id, issue, near, store))];
  for (const one of new Set([...found, ...others])) await store.put(relook(job, one), now());
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
  const others = await naming(id, issue, await store.neighbours(id, issue), store);
  // The oldest first: it may be the one that the others then point at. Before it is forgotten: afterwards nobody knows who
  // names it, and a crash in between would leave a comment that links what is not there.
  for (const other of others.reverse()) await store.put(relook(job, other), now());
  await store.forgetIssue(id, issue);
  return { result: 'forgotten', because: 'the issue left the repository' };
}

/**
 * The issues whose comments link this one, or count it, or – among few – might link it now, youngest first. Looked for among
 * its neighbours, and those with the races it held at our last look: a sweep may have read its new text since, and nothing in
 * the index tells of the old one any more.
 */
async function naming(
  repository: number,
  issue: number,
  neighbours: readonly number[],
  store: Pick<PipelineParts['store'], 'runs' | 'sightings'>,
): Promise<number[]> {
  const [seen] = await store.runs(repository, issue);
  const keys = seen?.snapshot.races.map((race) => race.keys) ?? [];
  const held = (await store.sightings(repository, issue, keys)).map((one) => one.issue);
  const near = new Set([...neighbours, ...held]);
  const isFew = near.size <= FEW;
  const found: number[] = [];
  for (const other of [...near].sort((a, b) => b - a)) {
    const [last] = await store.runs(repository, other);
    if (last && (names(last.plan).includes(issue) || counts(last, issue) || (isFew && sees(last, issue))))
      found.push(other);
  }
  return found;
}

/** Whether a comment that says in how many earlier issues its races are may mean this one, too. */
function counts({ plan, snapshot }: Run, issue: number): boolean {
  const holders = snapshot.sightings.filter(
    (one) => one.issue < plan.issue && one.matches.some(({ level }) => level === 'exact'),
  );
  const isTold = (plan.duplicateOf ?? plan.regressionOf ?? plan.declinedIn) !== null;
  return isTold && holders.length <= FEW && holders.some((one) => one.issue === issue);
}

/** Whether a comment might name this one now: what is only alike is named by the centre of its star. */
function sees({ plan, snapshot }: Run, issue: number): boolean {
  return issue < plan.issue && snapshot.sightings.some((one) => one.issue === issue);
}

/** The issues that a comment links. */
function names({ duplicateOf, regressionOf, declinedIn, likely, related }: TriagePlan): number[] {
  const targets = [duplicateOf, regressionOf, declinedIn].flatMap((number) => number ?? []);
  return [...targets, ...likely.map(({ number }) => number), ...related.map(({ number }) => number)];
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
