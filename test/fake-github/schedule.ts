import type { Random } from '../fuzz/random.ts';
import type { Fault, IncomingCall } from './calls.ts';

/** How a schedule goes about it. */
export interface FaultSchedule {
  readonly random: Random;
  /** One call in so many goes wrong. */
  readonly oneIn: number;
  /** How often a call may fail, in all; what only takes longer, or shows less, is not counted. */
  readonly failures: number;
  readonly kinds?: readonly FaultKind[];
}

/** Faults as they come, seeded: the same calls meet the same faults. */
export interface Faults {
  /** For `fake.intercept`. */
  next(call: IncomingCall): Fault | undefined;
  /** More may fail from now on. */
  allow(failures: number): void;
  /** How often each kind came. */
  readonly counts: ReadonlyMap<FaultKind, number>;
}

export type FaultKind = keyof typeof MAKE;

const SECONDARY = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' };

const limited = (random: Random, headers: Record<string, string>): Fault => ({
  status: random.pick([403, 429]),
  headers,
  body: SECONDARY,
});

const MAKE = {
  delay: (random) => ({ delayMs: 1 + random.below(10_000) }),
  'failed before': (random) => ({ status: random.pick([500, 502, 503]) }),
  'failed after': (random) => ({ status: random.pick([500, 502, 504]), afterCommit: true }),
  'failed for a time': (random) => ({
    status: 503,
    headers: { 'retry-after': String(1 + random.below(120)) },
    afterCommit: random.oneIn(2),
  }),
  'reset before': () => ({ reset: true }),
  'reset after': () => ({ reset: true, afterCommit: true }),
  'limited for a time': (random) => limited(random, { 'retry-after': String(1 + random.below(120)) }),
  limited: (random) => limited(random, {}),
  stale: (random) => ({ staleBy: 1 + random.below(30_000) }),
  'short pages': (random) => ({ pageSize: 1 + random.below(3) }),
} satisfies Record<string, (random: Random) => Fault>;

export const FAULT_KINDS = Object.keys(MAKE) as FaultKind[];

/** The caller gets what was asked for, later or in part. */
const HARMLESS: ReadonlySet<FaultKind> = new Set<FaultKind>(['delay', 'stale', 'short pages']);

export function scheduleFaults({ random, oneIn, failures, kinds = FAULT_KINDS }: FaultSchedule): Faults {
  const counts = new Map<FaultKind, number>();
  let left = failures;
  return {
    counts,
    allow: (more) => void (left = more),
    next(call) {
      // GitHub's lists are late, and short; a single thing is as it is.
      const fitting = kinds.filter(
        (kind) => call.method === 'GET' || (kind !== 'stale' && kind !== 'short pages'),
      );
      if (fitting.length === 0 || !random.oneIn(oneIn)) return undefined;
      const kind = random.pick(fitting);
      if (!HARMLESS.has(kind) && left === 0) return undefined;
      if (!HARMLESS.has(kind)) left -= 1;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return MAKE[kind](random);
    },
  };
}
