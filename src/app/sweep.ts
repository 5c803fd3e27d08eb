import type { Logger } from 'pino';
import type { Delivery, Store } from '../store/store.ts';
import type { Survey } from '../store/survey.ts';

/** Between two sweeps of one repository, in milliseconds. */
export const SWEEP_PACE = 60 * 60 * 1000;

/** Between two looks at which repositories are due, in milliseconds. */
const LOOK_PACE = 60 * 1000;

/** How many are put to work at one look: a thousand repositories must not fill the queue at every start. */
export const SWEPT_AT_ONCE = 100;

export interface SweepParts {
  readonly store: Pick<Store, 'surveysDue' | 'put'>;
  readonly wake: () => void;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Reads what changed in every repository, at the start and every hour: what GitHub never sent, or sent while nobody
 * listened, is found so.
 */
export function startSweeping(parts: SweepParts): { stop(): void } {
  const startedAt = parts.now();
  const look = () => void sweep(startedAt, parts);
  look();
  const timer = setInterval(look, LOOK_PACE);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Puts to work what is due: not swept since the start, or for an hour. Gives how many there were. */
export async function sweep(startedAt: number, { store, wake, now, log }: SweepParts): Promise<number> {
  try {
    const due = await store.surveysDue(Math.max(startedAt, now() - SWEEP_PACE), SWEPT_AT_ONCE);
    for (const survey of due) await store.put(sweepOf(survey), now());
    if (due.length > 0) wake();
    return due.length;
  } catch (error) {
    log.warn({ err: error }, 'nothing was swept; trying again in a minute');
    return 0;
  }
}

/** Named after the sweep before: one that is waiting already is not put twice. */
function sweepOf({ repository, installation, sweptAt }: Survey): Delivery {
  const hint = { kind: 'survey', why: 'swept' } as const;
  return {
    id: `sweep ${repository.id} after ${sweptAt}`,
    work: { repository, installation, issue: null, hint },
  };
}
