import type { Kysely, Transaction } from 'kysely';
import { NO_MEMORY } from '../triage/memory.ts';
import type { Ruling } from '../triage/ruling.ts';
import type { Issue, Sighting } from '../triage/types.ts';
import { plain } from './plain.ts';
import { NEIGHBOURS, type Rulings } from './store.ts';
import { INDEXED } from './surveys.ts';
import type { Tables } from './tables.ts';

/** What people told us, and who repeats whom, as rows. */
export function createRulings(db: Kysely<Tables>): Rulings {
  return {
    rule: (repository, ruling) => db.transaction().execute((trx) => rule(trx, repository, ruling)),
    rulings: (repository, issues) => rulings(db, repository, issues),
    cards: (repository, issues) => cards(db, repository, issues),
    neighbours: (repository, issue) => neighbours(db, repository, issue),
    note: (repository, installation, issue) => note(db, repository, installation, issue),
  };
}

async function rule(trx: Transaction<Tables>, repository: number, ruling: Ruling): Promise<void> {
  const row = {
    at: Date.parse(ruling.at) || 0,
    comment: ruling.comment,
    body: JSON.stringify({ ...ruling, by: plain(ruling.by) }),
  };
  const key = {
    repository,
    issue: ruling.issue,
    subject: ruling.kind === 'module' || ruling.kind === 'ignore' ? ruling.kind : ('pair' as const),
    other: 'other' in ruling ? ruling.other : 0,
    rights: ruling.rights,
  };
  await trx
    .insertInto('ruling')
    .values({ ...key, ...row })
    .onConflict((c) =>
      c
        .columns(['repository', 'issue', 'subject', 'other', 'rights'])
        .doUpdateSet(row)
        .where((e) =>
          e.or([
            e('ruling.at', '<', row.at),
            e.and([e('ruling.at', '=', row.at), e('ruling.comment', '<=', row.comment)]),
          ]),
        ),
    )
    .execute();
}

async function rulings(db: Kysely<Tables>, repository: number, issues: readonly number[]): Promise<Ruling[]> {
  if (issues.length === 0) return [];
  const rows = await db
    .selectFrom('ruling')
    .select('body')
    .where('repository', '=', repository)
    .where((e) => e.or([e('issue', 'in', issues), e('other', 'in', issues)]))
    .orderBy('at')
    .orderBy('comment')
    .execute();
  return rows.map((row) => JSON.parse(row.body) as Ruling);
}

async function cards(db: Kysely<Tables>, repository: number, issues: readonly number[]): Promise<Sighting[]> {
  if (issues.length === 0) return [];
  const rows = await db
    .selectFrom('issue')
    .select(['number', 'title', 'state', 'state_reason', 'created_at', 'closed_at', 'duplicate_of'])
    .where('repository', '=', repository)
    .where('number', 'in', issues)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    issue: row.number,
    title: row.title,
    state: row.state,
    stateReason: row.state_reason,
    createdAt: row.created_at,
    closedAt: row.closed_at,
    duplicateOf: row.duplicate_of,
    matches: [],
  }));
}

async function neighbours(db: Kysely<Tables>, repository: number, issue: number): Promise<number[]> {
  const repeating = db
    .selectFrom('issue')
    .select('number as issue')
    .where('repository', '=', repository)
    .where('duplicate_of', '=', issue);
  const sharing = db
    .selectFrom('race_key as own')
    .innerJoin('race_key as their', (on) =>
      on.onRef('their.repository', '=', 'own.repository').onRef('their.key', '=', 'own.key'),
    )
    .select('their.issue as issue')
    .where('own.repository', '=', repository)
    .where('own.issue', '=', issue)
    .where('their.issue', '<>', issue);
  const rows = await db
    .selectFrom(repeating.union(sharing).as('found'))
    .select('issue')
    .orderBy('issue', 'desc')
    .limit(NEIGHBOURS)
    .execute();
  return rows.map((row) => row.issue);
}

async function note(
  db: Kysely<Tables>,
  repository: number,
  installation: number,
  issue: Issue,
): Promise<void> {
  await db
    .insertInto('issue')
    .values({
      repository,
      number: issue.number,
      installation,
      title: plain(issue.title),
      state: issue.state,
      state_reason: issue.stateReason,
      created_at: issue.createdAt,
      closed_at: issue.closedAt,
      duplicate_of: null,
      verdict: INDEXED,
      memory: JSON.stringify(NO_MEMORY),
      updated_at: Date.parse(issue.closedAt ?? '') || 0,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}
