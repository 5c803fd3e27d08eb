import type { Logger } from 'pino';
import { apply, type Applied } from '../github/apply.ts';
import { type Cause, gather, type GatherParts } from '../github/gather.ts';
import { labelActs, readActs } from '../github/acts.ts';
import { isFresh } from '../github/recall.ts';
import type { GitHub, GitHubAccess } from '../github/github.ts';
import type { Job, Store } from '../store/store.ts';
import { rememberClosing } from '../triage/closing.ts';
import { diff } from '../triage/diff.ts';
import { yieldToOthers } from '../triage/others.ts';
import { planTriage } from '../triage/plan.ts';
import { actAfter } from '../triage/undo.ts';
import { raceDigest } from '../triage/races.ts';
import type { Effect, IssueMemory, Mode, Snapshot, TriagePlan } from '../triage/types.ts';
import { lookAfterGrace, lookAgainAtNewer, lookAgainAtRepeating } from './look-again.ts';
import { noteRemovals } from './note-removals.ts';
import { MANAGED, postOnce } from './post-once.ts';
import { isNew, relook } from './relook.ts';
import { forget } from './send-on.ts';
import { type Tally, tell } from './tally.ts';
import { VERSION } from './version.ts';

export interface PipelineParts {
  readonly store: Store;
  readonly github: GitHubAccess;
  readonly ceiling: Mode;
  /** How long a new comment may be missing from GitHub's lists, in milliseconds. */
  readonly listLag: number;
  readonly now: () => number;
  readonly log: Logger;
  /** Told in the footer of the comment; this app's own unless said otherwise. */
  readonly version?: string;
  /** Told what is done, for the metrics. */
  readonly tally?: Tally | undefined;
}

/** What a job came to, in a word and a sentence, for the log and the metrics. */
export interface Outcome {
  readonly result: string;
  readonly because: string;
}

/** Looks at an issue: gather → plan → diff → apply → record. */
export async function triage(job: Job, issue: number, cause: Cause, parts: PipelineParts): Promise<Outcome> {
  const { store, ceiling, now } = parts;
  if (ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const gathered = await gather(job, issue, cause, gatherParts(job, parts));
  if (gathered.kind === 'nothing') return { result: 'no-race', because: gathered.because };
  if (gathered.kind === 'gone') return await forget(job, issue, parts);
  const { snapshot } = gathered;
  const plan = planTriage(snapshot);
  const effects = diff(plan, snapshot);
  const applied =
    effects.length > 0
      ? await carryOut(
          job,
          snapshot.issue,
          effects,
          { memory: snapshot.memory, force: isForced(cause), mode: plan.mode },
          parts,
        )
      : { memory: snapshot.memory, done: [], undo: [], notes: [], failure: null };
  tell(parts.tally, { snapshot, plan, effects }, applied);
  await keepAct(job, issue, applied, parts);
  await lookAgainAtRepeating(job, snapshot, plan, parts);
  await record(job, snapshot, plan, applied, parts);
  await keepFacts(job, snapshot, applied, parts);
  await keepNote(job, snapshot, plan, applied, parts);
  if (applied.failure) throw applied.failure;
  // What could not be proposed is for the comment to say.
  if (applied.unsuggestable) await store.put(relook(job, issue), now());
  await lookAfterGrace(job, snapshot, plan, applied, parts);
  await lookAgainAtNewer(job, snapshot, plan, parts);
  return { result: plan.verdict, because: plan.because.join('; ') };
}

/**
 * Before labels of an issue are touched that was there before this look, its history is asked what others did to them:
 * their events may still be under way. A new issue has no history, unless we come late to it.
 */
async function carryOut(
  job: Job,
  at: Snapshot['issue'],
  effects: readonly Effect[],
  { memory, force, mode }: { readonly memory: IssueMemory; readonly force: boolean; readonly mode: Mode },
  parts: PipelineParts,
): Promise<Applied> {
  const { number: issue } = at;
  const github = await connect(job, parts);
  const touches = effects.some((effect) => effect.do === 'add-labels' || effect.do === 'remove-label');
  if (!touches || (isNew(job) && isFresh(at, parts.now())))
    return await perform(github, issue, effects, memory, { ...parts, mode });
  const acts = labelActs(await readActs(github, issue), await parts.github.self());
  const heeded = yieldToOthers({ effects, memory, force }, acts);
  if (heeded.effects.length < effects.length)
    parts.tally?.suppressed('person', effects.length - heeded.effects.length);
  return await perform(github, issue, heeded.effects, heeded.memory, { ...parts, mode });
}

/** What gathering asks of the pipeline. */
export function gatherParts(job: Job, parts: PipelineParts): GatherParts {
  const { github, store, ceiling, now, version = VERSION, tally } = parts;
  return {
    github: () => connect(job, parts),
    self: () => github.self(),
    store,
    ceiling,
    now,
    version,
    read: (milliseconds) => tally?.read(milliseconds),
  };
}

function isForced(cause: Cause): boolean {
  return cause.kind === 'asked' && cause.force;
}

export async function connect({ work }: Job, parts: PipelineParts): Promise<GitHub> {
  const { github, store, listLag, now } = parts;
  const calls = await github.repository(work.repository, work.installation);
  const noted = noteRemovals(calls, work.repository.id, { store, now });
  return postOnce(noted, work.repository, { store, listLag, now, self: () => github.self() });
}

/** Carries effects out, as the mode lets us or because a person asked; what GitHub would not do goes to the log. */
export async function perform(
  github: GitHub,
  issue: number,
  effects: readonly Effect[],
  memory: IssueMemory,
  { log, tally, mode }: Pick<PipelineParts, 'log' | 'tally'> & { readonly mode: Mode | 'asked' },
): Promise<Applied> {
  const applied = await apply(github, issue, effects, memory);
  for (const { do: kind } of applied.done) tally?.acted(kind, mode);
  for (const note of applied.notes) log.warn({ issue }, note);
  return applied;
}

/**
 * After the fact, never before: after a crash between a call and this note the next try asks GitHub what is
 * ours; the other order would lose labels for good. A run that is to be tried again is noted as
 * unfinished, so that the next look does not take it for done; one that GitHub refused for good – the issue is
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
  const { unfinished: _, ...before } = applied.failure
    ? applied.memory
    : rememberClosing(applied.memory, plan);
  const memory: IssueMemory = {
    ...before,
    duplicateOf: plan.duplicateOf,
    ...(applied.failure?.retryable ? { unfinished: true } : { races: raceDigest(snapshot) }),
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
 * cached, or it is created again.
 */
async function keepFacts(
  { work }: Job,
  { facts }: Snapshot,
  { done, unsuggestable = false }: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  const created = done.flatMap((effect) => (effect.do === 'create-label' ? [effect.name] : []));
  if (created.length === 0 && !unsuggestable) return;
  const labels = [...facts.labels, ...created];
  await store.saveFacts(
    { ...facts, labels, ...(unsuggestable ? { suggestions: false } : {}) },
    work.installation,
    now(),
  );
}

/**
 * What was said of the configuration is not said a second time, however often it is read. Once it is mended, the issue that
 * says so is looked at, whoever finds out.
 */
async function keepNote(
  job: Job,
  { config, issue, notedOn, ceiling }: Snapshot,
  plan: TriagePlan,
  { failure }: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  const { id } = job.work.repository;
  if (failure !== null || ceiling === 'observe') return;
  if (!config.ok && notedOn === undefined && plan.note === true) await store.keepNoted(id, issue.number);
  if (!config.ok || notedOn === undefined) return;
  if (notedOn === issue.number) await store.dropNoted(id);
  else await store.put(relook(job, notedOn), now());
}
