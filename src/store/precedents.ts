import type { Kysely } from 'kysely';
import { labelsOfPeople } from '../triage/owners/evidence.ts';
import type { IssueMemory, Precedent } from '../triage/types.ts';
import { PRECEDENTS } from './store.ts';
import type { Tables } from './tables.ts';

/** See `Index.precedents`. */
export async function precedents(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
): Promise<Precedent[]> {
  const rows = await db
    .selectFrom('issue')
    .select(['number', 'state', 'memory', 'blamed'])
    .where('repository', '=', repository)
    .where('number', '<>', issue)
    .where('blamed', '<>', '[]')
    .orderBy('number', 'desc')
    .limit(PRECEDENTS)
    .execute();
  const lists = new Map<string, string[]>();
  return rows.flatMap((row) => {
    const memory = JSON.parse(row.memory) as IssueMemory;
    const labels = labelsOfPeople(memory, row.state);
    if (labels.length === 0) return [];
    const places = lists.get(row.blamed) ?? (JSON.parse(row.blamed) as string[]);
    lists.set(row.blamed, places);
    return [{ issue: row.number, labels, places }];
  });
}
