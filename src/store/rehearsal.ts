import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** As long as GitHub lets the text of an issue be; the database must not be able to make it shorter. */
const BYTES = 49_152;

/**
 * Stores what a delivery stores, and takes it away again, in one transaction that is carried through: whether there is room is
 * seen only by filling it.
 */
export async function rehearse(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { seq } = await trx
      .insertInto('job')
      .values({
        id: 'rehearsal',
        repository: 0,
        issue: null,
        installation: 0,
        look: 0,
        calls: 0,
        state: 'done',
        attempts: 0,
        run_at: 0,
        lease_until: 0,
        created_at: 0,
      })
      .returning('seq')
      .executeTakeFirstOrThrow();
    const work = randomBytes(BYTES).toString('base64');
    await trx.insertInto('job_data').values({ seq, work }).execute();
    await trx.deleteFrom('job_data').where('seq', '=', seq).execute();
    await trx.deleteFrom('job').where('seq', '=', seq).execute();
  });
}
