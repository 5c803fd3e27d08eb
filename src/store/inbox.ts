import { type Kysely, sql, type Transaction } from 'kysely';
import { callsGitHub, isLook, type Work } from '../triage/job.ts';
import { absorb, load, pack } from './absorb.ts';
import { firstDue, isFree } from './first-due.ts';
import { lazily } from './lazily.ts';
import { lineUp } from './line-up.ts';
import type { Engine } from './migrations.ts';
import { FOR_EVER } from './pace.ts';
import { plain } from './plain.ts';
import type { Delivery, Inbox, InboxGauges, Job } from './store.ts';
import type { Tables } from './tables.ts';
import { together } from './together.ts';

/** Followers of an issue's first event are gathered for this long, in milliseconds. */
export const COALESCE = 5_000;

/** A job whose tries are cut off waits for this long, in milliseconds, doubled with each of them: at most a quarter of an hour. */
const CUT_WAIT = 900;
const CUT_DOUBLED = 10;

/**
 * The inbox as rows: a queue with one writer at a time per repository, on any engine Kysely speaks.
 * @param breathe see `together`
 */
export function createInbox(db: Kysely<Tables>, engine: Engine, breathe?: () => Promise<unknown>): Inbox {
  const putTogether = together<Putting, 'new' | 'seen'>(
    (all) => db.transaction().execute((trx) => putAll(trx, engine, all)),
    breathe,
  );
  return {
    put: (delivery, now) => putTogether({ delivery, now }),
    claim: (now, lease, busy = []) => lazily(db, engine, (trx) => claim(trx, { engine, now, lease, busy })),
    async beat(job, until) {
      const [result] = await mine(db, job).set({ lease_until: until }).execute();
      return changed(result);
    },
    finish: (job, now, refused) => lazily(db, engine, (trx) => finish(trx, job, now, refused)),
    async retry(job, at, error) {
      await mine(db, job)
        .set((e) => ({
          state: 'queued' as const,
          run_at: at,
          failures: e('failures', '+', 1),
          cut: 0,
          error: plain(error),
        }))
        .execute();
    },
    async postpone(job, at, because) {
      await mine(db, job)
        .set({ state: 'queued', run_at: at, cut: 0, error: plain(because) })
        .execute();
    },
    async bury(job, now, error) {
      await mine(db, job)
        .set({ state: 'dead', finished_at: now, error: plain(error) })
        .execute();
    },
    async release(now) {
      return await cutOff(db, now);
    },
    async nextDue(now) {
      const row = await db
        .selectFrom('job')
        .select((e) => e.fn.min('run_at').as('at'))
        .where('state', '=', 'queued')
        .where(isFree('job', now))
        .executeTakeFirst();
      const hold = await db
        .selectFrom('hold')
        .select((e) => e.fn.min('until').as('at'))
        .where('until', '>', now)
        .where('until', '<', FOR_EVER)
        .where((e) => e.exists(e.selectFrom('job').select('seq').where('state', '=', 'queued')))
        .executeTakeFirst();
      return earliest(row?.at ?? null, hold?.at ?? null);
    },
    gauges: (now) => gauges(db, now),
    async prune(before) {
      const [result] = await db
        .deleteFrom('job')
        .where('state', '=', 'done')
        .where('finished_at', '<', before)
        .execute();
      await db.deleteFrom('intent').where('until', '<', before).execute();
      return Number(result?.numDeletedRows ?? 0);
    },
  };
}

interface Putting {
  readonly delivery: Delivery;
  readonly now: number;
}

async function putAll(
  trx: Transaction<Tables>,
  engine: Engine,
  all: readonly Putting[],
): Promise<('new' | 'seen')[]> {
  const ids = all.map(({ delivery }) => delivery.id);
  if (engine === 'postgres') await lineUp(trx, ids);
  const results: ('new' | 'seen')[] = [];
  for (const { delivery, now } of all) results.push(await put(trx, delivery, now));
  return results;
}

/** Also used to leave work for later within another transaction. */
export async function put(
  trx: Transaction<Tables>,
  { id, work, notBefore = 0 }: Delivery,
  now: number,
): Promise<'new' | 'seen'> {
  const row = await trx
    .insertInto('job')
    .values({
      id: plain(id),
      guid: plain(id.split(' ')[0] ?? ''),
      repository: work.repository.id,
      issue: work.issue,
      installation: work.installation,
      look: work.hint.kind === 'grace-over' ? 2 : isLook(work.hint) ? 1 : 0,
      calls: callsGitHub(work.hint) ? 1 : 0,
      state: 'queued',
      attempts: 0,
      run_at: Math.max(notBefore, await dueAt(trx, work, now)),
      lease_until: 0,
      created_at: now,
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (!row) return 'seen';
  await trx
    .insertInto('job_data')
    .values({ seq: row.seq, work: pack({ work, absorbed: [] }) })
    .execute();
  return 'new';
}

/**
 * The first event of an issue acts at once; those that follow within five seconds wait for one another, so
 * that an issue edited ten times in a row is read once more, not ten times.
 */
async function dueAt(trx: Transaction<Tables>, work: Work, now: number): Promise<number> {
  if (!isLook(work.hint) || work.issue === null) return now;
  const row = await trx
    .selectFrom('job')
    .select((e) => e.fn.max('run_at').as('at'))
    .where('repository', '=', work.repository.id)
    .where('issue', '=', work.issue)
    .where('look', '=', 1)
    .where((e) => e.or([e('state', 'in', ['queued', 'running']), e('finished_at', '>', now - COALESCE)]))
    .executeTakeFirst();
  const latest = row?.at ?? null;
  if (latest === null) return now;
  return latest > now ? latest : Math.max(now, latest + COALESCE);
}

interface Claim {
  readonly engine: Engine;
  readonly now: number;
  readonly lease: number;
  readonly busy: readonly number[];
}

async function claim(trx: Transaction<Tables>, what: Claim): Promise<Job | null> {
  const { engine, now, lease, busy } = what;
  await cutOff(trx, now, now);
  const row = await trx
    .updateTable('job')
    .set((e) => ({ state: 'running' as const, attempts: e('attempts', '+', 1), lease_until: now + lease }))
    .where('seq', '=', firstDue(now, engine, busy))
    .returning(['seq', 'id', 'attempts', 'failures', 'cut', 'created_at', 'repository', 'issue', 'look'])
    .executeTakeFirst();
  if (!row) return null;
  const { seq } = row;
  const own = await load(trx, seq);
  if (!own) {
    // Its data was dropped with its repository while it ran, and its worker died: there is nothing left to do.
    await trx.updateTable('job').set({ state: 'done', finished_at: now }).where('seq', '=', seq).execute();
    return await claim(trx, what);
  }
  const { id, attempts, failures, cut, created_at: createdAt } = row;
  if (row.look !== 1 || row.issue === null)
    return { seq, id, ...own, attempt: attempts, failures, cut, createdAt };
  const { tries, ...full } = await absorb(trx, engine, row.issue, { seq, own }, now);
  // What another look did before it ended early was done to this issue.
  const attempt = attempts + tries;
  if (tries > 0) await trx.updateTable('job').set({ attempts: attempt }).where('seq', '=', seq).execute();
  return { seq, id, ...full, attempt, failures, cut, createdAt };
}

/**
 * Tries whose servers are dead. Whoever dies over every try takes its server along: from the third time on it waits as
 * what failed would, so that others come first.
 * @param until leases that ran out by then; all of them where it is not told
 */
async function cutOff(db: Kysely<Tables>, now: number, until?: number): Promise<number> {
  const doubled = sql`${sql.lit(CUT_WAIT)} << (case when cut < ${sql.lit(CUT_DOUBLED)} then cut else ${sql.lit(CUT_DOUBLED)} end)`;
  const due = sql<number>`case when cut < 2 then run_at else cast(${now} as bigint) + (${doubled}) end`;
  const query = db
    .updateTable('job')
    .set((e) => ({ state: 'queued' as const, cut: e('cut', '+', 1), run_at: due }))
    .where('state', '=', 'running');
  const [result] = await (until === undefined ? query : query.where('lease_until', '<=', until)).execute();
  return Number(result?.numUpdatedRows ?? 0);
}

async function finish(trx: Transaction<Tables>, job: Job, now: number, refused?: string): Promise<void> {
  const error = refused === undefined ? null : plain(refused);
  const [result] = await mine(trx, job).set({ state: 'done', finished_at: now, error }).execute();
  if (changed(result)) await trx.deleteFrom('job_data').where('seq', '=', job.seq).execute();
}

/** The job, if it is still ours: a worker that lost its lease has an older attempt number. */
function mine(db: Kysely<Tables>, job: Job) {
  return db
    .updateTable('job')
    .where('seq', '=', job.seq)
    .where('attempts', '=', job.attempt)
    .where('state', '=', 'running');
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function changed(result: { numUpdatedRows: bigint } | undefined): boolean {
  return (result?.numUpdatedRows ?? 0n) > 0n;
}

async function gauges(db: Kysely<Tables>, now: number): Promise<InboxGauges> {
  const rows = await db
    .selectFrom('job')
    .select((e) => ['state', e.fn.countAll<number>().as('count'), e.fn.min('run_at').as('due')])
    .where('state', 'in', ['queued', 'running', 'dead'])
    .groupBy('state')
    .execute();
  const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  const due = rows.find((row) => row.state === 'queued')?.due;
  const oldest = due === undefined || due === null ? 0 : Math.max(0, now - due);
  return { waiting: count('queued'), running: count('running'), dead: count('dead'), oldest };
}
