import { type ExpressionBuilder, sql } from 'kysely';
import type { Engine } from './migrations.ts';
import { EVERYBODY } from './pace.ts';
import type { JobTable, Tables } from './tables.ts';

// Literals: of a partial index an engine makes use only where it reads the condition, and not a parameter.
const QUEUED = sql.lit('queued' as const);
const RUNNING = sql.lit('running' as const);

/**
 * The oldest due job of a repository nobody works on – first among the installations for which nothing is being done,
 * so that one that sends thousands starves nobody. A job never overtakes an older one of its own issue, except that
 * looks, which may be waiting for company, hold nobody up. A job that waits for its next try delays its own issue only.
 */
export function firstDue(now: number, engine: Engine, busy: readonly number[]) {
  return (e: ExpressionBuilder<Tables, 'job'>) => {
    const idle = queued(e).where('j.installation', 'in', IDLE);
    const [first, next] = [due(idle, now, busy), due(queued(e), now, busy)];
    // What another process is taking right now is not waited for.
    return engine === 'postgres'
      ? e.fn.coalesce(first.forUpdate('j').skipLocked(), next.forUpdate('j').skipLocked())
      : e.fn.coalesce(first, next);
  };
}

/**
 * The installations that wait while nothing is done for them. Their numbers are found one after the other by the index,
 * however many thousands of jobs each has.
 */
const IDLE = sql<number>`(
  with recursive waiting (installation) as (
    select min(installation) from job where state = 'queued'
    union all
    select (select min(installation) from job where state = 'queued' and installation > waiting.installation)
    from waiting where installation is not null
  )
  select installation from waiting
  where installation is not null and installation not in (select installation from job where state = 'running')
)`;

function queued(e: ExpressionBuilder<Tables, 'job'>) {
  return e.selectFrom('job as j').select('j.seq').where('j.state', '=', QUEUED);
}

function due(jobs: ReturnType<typeof queued>, now: number, busy: readonly number[]) {
  return jobs
    .where('j.run_at', '<=', now)
    .where(isFree('j', now, busy))
    .where((e) => e.not(e.exists(others(e).where('o.state', '=', RUNNING))))
    .where((e) =>
      e.not(
        e.exists(
          others(e)
            .whereRef('o.issue', '=', 'j.issue')
            .whereRef('o.seq', '<', 'j.seq')
            .where('o.look', '=', 0)
            .where('o.state', '=', QUEUED),
        ),
      ),
    )
    .orderBy('j.seq')
    .limit(1);
}

/** The job calls nobody, or neither a hold nor `busy` keeps its installation from being called for. */
export function isFree(job: 'job' | 'j', now: number, busy: readonly number[] = []) {
  const [calls, installation] = [sql.ref(`${job}.calls`), sql.ref(`${job}.installation`)];
  const held = sql`select installation from hold where until > ${now}`;
  const shut = busy.length > 0 ? sql`and ${installation} not in (${sql.join(busy)})` : sql``;
  return sql<boolean>`(${calls} = 0 or (${installation} not in (${held}) and ${sql.lit(EVERYBODY)} not in (${held}) ${shut}))`;
}

/** Jobs of the same repository. */
function others(e: ExpressionBuilder<Tables & { j: JobTable }, 'j'>) {
  return e
    .selectFrom('job as o')
    .select(sql<number>`1`.as('one'))
    .whereRef('o.repository', '=', 'j.repository');
}
