import type { Transaction } from 'kysely';
import type { Hint } from '../triage/job.ts';
import type { Engine } from './migrations.ts';
import type { Job } from './store.ts';
import type { Tables } from './tables.ts';

/** How many different texts of absorbed looks a job carries; of more, the youngest. */
const ABSORBED = 10;

/** What a job is about, as it lies in `job_data`. */
export type Load = Pick<Job, 'work' | 'absorbed'>;

export function pack(load: Load): string {
  return JSON.stringify(load);
}

/** Null where it was dropped with its repository. */
export async function load(trx: Transaction<Tables>, seq: number): Promise<Load | null> {
  const row = await trx.selectFrom('job_data').select('work').where('seq', '=', seq).executeTakeFirst();
  return row ? (JSON.parse(row.work) as Load) : null;
}

/**
 * One look sees the issue as it is now: the others that wait would see the same. What they heard goes on with
 * the job, through every retry: the text of the first alone may give no reason to look at all.
 * Gives also how often the most tried of them was tried.
 */
export async function absorb(
  trx: Transaction<Tables>,
  engine: Engine,
  issue: number,
  { seq, own }: { seq: number; own: Load },
  now: number,
): Promise<Load & { readonly tries: number }> {
  const waiting = trx
    .selectFrom('job')
    .select('seq')
    .where('repository', '=', own.work.repository.id)
    .where('issue', '=', issue)
    .where('look', '=', 1)
    .where('state', '=', 'queued');
  const rows = await trx
    .updateTable('job')
    .set({ state: 'done', finished_at: now, error: null })
    // What another process tries to take waits for us; if we waited for it, nobody would go on.
    .where('seq', 'in', engine === 'postgres' ? waiting.forUpdate().skipLocked() : waiting)
    .returning(['seq', 'attempts'])
    .execute();
  if (rows.length === 0) return { ...own, tries: 0 };
  const gone = rows.map((row) => row.seq);
  const found = await trx
    .selectFrom('job_data')
    .select('work')
    .where('seq', 'in', gone)
    .orderBy('seq')
    .execute();
  const others = found.map((row) => JSON.parse(row.work) as Load);
  const heard = [...own.absorbed, ...others.flatMap(({ work, absorbed }) => [...absorbed, work.hint])];
  const merged = { ...own, absorbed: youngest(heard) };
  await trx.deleteFrom('job_data').where('seq', 'in', gone).execute();
  await trx
    .updateTable('job_data')
    .set({ work: pack(merged) })
    .where('seq', '=', seq)
    .execute();
  return { ...merged, tries: Math.max(...rows.map((row) => row.attempts)) };
}

/** The last of each kind that differ, and not too many: ten edits of 64 kB are enough to carry. */
function youngest(hints: readonly Hint[]): Hint[] {
  const texts = new Map<string, Hint>();
  for (const hint of hints) {
    const text = JSON.stringify(hint);
    texts.delete(text);
    texts.set(text, hint);
  }
  return [...texts.values()].slice(-ABSORBED);
}
