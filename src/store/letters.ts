import type { Kysely } from 'kysely';
import type { Load } from './absorb.ts';
import type { Tables } from './tables.ts';

/** A job that was given up. */
export interface Letter {
  /** What the operator calls it by. */
  readonly seq: number;
  readonly delivery: string;
  readonly installation: number;
  readonly repository: number;
  readonly issue: number | null;
  readonly tries: number;
  readonly error: string;
  readonly at: number;
}

/** What was given up waits here for the operator. */
export interface Letters {
  /** The youngest first. */
  letters(most: number): Promise<Letter[]>;
  /** With what it was about; null where there is no such letter. */
  letter(seq: number): Promise<(Letter & { readonly load: Load | null }) | null>;
  /** Puts it back into the queue, as if it had just come. Whoever does it twice does nothing the second time. */
  revive(seq: number, now: number): Promise<boolean>;
  dropLetter(seq: number): Promise<boolean>;
  /** What ended because GitHub would not do it, and never will: nothing is to be done about it. The youngest first. */
  refusals(most: number): Promise<Letter[]>;
}

export function createLetters(db: Kysely<Tables>): Letters {
  const ended = (state: 'dead' | 'done') =>
    db
      .selectFrom('job')
      .select(['seq', 'guid as delivery', 'installation', 'repository', 'issue', 'attempts as tries'])
      .select((e) => e.fn.coalesce('error', e.val('')).as('error'))
      .select((e) => e.fn.coalesce('finished_at', e.val(0)).as('at'))
      .where('state', '=', state);
  const dead = () => ended('dead');
  return {
    refusals: (most) =>
      ended('done')
        .where('error', 'is not', null)
        .orderBy('finished_at', 'desc')
        .orderBy('seq', 'desc')
        .limit(most)
        .execute(),
    letters: (most) => dead().orderBy('seq', 'desc').limit(most).execute(),
    async letter(seq) {
      const found = await dead().where('seq', '=', seq).executeTakeFirst();
      if (!found) return null;
      const row = await db.selectFrom('job_data').select('work').where('seq', '=', seq).executeTakeFirst();
      return { ...found, load: row ? (JSON.parse(row.work) as Load) : null };
    },
    async revive(seq, now) {
      const [result] = await db
        .updateTable('job')
        .set({ state: 'queued', failures: 0, cut: 0, run_at: now, finished_at: null })
        .where('seq', '=', seq)
        .where('state', '=', 'dead')
        .execute();
      return (result?.numUpdatedRows ?? 0n) > 0n;
    },
    async dropLetter(seq) {
      return await db.transaction().execute(async (trx) => {
        // The row stays for as long as others do: it knows that the delivery came.
        const [result] = await trx
          .updateTable('job')
          .set({ state: 'done', error: null })
          .where('seq', '=', seq)
          .where('state', '=', 'dead')
          .execute();
        if ((result?.numUpdatedRows ?? 0n) === 0n) return false;
        await trx.deleteFrom('job_data').where('seq', '=', seq).execute();
        return true;
      });
    },
  };
}
