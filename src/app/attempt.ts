import type { Logger } from 'pino';
import { GitHubError, NotNow, Shut } from '../github/github.ts';
import { type Job, type Store, StoreError } from '../store/store.ts';
import type { Outcome } from './triage.ts';

/** How long a job is held before another worker may take it, in milliseconds; held again while it runs. */
export const LEASE = 60_000;

/** A job is given up after this many tries that failed, or that ended one after the other with their servers … */
const TRIES = 12;

/** … and not before it is a day old, in milliseconds: GitHub may be down for hours, and comes back. */
const PATIENCE = 24 * 3_600_000;

/** Tries lie this far apart, doubling from the first to the last, in milliseconds. */
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15 * 60_000;

export interface AttemptParts {
  readonly store: Store;
  readonly run: (job: Job) => Promise<Outcome>;
  readonly now: () => number;
  /** 0 ≤ x < 1, to spread tries. */
  readonly random: () => number;
  readonly log: Logger;
  /** Told of every job that ended, for the metrics. */
  readonly count?: (hint: string, result: string, milliseconds: number) => void;
}

/** As long as an attempt runs it may be handed back; from then on nothing of what comes of it is noted. */
export interface Progress {
  state: 'running' | 'ending' | 'handed back';
}

/** One job from claim to end. Failures of the world are caught here and nowhere else. */
export async function work(
  job: Job,
  parts: AttemptParts,
  progress: Progress = { state: 'running' },
): Promise<void> {
  const log = parts.log.child(traceOf(job));
  const started = parts.now();
  const heart = setInterval(() => {
    if (progress.state !== 'handed back') void beat(job, parts, log);
  }, LEASE / 3).unref();
  try {
    // It never came back from its last tries: whatever it does to a process, it does not do it for ever.
    if (job.cut >= TRIES) throw new Error(`given up after ${job.cut} tries that did not end`);
    const outcome = await parts.run(job);
    if (!isOurs(progress)) return;
    await parts.store.finish(job, parts.now());
    const milliseconds = parts.now() - started;
    parts.count?.(job.work.hint.kind, outcome.result, milliseconds);
    log.info({ result: outcome.result, milliseconds }, outcome.because);
  } catch (error) {
    if (!isOurs(progress)) return;
    await fail(job, error, parts, log).catch((problem: unknown) =>
      // The lease runs out, and the job is taken up again.
      log.error({ err: problem }, 'the failure of a job could not be noted'),
    );
  } finally {
    clearInterval(heart);
  }
}

/** Whoever comes next may take the job at once: nothing failed. Whatever we say of it from then on counts no more. */
export async function handBack(
  job: Job,
  { store, now, log }: AttemptParts,
  progress: Progress,
): Promise<void> {
  if (progress.state !== 'running') return;
  progress.state = 'handed back';
  const told = log.child(traceOf(job));
  try {
    await store.postpone(job, now(), 'the server that did it was stopped');
    told.info('handed back: it takes longer than a stop may');
  } catch (error) {
    told.warn({ err: error }, 'could not be handed back; it is taken up when its lease runs out');
  }
}

function isOurs(progress: Progress): boolean {
  if (progress.state === 'handed back') return false;
  progress.state = 'ending';
  return true;
}

async function beat(job: Job, { store, now }: AttemptParts, log: Logger): Promise<void> {
  try {
    if (!(await store.beat(job, now() + LEASE))) log.warn('the lease was lost to another worker');
  } catch (error) {
    log.warn({ err: error }, 'the lease could not be held');
  }
}

async function fail(job: Job, error: unknown, parts: AttemptParts, log: Logger): Promise<void> {
  const { store, now, random, count } = parts;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotNow) {
    await store.postpone(job, now() + error.retryAfter, message);
    count?.(job.work.hint.kind, 'postponed', 0);
    log.info({ wait: error.retryAfter }, message);
    return;
  }
  if (error instanceof Shut) {
    await store.finish(job, now(), message);
    count?.(job.work.hint.kind, 'refused', 0);
    log.info({ result: 'refused' }, message);
    return;
  }
  const final = !isTemporary(error);
  if (final || isHopeless(job, now())) {
    await store.bury(job, now(), message);
    count?.(job.work.hint.kind, 'dead', 0);
    log.error({ err: error }, 'given up');
    return;
  }
  const wait = waitFor(error, job.failures, random());
  await store.retry(job, now() + wait, message);
  count?.(job.work.hint.kind, 'retry', 0);
  log.warn({ wait, reason: message }, 'will be tried again');
}

/** Also counts the try that just failed. */
function isHopeless({ failures, createdAt }: Job, now: number): boolean {
  return failures + 1 >= TRIES && now - createdAt >= PATIENCE;
}

/** The world may recover; our own bugs do not. */
function isTemporary(error: unknown): boolean {
  return error instanceof StoreError || (error instanceof GitHubError && error.retryable);
}

/** What GitHub asked for, to the second, and a little more; else twice as long each time, spread by half. */
function waitFor(error: unknown, failures: number, random: number): number {
  if (error instanceof GitHubError && error.retryAfter !== null)
    return error.retryAfter + Math.ceil(random * 1_000);
  const base = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
  return Math.ceil(base * (0.5 + random));
}

/** The same words in every line of a job: the delivery's id is the trace. */
function traceOf({ id, attempt, work }: Job): object {
  const { repository, issue, hint, installation } = work;
  return {
    delivery: id.split(' ')[0],
    installation,
    repository: repository.id,
    issue,
    hint: hint.kind,
    attempt,
  };
}
