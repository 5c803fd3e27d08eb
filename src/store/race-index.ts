import type { Kysely, Transaction } from 'kysely';
import type { IssueMemory } from '../triage/types.ts';
import { createFacts } from './facts.ts';
import { forgetInstallation, forgetIssue, forgetRepository } from './forget.ts';
import { plain } from './plain.ts';
import { precedents } from './precedents.ts';
import { history } from './history.ts';
import { recordKeys, timeOf } from './keys.ts';
import { sightings } from './sightings.ts';
import { INDEXED } from './surveys.ts';
import { type Amendment, type Index, type IssueRecord, type Run, RUNS_KEPT } from './store.ts';
import type { Tables } from './tables.ts';

/** The index of races and the memory of what was done, as rows. */
export function createIndex(db: Kysely<Tables>): Index {
  return {
    issue: (repository, issue) => readIssue(db, repository, issue),
    sightings: (repository, issue, races) => sightings(db, repository, issue, races),
    history: (repository, issue, races) => history(db, repository, issue, races),
    precedents: (repository, issue) => precedents(db, repository, issue),
    record: (run, now) => db.transaction().execute((trx) => record(trx, run, now)),
    amend: (repository, issue, change) =>
      db.transaction().execute((trx) => amend(trx, repository, issue, change)),
    forgetIssue: (repository, issue) =>
      db.transaction().execute((trx) => forgetIssue(trx, repository, issue)),
    forgetRepository: (repository, upTo = Number.MAX_SAFE_INTEGER) =>
      db.transaction().execute((trx) => forgetRepository(trx, repository, upTo)),
    forgetInstallation: (installation, now) =>
      db.transaction().execute((trx) => forgetInstallation(trx, installation, now)),
    ...createFacts(db),
    async runs(repository, issue) {
      const rows = await db
        .selectFrom('run')
        .select('body')
        .where('repository', '=', repository)
        .where('issue', '=', issue)
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => JSON.parse(row.body) as Run);
    },
  };
}

async function readIssue(db: Kysely<Tables>, repository: number, issue: number): Promise<IssueRecord | null> {
  const row = await db
    .selectFrom('issue')
    .select(['number', 'state', 'state_reason', 'updated_at', 'verdict', 'memory'])
    .where('repository', '=', repository)
    .where('number', '=', issue)
    .executeTakeFirst();
  if (!row) return null;
  return {
    number: row.number,
    state: row.state,
    stateReason: row.state_reason,
    changedAt: row.updated_at,
    triaged: row.verdict !== INDEXED,
    memory: JSON.parse(row.memory) as IssueMemory,
  };
}

async function record(trx: Transaction<Tables>, run: Run, now: number): Promise<void> {
  const { repository, installation, snapshot, plan, memory } = run;
  const { issue } = snapshot;
  const row = {
    installation,
    title: plain(issue.title),
    state: issue.state,
    state_reason: issue.stateReason,
    created_at: issue.createdAt,
    closed_at: issue.closedAt,
    duplicate_of: memory.duplicateOf,
    verdict: plan.verdict,
    memory: JSON.stringify(memory),
    blamed: JSON.stringify(plan.blamed ?? []),
  };
  const closed = timeOf(issue.closedAt ?? '');
  await trx
    .insertInto('issue')
    .values({ repository: repository.id, number: issue.number, ...row, updated_at: closed })
    // An open issue does not say since when: what was heard last stands.
    .onConflict((c) =>
      c.columns(['repository', 'number']).doUpdateSet(closed > 0 ? { ...row, updated_at: closed } : row),
    )
    .execute();
  const races = snapshot.races.filter(({ comment }) => comment === undefined).map(({ keys }) => keys);
  await recordKeys(
    trx,
    { repository: repository.id, issue: issue.number, comment: 0 },
    races,
    issue.createdAt,
  );
  await recordRun(trx, run, now);
}

async function recordRun(trx: Transaction<Tables>, run: Run, now: number): Promise<void> {
  const { repository, snapshot } = run;
  await trx
    .insertInto('run')
    .values({ repository: repository.id, issue: snapshot.issue.number, at: now, body: JSON.stringify(run) })
    .execute();
  const kept = trx
    .selectFrom('run')
    .select('id')
    .where('repository', '=', repository.id)
    .where('issue', '=', snapshot.issue.number)
    .orderBy('id', 'desc')
    .limit(RUNS_KEPT);
  await trx
    .deleteFrom('run')
    .where('repository', '=', repository.id)
    .where('issue', '=', snapshot.issue.number)
    .where('id', 'not in', kept)
    .execute();
}

async function amend(
  trx: Transaction<Tables>,
  repository: number,
  issue: number,
  change: Amendment,
): Promise<void> {
  const update = trx.updateTable('issue').where('repository', '=', repository).where('number', '=', issue);
  if ('state' in change) {
    const at = timeOf(change.at);
    const closedAt = change.state === 'closed' ? change.at : null;
    const row = { state: change.state, state_reason: change.stateReason, closed_at: closedAt };
    // Deliveries overtake each other: what happened earlier than what we know changes nothing.
    await (
      at > 0 ? update.set({ ...row, updated_at: at }).where('updated_at', '<=', at) : update.set(row)
    ).execute();
    return;
  }
  const known = await readIssue(trx, repository, issue);
  if (!known) return;
  const memory: IssueMemory = { ...known.memory, ...change.memory };
  await update.set({ memory: JSON.stringify(memory), duplicate_of: memory.duplicateOf }).execute();
}
