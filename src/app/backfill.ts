import type { Delivery, Job, Store } from '../store/store.ts';
import type { Place } from '../store/survey.ts';
import type { Hint } from '../triage/job.ts';
import type { Outcome, PipelineParts } from './triage.ts';

/** Comments an hour in one repository: whoever watches it must be able to bear it. */
export const BACKFILL_PER_HOUR = 10;

const HOUR = 60 * 60 * 1000;

/** How long a backfill waits for the index, in milliseconds, before it asks again. */
const SURVEY_WAIT = 60_000;

type Backfill = Extract<Hint, { kind: 'backfill' }>;

/** Asks for all open race issues that were there before the app: one after the other, the oldest first. */
export async function startBackfill(
  place: Place,
  { run, perHour }: { readonly run: string; readonly perHour: number },
  { store, now }: { readonly store: Pick<Store, 'put'>; readonly now: number },
): Promise<void> {
  await store.put(step(place, { kind: 'backfill', run, after: 0, pace: Math.ceil(HOUR / perHour) }), now);
}

/**
 * One step: the next old issue goes into the inbox like any other work, and the step after it waits for its time. Each
 * step is stored before the one before it is done, so that a restart goes on where it was.
 */
export async function backfillNext(
  { seq, work }: Job,
  hint: Backfill,
  { store, now }: PipelineParts,
): Promise<Outcome> {
  const { id } = work.repository;
  const survey = await store.survey(id);
  if (!survey?.complete) {
    if (!survey) await store.put(surveyFor(work, hint), now());
    // Named after this try: the same step again is the point.
    const again = {
      ...step(work, hint),
      id: `backfill of ${id} waits ${seq}`,
      notBefore: now() + SURVEY_WAIT,
    };
    await store.put(again, now());
    return { result: 'postponed', because: 'the issues are not all read yet' };
  }
  const [issue] = await store.untriaged(id, hint.after, 1);
  if (issue === undefined) return { result: 'done', because: 'no old issue is left' };
  const look: Hint = { kind: 'look', why: 'backfill', title: '', body: '' };
  await store.put({ id: `backfill ${hint.run} ${id}#${issue}`, work: { ...work, issue, hint: look } }, now());
  const next = step(work, { ...hint, after: issue });
  await store.put({ ...next, notBefore: now() + hint.pace }, now());
  return { result: 'asked', because: `issue ${issue} is looked at` };
}

function step({ repository, installation }: Place, hint: Backfill): Delivery {
  return {
    id: `backfill ${hint.run} of ${repository.id} after ${hint.after}`,
    work: { repository, installation, issue: null, hint },
  };
}

function surveyFor({ repository, installation }: Place, { run }: Backfill): Delivery {
  const hint: Hint = { kind: 'survey', why: 'installed' };
  return {
    id: `survey ${repository.id} for backfill ${run}`,
    work: { repository, installation, issue: null, hint },
  };
}
