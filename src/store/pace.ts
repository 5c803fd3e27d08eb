import type { Kysely, Transaction } from 'kysely';
import { plain } from './plain.ts';
import type { Tables } from './tables.ts';

/** Stands for all installations: a hold on it is the operator's pause. */
export const EVERYBODY = 0;

/** A hold that ends only when it is lifted. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

const MINUTE = 60_000;
const HOUR = 3_600_000;

export interface Hold {
  readonly installation: number;
  readonly until: number;
  readonly because: string;
}

/** How fast an installation may be written to. */
export interface WriteLimits {
  readonly perMinute: number;
  readonly perHour: number;
  /** Milliseconds between two writes. */
  readonly gap: number;
}

/** A moment for a write. */
export interface Slot {
  readonly at: number;
  /** Whether it was taken; a slot too far away is only told. */
  readonly taken: boolean;
}

/** The pace at which GitHub is called. It is kept, so that a restart and a second process keep it too. */
export interface Pace {
  /** Work of the installation that calls GitHub is not taken before `until`. The youngest word counts. */
  hold(installation: number, until: number, because: string): Promise<void>;
  /** Lifts a hold. */
  lift(installation: number): Promise<void>;
  /** What holds the installation now: its own hold or that of everybody, whichever is longer. */
  heldBy(installation: number, now: number): Promise<Hold | null>;
  holds(now: number): Promise<Hold[]>;
  /**
   * The first moment from `from` on at which the installation may be written to; taken at once where it lies no more
   * than `patience` milliseconds after `from`.
   */
  slot(installation: number, limits: WriteLimits, from: number, patience: number): Promise<Slot>;
  /** How many writes were made since, most first; without names. */
  writesSince(since: number): Promise<number[]>;
}

export function createPace(db: Kysely<Tables>): Pace {
  return {
    async hold(installation, until, because) {
      const row = { until, because: plain(because) };
      await db
        .insertInto('hold')
        .values({ installation, ...row })
        .onConflict((c) => c.column('installation').doUpdateSet(row))
        .execute();
    },
    async lift(installation) {
      await db.deleteFrom('hold').where('installation', '=', installation).execute();
    },
    async heldBy(installation, now) {
      const row = await db
        .selectFrom('hold')
        .selectAll()
        .where('installation', 'in', [installation, EVERYBODY])
        .where('until', '>', now)
        .orderBy('until', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },
    holds: (now) =>
      db.selectFrom('hold').selectAll().where('until', '>', now).orderBy('installation').execute(),
    slot: (installation, limits, from, patience) =>
      db.transaction().execute((trx) => slot(trx, installation, limits, { from, patience })),
    async writesSince(since) {
      const rows = await db
        .selectFrom('sent')
        .select((e) => e.fn.countAll<number>().as('count'))
        .where('at', '>', since)
        .groupBy('installation')
        .execute();
      return rows.map((row) => row.count).sort((a, b) => b - a);
    },
  };
}

async function slot(
  trx: Transaction<Tables>,
  installation: number,
  { perMinute, perHour, gap }: WriteLimits,
  { from, patience }: { from: number; patience: number },
): Promise<Slot> {
  // One at a time: where several processes share the store, the row holds up the others until we are done.
  await trx
    .insertInto('pace')
    .values({ installation, turns: 1 })
    .onConflict((c) => c.column('installation').doUpdateSet((e) => ({ turns: e('pace.turns', '+', 1) })))
    .execute();
  const last = await sent(trx, installation, 1);
  const inMinute = await sent(trx, installation, perMinute);
  const inHour = await sent(trx, installation, perHour);
  const at = Math.max(from, last + gap, inMinute + MINUTE, inHour + HOUR);
  if (at - from > patience) return { at, taken: false };
  await trx
    .deleteFrom('sent')
    .where('installation', '=', installation)
    .where('at', '<=', at - HOUR)
    .execute();
  await trx.insertInto('sent').values({ installation, at }).execute();
  return { at, taken: true };
}

/** When the write was made that lies so many back; the last one is one back. Far in the past where there is none. */
async function sent(trx: Transaction<Tables>, installation: number, back: number): Promise<number> {
  const row = await trx
    .selectFrom('sent')
    .select('at')
    .where('installation', '=', installation)
    .orderBy('at', 'desc')
    .offset(back - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? -FOR_EVER;
}
