import type { Logger } from 'pino';
import type { Store } from '../store/store.ts';

const DAY = 24 * 60 * 60 * 1000;

/** How long a delivery is known to have come; GitHub offers redeliveries for less. */
export const DELIVERIES_KEPT = 30 * DAY;

/**
 * How old the facts of a repository may get. Pushes make them stale at once; but where the app may not read
 * contents it hears of no push.
 */
export const FACTS_KEPT = DAY;

/** How long stale facts are kept: of a repository that was quiet for longer everything is read again. */
export const STALE_FACTS_KEPT = 30 * DAY;

/** Between two rounds, in milliseconds. */
const PACE = 60 * 60 * 1000;

export interface HousekeepingParts {
  readonly store: Pick<Store, 'prune' | 'dropFactsBefore'>;
  readonly now: () => number;
  readonly log: Logger;
}

/** Throws away what is not needed any more: at the start, and every hour. */
export function startHousekeeping(parts: HousekeepingParts): { stop(): void } {
  void cleanUp(parts);
  const timer = setInterval(() => void cleanUp(parts), PACE);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** One round. A store that fails now is cleaned up later. */
export async function cleanUp({ store, now, log }: HousekeepingParts): Promise<void> {
  try {
    const deliveries = await store.prune(now() - DELIVERIES_KEPT);
    const facts = await store.dropFactsBefore(now() - FACTS_KEPT, now() - STALE_FACTS_KEPT);
    if (deliveries + facts > 0) log.info({ deliveries, facts }, 'cleaned up');
  } catch (error) {
    log.warn({ err: error }, 'nothing was cleaned up; trying again in an hour');
  }
}
