import type { Fault, IncomingCall } from '../fake-github/index.ts';
import { FAULT_KINDS, type Faults, scheduleFaults } from '../fake-github/schedule.ts';
import type { Random } from '../fuzz/random.ts';

/** Without a word on how long, the app waits for a minute and more: that is `test/chaos`'s, where time costs nothing. */
const KINDS = FAULT_KINDS.filter((kind) => kind !== 'limited');

/** Here time is real: what takes ten seconds there takes a tenth of one, two minutes are two seconds. */
const SHORTER = { delay: 100, wait: 60, stale: 30 };

/** Seconds for which the lists may be late; longer than they are. */
export const LIST_LAG = 2;

/** One call in ten goes wrong. */
export function quickFaults(random: Random): Faults {
  const faults = scheduleFaults({ random, oneIn: 10, failures: Infinity, kinds: KINDS });
  return { ...faults, next: (call: IncomingCall) => shorten(faults.next(call)) };
}

function shorten(fault: Fault | undefined): Fault | undefined {
  if (!fault) return undefined;
  if ('delayMs' in fault) return { delayMs: Math.ceil(fault.delayMs / SHORTER.delay) };
  if ('staleBy' in fault) return { staleBy: Math.ceil(fault.staleBy / SHORTER.stale) };
  const wait = 'status' in fault ? fault.headers?.['retry-after'] : undefined;
  if (!('status' in fault) || wait === undefined) return fault;
  const seconds = Math.ceil(Number(wait) / SHORTER.wait);
  return { ...fault, headers: { ...fault.headers, 'retry-after': String(seconds) } };
}
