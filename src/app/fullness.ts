import type { Store } from '../store/store.ts';

/** How old a count may get, in milliseconds: counting ten thousand jobs for every delivery would cost more than it. */
const FRESH = 1_000;

/** Whether the inbox would hold more than `cap` waiting jobs with so many more; asked before each delivery is stored. */
export function createFullness(
  store: Pick<Store, 'gauges'>,
  cap: number,
  now: () => number,
): (coming: number) => Promise<boolean> {
  let counted = { at: -Infinity, waiting: 0 };
  return async (coming) => {
    if (now() - counted.at >= FRESH || counted.waiting + coming > cap)
      counted = { at: now(), waiting: (await store.gauges(now())).waiting };
    if (counted.waiting + coming > cap) return true;
    counted.waiting += coming;
    return false;
  };
}
