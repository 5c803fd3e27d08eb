import type { Logger } from 'pino';
import { GitHubError, NotNow } from '../github/github.ts';
import { type Job, type Store, StoreError } from '../store/store.ts';
import { callsGitHub } from '../triage/job.ts';
import type { Outcome } from './triage.ts';

/** How long a job is held before another worker may take it, in milliseconds; held again while it runs. */
export const LEASE = 60_000;

/** A job is given up after this many tries … */
const TRIES = 12;

/** … which lie this far apart, doubling from the first to the last, in milliseconds. */
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15 * 60_000;

/** What is due but was not to be had waits for another job: its end wakes us, this is the net below. */
const BLOCKED_WAIT = 1_000;

/** The longest sleep; a clock that jumps must not stop us for days. */
const LONGEST_SLEEP = 30_000;

export interface WorkerParts {
  readonly store: Store;
  readonly run: (job: Job) => Promise<Outcome>;
  readonly now: () => number;
  /** 0 ≤ x < 1, to spread tries. */
  readonly random: () => number;
  readonly log: Logger;
  /** How many jobs are done at one time: of different repositories, and where they call GitHub of different installations. */
  readonly lanes: number;
  /** How often, in milliseconds, to look for work that nobody told of: another process put it in, or died over it. */
  readonly poll?: number | null;
  /** Told of every job that ended, for the metrics. */
  readonly count?: (hint: string, result: string, milliseconds: number) => void;
}

export interface Worker {
  /** There is new work. */
  wake(): void;
  /** Resolves when nothing is running and nothing is due. */
  idle(): Promise<void>;
  /** Takes no more jobs; resolves when those that run are finished or handed back. */
  stop(): Promise<void>;
}

/** Takes jobs as they become due, one a repository at a time, until stopped. */
export function startWorker(parts: WorkerParts): Worker {
  const running = new Map<Promise<void>, Job>();
  let stopped = false;
  let stirring: Promise<void> | null = null;
  let again = false;
  let isBlind = false;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  /** Fills the lanes; wakes that come meanwhile are not lost. */
  function stir(): void {
    again = true;
    stirring ??= fillAgain().finally(() => {
      stirring = null;
      if (again && !stopped) stir();
      else if (running.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
  }

  async function fillAgain(): Promise<void> {
    try {
      do {
        again = false;
        await fill();
      } while (again && !stopped);
      if (isBlind) parts.log.info('the inbox can be read again');
      isBlind = false;
    } catch (error) {
      // Said once; a database may be away for hours.
      parts.log[isBlind ? 'debug' : 'error']({ err: error }, 'the inbox cannot be read; trying again');
      isBlind = true;
      schedule(FIRST_WAIT);
    }
  }

  async function fill(): Promise<void> {
    clearTimeout(timer);
    while (!stopped && running.size < parts.lanes) {
      const job = await parts.store.claim(parts.now(), LEASE, busy());
      if (!job) break;
      const done: Promise<void> = work(job, parts).finally(() => {
        running.delete(done);
        stir();
      });
      running.set(done, job);
    }
    if (stopped || running.size >= parts.lanes) return;
    const due = await parts.store.nextDue(parts.now());
    const wait = due === null ? Infinity : due > parts.now() ? due - parts.now() : BLOCKED_WAIT;
    schedule(Math.min(wait, parts.poll ?? Infinity));
  }

  /** GitHub takes one request of an installation at a time: a second job of it would only stand in a lane. */
  function busy(): number[] {
    const calling = [...running.values()].filter(({ work: { hint } }) => callsGitHub(hint));
    return calling.map(({ work: { installation } }) => installation);
  }

  function schedule(wait: number): void {
    clearTimeout(timer);
    if (!stopped && wait < Infinity) timer = setTimeout(stir, Math.min(wait, LONGEST_SLEEP));
  }

  stir();
  return {
    wake: stir,
    idle: () =>
      new Promise((resolve) => {
        waiting = [...waiting, resolve];
        stir();
      }),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      // A job that is being taken right now is run, and waited for, like the others.
      await stirring;
      await Promise.allSettled(running.keys());
    },
  };
}

/** One job from claim to end. Failures of the world are caught here and nowhere else. */
export async function work(job: Job, parts: WorkerParts): Promise<void> {
  const log = parts.log.child(traceOf(job));
  const started = parts.now();
  const heart = setInterval(() => void beat(job, parts, log), LEASE / 3).unref();
  try {
    // It never came back from its last try: whatever it does to a process, it does not do it for ever.
    if (job.attempt > TRIES) throw new Error(`given up after ${TRIES} tries that did not end`);
    const outcome = await parts.run(job);
    await parts.store.finish(job, parts.now());
    const milliseconds = parts.now() - started;
    parts.count?.(job.work.hint.kind, outcome.result, milliseconds);
    log.info({ result: outcome.result, milliseconds }, outcome.because);
  } catch (error) {
    await fail(job, error, parts, log).catch((problem: unknown) =>
      // The lease runs out, and the job is taken up again.
      log.error({ err: problem }, 'the failure of a job could not be noted'),
    );
  } finally {
    clearInterval(heart);
  }
}

async function beat(job: Job, { store, now }: WorkerParts, log: Logger): Promise<void> {
  try {
    if (!(await store.beat(job, now() + LEASE))) log.warn('the lease was lost to another worker');
  } catch (error) {
    log.warn({ err: error }, 'the lease could not be held');
  }
}

async function fail(job: Job, error: unknown, parts: WorkerParts, log: Logger): Promise<void> {
  const { store, now, random, count } = parts;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotNow) {
    await store.postpone(job, now() + error.retryAfter, message);
    count?.(job.work.hint.kind, 'postponed', 0);
    log.info({ wait: error.retryAfter }, message);
    return;
  }
  const final = !isTemporary(error);
  if (final || job.attempt >= TRIES) {
    await store.bury(job, now(), message);
    count?.(job.work.hint.kind, 'dead', 0);
    // Final answers of GitHub – locked, gone – are life; everything else needs a person.
    const level = error instanceof GitHubError && final ? 'warn' : 'error';
    log[level]({ err: error }, 'given up');
    return;
  }
  const wait = waitFor(error, job.attempt, random());
  await store.retry(job, now() + wait, message);
  count?.(job.work.hint.kind, 'retry', 0);
  log.warn({ wait, reason: message }, 'will be tried again');
}

/** The world may recover; our own bugs do not. */
function isTemporary(error: unknown): boolean {
  return error instanceof StoreError || (error instanceof GitHubError && error.retryable);
}

/** What GitHub asked for, to the second, and a little more; else twice as long each time, spread by half. */
function waitFor(error: unknown, attempt: number, random: number): number {
  if (error instanceof GitHubError && error.retryAfter !== null)
    return error.retryAfter + Math.ceil(random * 1_000);
  const base = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
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
