import type { Logger } from 'pino';
import { apply, type Applied } from '../github/apply.ts';
import { type Cause, gather } from '../github/gather.ts';
import type { GitHub, GitHubAccess } from '../github/github.ts';
import type { Delivery, Job, Store } from '../store/store.ts';
import { rememberClosing } from '../triage/closing.ts';
import { diff } from '../triage/diff.ts';
import type { Hint } from '../triage/job.ts';
import { planTriage } from '../triage/plan.ts';
import { actAfter } from '../triage/undo.ts';
import { raceDigest } from '../triage/races.ts';
import type { Effect, IssueMemory, Mode, Snapshot, TriagePlan } from '../triage/types.ts';
import { MANAGED, postOnce } from './post-once.ts';

export interface PipelineParts {
  readonly store: Store;
  readonly github: GitHubAccess;
  readonly ceiling: Mode;
  /** How long a new comment may be missing from GitHub's lists, in milliseconds. */
  readonly listLag: number;
  readonly now: () => number;
  readonly log: Logger;
  /** Told how many issues and pull requests were read for the index, for the metrics. */
  readonly surveyed?: (issues: number) => void;
}

/** What a job came to, in a word and a sentence, for the log and the metrics. */
export interface Outcome {
  readonly result: string;
  readonly because: string;
}

/** Looks at an issue: gather → plan → diff → apply → record. */
export async function triage(job: Job, issue: number, cause: Cause, parts: PipelineParts): Promise<Outcome> {
  const { store, github, ceiling, now } = parts;
  if (ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const gathered = await gather(job, issue, cause, {
    github: () => connect(job, parts),
    self: () => github.self(),
    store,
    ceiling,
    now,
  });
  if (gathered.kind === 'nothing') return { result: 'no-race', because: gathered.because };
  if (gathered.kind === 'gone') return await forget(job, issue, parts);
  const { snapshot } = gathered;
  const plan = planTriage(snapshot);
  const effects = diff(plan, snapshot);
  const applied =
    effects.length > 0
      ? await perform(await connect(job, parts), issue, effects, snapshot.memory, parts)
      : { memory: snapshot.memory, done: [], undo: [], notes: [], failure: null };
  await keepAct(job, issue, applied, parts);
  await record(job, snapshot, plan, applied, parts);
  await keepFacts(job, snapshot, plan, applied, parts);
  if (applied.failure) throw applied.failure;
  // What could not be proposed is for the comment to say.
  if (applied.unsuggestable) await store.put(relook(job, issue), now());
  await lookAfterGrace(job, snapshot, plan, applied, parts);
  await lookAgainAtNewer(job, snapshot, plan, parts);
  await lookAgainAtRepeating(job, snapshot, plan, parts);
  return { result: plan.verdict, because: plan.because.join('; ') };
}

export async function connect({ work }: Job, parts: PipelineParts): Promise<GitHub> {
  const { github, store, listLag, now } = parts;
  const calls = await github.repository(work.repository, work.installation);
  return postOnce(calls, work.repository, { store, listLag, now, self: () => github.self() });
}

/** Carries effects out; what GitHub would not do goes to the log. */
export async function perform(
  github: GitHub,
  issue: number,
  effects: readonly Effect[],
  memory: IssueMemory,
  { log }: PipelineParts,
): Promise<Applied> {
  const applied = await apply(github, issue, effects, memory);
  for (const note of applied.notes) log.warn({ issue }, note);
  return applied;
}

/**
 * After the fact, never before: a crash between a call and this note costs at worst a label that we later do
 * not take off; the other order would lose labels for good. A run that is to be tried again is noted without
 * its races, so that the next look does not take it for done; one that GitHub refused for good – the issue is
 * locked – is not, or every edit would be refused again.
 */
async function record(
  job: Job,
  snapshot: Snapshot,
  plan: TriagePlan,
  applied: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  const known = await store.issue(job.work.repository.id, snapshot.issue.number);
  if (!known && plan.verdict === 'no-race') return;
  const memory: IssueMemory = {
    ...(applied.failure ? applied.memory : rememberClosing(applied.memory, plan)),
    duplicateOf: plan.duplicateOf,
    races: applied.failure?.retryable ? '' : raceDigest(snapshot),
  };
  const { repository, installation } = job.work;
  const run = { repository, installation, delivery: job.id, snapshot, plan, effects: applied.done, memory };
  const notes = [...applied.notes, ...(applied.failure ? [applied.failure.message] : [])];
  await store.record({ ...run, ...(notes.length > 0 ? { notes } : {}) }, now());
  // Known from now on by what was recorded: there is nothing left to look for.
  if (applied.done.some((effect) => effect.do === 'create-comment'))
    await store.dropIntent(repository.id, snapshot.issue.number, MANAGED);
}

/** What we did can be taken back: noted before the run, so that a crash in between loses no more than a label’s origin. */
async function keepAct(
  job: Job,
  issue: number,
  { undo }: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  if (undo.length === 0) return;
  const { id } = job.work.repository;
  const act = actAfter(await store.act(id, issue), { delivery: job.id, at: now(), undo });
  if (act) await store.keepAct(id, issue, act);
}

/**
 * What we changed of the repository itself. Our own events are not heard: a label we created must be added to what is
 * cached, or it is created again; and what was said of the configuration is not said a second time.
 */
async function keepFacts(
  { work }: Job,
  { facts, issue }: Snapshot,
  plan: TriagePlan,
  { done, failure, unsuggestable = false }: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  const created = done.flatMap((effect) => (effect.do === 'create-label' ? [effect.name] : []));
  const noted = plan.note === true && failure === null && facts.notedOn === undefined;
  if (created.length === 0 && !noted && !unsuggestable) return;
  const labels = [...facts.labels, ...created];
  await store.saveFacts(
    {
      ...facts,
      labels,
      ...(noted ? { notedOn: issue.number } : {}),
      ...(unsuggestable ? { suggestions: false } : {}),
    },
    work.installation,
    now(),
  );
}

/** The comment names a day: on it the issue is looked at again, though nothing happens. */
async function lookAfterGrace(
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
 * Deliveries come in any order: a newer issue may have been looked at before this older one was known, and
 * was then called new. Whoever of them does not point at this issue is looked at again – once: the older issue
 * sees them all, so a second look has nobody to pass it on to.
 */
async function lookAgainAtNewer(
  job: Job,
  snapshot: Snapshot,
  plan: TriagePlan,
  parts: PipelineParts,
): Promise<void> {
  if (plan.duplicateOf !== null || snapshot.issue.state === 'closed') return;
  const { work } = job;
  if ([work.hint, ...job.absorbed].every((hint) => hint.kind === 'look' && hint.why === 'relook')) return;
  const newer = snapshot.sightings.filter(
    (sighting) =>
      sighting.issue > snapshot.issue.number &&
      sighting.duplicateOf !== snapshot.issue.number &&
      sighting.state === 'open' &&
      sighting.matches.some((match) => match.level === 'exact'),
  );
  for (const { issue } of newer) await parts.store.put(relook(job, issue), parts.now());
}

/** Links form stars: those that repeat an issue which itself repeats another now, or no longer does, are sent on. */
async function lookAgainAtRepeating(
  job: Job,
  { issue, memory }: Snapshot,
  plan: TriagePlan,
  { store, now }: PipelineParts,
): Promise<void> {
  if (plan.duplicateOf === null || plan.duplicateOf === memory.duplicateOf) return;
  const { id } = job.work.repository;
  const near = await store.cards(id, await store.neighbours(id, issue.number));
  for (const one of near)
    if (one.duplicateOf === issue.number) await store.put(relook(job, one.issue), now());
}

/** The issue is not there any more: nothing of it is kept, and comments that name it are brought up to date. */
export async function forget(job: Job, issue: number, { store, now }: PipelineParts): Promise<Outcome> {
  const { id } = job.work.repository;
  const near = await store.neighbours(id, issue);
  const naming: number[] = [];
  for (const other of near) {
    const [last] = await store.runs(id, other);
    if (last && names(last.plan).includes(issue)) naming.push(other);
  }
  await store.forgetIssue(id, issue);
  // The oldest first: it may be the one that the others then point at.
  for (const other of naming.reverse()) await store.put(relook(job, other), now());
  return { result: 'forgotten', because: 'the issue left the repository' };
}

/** The issues that a comment links. */
function names({ duplicateOf, regressionOf, declinedIn, likely, related }: TriagePlan): number[] {
  const targets = [duplicateOf, regressionOf, declinedIn].flatMap((number) => number ?? []);
  return [...targets, ...likely.map(({ number }) => number), ...related.map(({ number }) => number)];
}

/** A look at an issue that no event asks for: something else changed what should be said of it. */
export function relook({ id, work }: Job, issue: number): Delivery {
  const hint: Hint = { kind: 'look', why: 'relook', title: '', body: '' };
  return { id: `relook ${work.repository.id}#${issue} for ${id}`, work: { ...work, issue, hint } };
}
