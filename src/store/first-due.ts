import { type ExpressionBuilder, sql } from 'kysely';
import type { Engine } from './migrations.ts';
import type { JobTable, Tables } from './tables.ts';

/**
 * The oldest due job of a repository nobody works on. A job never overtakes an older one of its own issue,
 * except that looks, which may be waiting for company, hold nobody up. A job that waits for its next try
 * delays its own issue only.
 */
export function firstDue(now: number, engine: Engine) {
  return (e: ExpressionBuilder<Tables, 'job'>) => {
    const first = e
      .selectFrom('job as j')
      .select('j.seq')
      .where('j.state', '=', 'queued')
      .where('j.run_at', '<=', now)
      .where((inner) => inner.not(inner.exists(others(inner).where('o.state', '=', 'running'))))
      .where((inner) =>
        inner.not(
          inner.exists(
            others(inner)
              .whereRef('o.issue', '=', 'j.issue')
              .whereRef('o.seq', '<', 'j.seq')
              .where('o.look', '=', 0)
              .where('o.state', '=', 'queued'),
          ),
        ),
      )
      .orderBy('j.seq')
      .limit(1);
    // What another process is taking right now is not waited for.
    return engine === 'postgres' ? first.forUpdate('j').skipLocked() : first;
  };
}

/** Jobs of the same repository. */
function others(e: ExpressionBuilder<Tables & { j: JobTable }, 'j'>) {
  return e
    .selectFrom('job as o')
    .select(sql<number>`1`.as('one'))
    .whereRef('o.repository', '=', 'j.repository');
}
