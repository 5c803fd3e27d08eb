import type { Kysely, Transaction } from 'kysely';
import type { RaceKeys } from '../race/types.ts';
import type { IssueMemory, RepositoryFacts, Sighting } from '../triage/types.ts';
import { type Amendment, type Index, type IssueRecord, LEVELS, type Run, RUNS_KEPT, SIGHTINGS } from './store.ts';
import type { Tables } from './tables.ts';

/** The index of races and the memory of what was done, as rows. */
export function createIndex(db: Kysely<Tables>): Index {
  return {
    issue: (repository, issue) => readIssue(db, repository, issue),
    sightings: (repository, issue, races) => sightings(db, repository, issue, races),
    record: (run, now) => db.transaction().execute((trx) => record(trx, run, now)),
    amend: (repository, issue, change) =>
      db.transaction().execute((trx) => amend(trx, repository, issue, change)),
    forgetIssue: (repository, issue) =>
      db.transaction().execute((trx) => forgetIssue(trx, repository, issue)),
    forgetRepository: (repository) => db.transaction().execute((trx) => forgetRepository(trx, repository)),
    forgetInstallation: (installation) =>
      db.transaction().execute((trx) => forgetInstallation(trx, installation)),
    async facts(repository) {
      const row = await db.selectFrom('facts').select('body').where('repository', '=', repository).executeTakeFirst();
      return row ? (JSON.parse(row.body) as RepositoryFacts) : null;
    },
    async saveFacts(facts, installation, now) {
      const row = { installation, at: now, body: JSON.stringify(facts) };
      await db
        .insertInto('facts')
        .values({ repository: facts.repository.id, ...row })
        .onConflict((c) => c.column('repository').doUpdateSet(row))
        .execute();
    },
    async dropFacts(repository) {
      await db.deleteFrom('facts').where('repository', '=', repository).execute();
    },
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
    .select(['number', 'state', 'state_reason', 'memory'])
    .where('repository', '=', repository)
    .where('number', '=', issue)
    .executeTakeFirst();
  if (!row) return null;
  return {
    number: row.number,
    state: row.state,
    stateReason: row.state_reason,
    memory: JSON.parse(row.memory) as IssueMemory,
  };
}

async function sightings(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  races: readonly RaceKeys[],
): Promise<Sighting[]> {
  const wanted = races.flatMap((keys, race) => levelled(keys).map((entry) => ({ ...entry, race })));
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom('race_key as k')
    .innerJoin('issue as i', (on) =>
      on.onRef('i.repository', '=', 'k.repository').onRef('i.number', '=', 'k.issue'),
    )
    .select([
      'k.key',
      'k.level',
      'i.number',
      'i.title',
      'i.state',
      'i.state_reason',
      'i.created_at',
      'i.closed_at',
      'i.duplicate_of',
    ])
    .distinct()
    .where('k.repository', '=', repository)
    .where('k.key', 'in', [...new Set(wanted.map((entry) => entry.key))])
    .where('k.issue', '<>', issue)
    .orderBy('i.number')
    .limit(SIGHTINGS * LEVELS.length)
    .execute();
  const found = new Map<number, Sighting>();
  for (const row of rows) {
    const known = found.get(row.number)?.matches ?? [];
    const ours = wanted.filter((entry) => entry.key === row.key && entry.level === row.level);
    found.set(row.number, {
      issue: row.number,
      title: row.title,
      state: row.state,
      stateReason: row.state_reason,
      createdAt: row.created_at,
      closedAt: row.closed_at,
      duplicateOf: row.duplicate_of,
      matches: strictest([...known, ...ours.map(({ race, level }) => ({ race, level: LEVELS[level] ?? 'fork-point' }))]),
    });
  }
  return [...found.values()].slice(0, SIGHTINGS);
}

/** The keys of a race with their level, strictest first. */
function levelled(keys: RaceKeys): { key: string; level: number }[] {
  const byLevel = [[keys.exact], [keys.likely], keys.sides, [keys.fork]];
  return byLevel.flatMap((found, level) => found.flatMap((key) => (key === null ? [] : [{ key, level }])));
}

/** Of several matches of one race the strictest is kept: what is exactly the same is likely the same too. */
function strictest(matches: Sighting['matches']): Sighting['matches'] {
  const best = new Map<number, Sighting['matches'][number]>();
  for (const match of matches) {
    const known = best.get(match.race);
    if (!known || LEVELS.indexOf(match.level) < LEVELS.indexOf(known.level)) best.set(match.race, match);
  }
  return [...best.values()].sort((a, b) => a.race - b.race);
}

async function record(trx: Transaction<Tables>, run: Run, now: number): Promise<void> {
  const { repository, installation, snapshot, plan, memory } = run;
  const { issue } = snapshot;
  const row = {
    installation,
    title: issue.title,
    state: issue.state,
    state_reason: issue.stateReason,
    created_at: issue.createdAt,
    closed_at: issue.closedAt,
    duplicate_of: memory.duplicateOf,
    verdict: plan.verdict,
    memory: JSON.stringify(memory),
    updated_at: now,
  };
  await trx
    .insertInto('issue')
    .values({ repository: repository.id, number: issue.number, ...row })
    .onConflict((c) => c.columns(['repository', 'number']).doUpdateSet(row))
    .execute();
  await recordKeys(trx, run);
  await recordRun(trx, run, now);
}

async function recordKeys(trx: Transaction<Tables>, { repository, snapshot }: Run): Promise<void> {
  const issue = snapshot.issue.number;
  await trx.deleteFrom('race_key').where('repository', '=', repository.id).where('issue', '=', issue).execute();
  const rows = snapshot.races.flatMap(({ keys }, race) =>
    levelled(keys).map((entry) => ({ repository: repository.id, issue, race, ...entry })),
  );
  // SQLite binds at most 32,766 values in a statement; an issue of hundreds of reports has more.
  for (let from = 0; from < rows.length; from += 1000) {
    await trx
      .insertInto('race_key')
      .values(rows.slice(from, from + 1000))
      .onConflict((c) => c.doNothing())
      .execute();
  }
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
    const closedAt = change.state === 'closed' ? change.at : null;
    await update.set({ state: change.state, state_reason: change.stateReason, closed_at: closedAt }).execute();
    return;
  }
  const known = await readIssue(trx, repository, issue);
  if (!known) return;
  const memory: IssueMemory = { ...known.memory, ...change.memory };
  await update.set({ memory: JSON.stringify(memory), duplicate_of: memory.duplicateOf }).execute();
}

async function forgetIssue(trx: Transaction<Tables>, repository: number, issue: number): Promise<void> {
  await trx.deleteFrom('race_key').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('run').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('issue').where('repository', '=', repository).where('number', '=', issue).execute();
}

async function forgetRepository(trx: Transaction<Tables>, repository: number): Promise<void> {
  const jobs = trx.selectFrom('job').select('seq').where('repository', '=', repository);
  await trx.deleteFrom('job_data').where('seq', 'in', jobs).execute();
  // A job that is running keeps its row: its worker still has to finish it.
  await trx.deleteFrom('job').where('repository', '=', repository).where('state', '<>', 'running').execute();
  for (const table of ['race_key', 'run', 'issue', 'facts'] as const) {
    await trx.deleteFrom(table).where('repository', '=', repository).execute();
  }
}

async function forgetInstallation(trx: Transaction<Tables>, installation: number): Promise<void> {
  const rows = await trx
    .selectFrom('facts')
    .select('repository')
    .where('installation', '=', installation)
    .union(trx.selectFrom('issue').select('repository').where('installation', '=', installation))
    .union(trx.selectFrom('job').select('repository').where('installation', '=', installation))
    .execute();
  for (const row of rows) await forgetRepository(trx, Number(row.repository));
}
