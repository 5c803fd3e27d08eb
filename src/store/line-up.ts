import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * For PostgreSQL, before several ids are stored in one transaction. Two that store the same ids in another order would each
 * hold what the other waits for; here they wait for one another before they hold anything, in one order everywhere. So
 * what is stored keeps the order in which it came: that is the order in which it is worked off.
 */
export async function lineUp(trx: Transaction<Tables>, ids: readonly string[]): Promise<void> {
  // A single one holds nothing while it waits.
  if (ids.length < 2) return;
  const texts = sql.join(ids.map((id) => sql`(${id}::text)`));
  await sql`
    select pg_advisory_xact_lock(lock) from (
      select distinct hashtextextended(id, 0) as lock from (values ${texts}) as stored (id) order by lock
    ) as locks`.execute(trx);
}
