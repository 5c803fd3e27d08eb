import type { Job } from '../store/store.ts';
import { callsGitHub } from '../triage/job.ts';
import { type AttemptParts, handBack, LEASE, type Progress, work } from './attempt.ts';

/** What is due but was not to be had waits for another job: its end wakes us, this is the net below. */
const BLOCKED_WAIT = 1_000;

/** An inbox that cannot be read is asked again after this time, in milliseconds. */
const BLIND_WAIT = 2_000;

/** The longest sleep; a clock that jumps must not stop us for days. */
const LONGEST_SLEEP = 30_000;

export interface WorkerParts extends AttemptParts {
  /** How many jobs are done at one time: of different repositories, and where they call GitHub of different installations. */
  readonly lanes: number;
  /** How often, in milliseconds, to look for work that nobody told of: another process put it in, or died over it. */
  readonly poll?: number | null;
  /** Lets everything else have a turn before the next job is taken. */
  readonly breathe?: () => Promise<unknown>;
}

export interface Worker {
  /** There is new work. */
  wake(): void;
  /** Resolves when nothing is running and nothing is due. */
  idle(): Promise<void>;
  /** Takes no more jobs; resolves when those that run are finished, or handed back because it is `late`. */
  stop(late?: Promise<unknown>): Promise<void>;
}

/** Takes jobs as they become due, one a repository at a time, until stopped. */
export function startWorker(parts: WorkerParts): Worker {
  const running = new Map<Promise<void>, { readonly job: Job; readonly progress: Progress }>();
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
      schedule(BLIND_WAIT);
    }
  }

  async function fill(): Promise<void> {
    clearTimeout(timer);
    while (!stopped && running.size < parts.lanes) {
      // Jobs that ask nothing of the world would follow each other without a break; deliveries come first.
      await parts.breathe?.();
      if (stopped) break;
      const job = await parts.store.claim(parts.now(), LEASE, busy());
      if (!job) break;
      const progress: Progress = { state: 'running' };
      const done: Promise<void> = work(job, parts, progress).finally(() => {
        running.delete(done);
        stir();
      });
      running.set(done, { job, progress });
    }
    if (stopped || running.size >= parts.lanes) return;
    const due = await parts.store.nextDue(parts.now());
    const wait = due === null ? Infinity : due > parts.now() ? due - parts.now() : BLOCKED_WAIT;
    schedule(Math.min(wait, parts.poll ?? Infinity));
  }

  /** GitHub takes one request of an installation at a time: a second job of it would only stand in a lane. */
  function busy(): number[] {
    const jobs = [...running.values()].map(({ job }) => job);
    const calling = jobs.filter(({ work: { hint } }) => callsGitHub(hint));
    return calling.map(({ work: { installation } }) => installation);
  }

  async function handAllBack(): Promise<void> {
    await Promise.all([...running.values()].map(({ job, progress }) => handBack(job, parts, progress)));
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
    async stop(late = new Promise(() => {})) {
      stopped = true;
      clearTimeout(timer);
      // A job that is being taken right now is run, and waited for, like the others.
      const finished = Promise.resolve(stirring).then(() => Promise.allSettled(running.keys()));
      await Promise.race([finished, late]);
      await handAllBack();
      await stirring;
      await handAllBack();
    },
  };
}
