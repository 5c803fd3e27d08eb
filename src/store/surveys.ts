import { type ExpressionBuilder, type Kysely, sql, type Transaction } from 'kysely';
import { NO_MEMORY } from '../triage/memory.ts';
import type { Issue, IssueMemory } from '../triage/types.ts';
import { recordKeys, timeOf } from './keys.ts';
import { plain } from './plain.ts';
import type { ListedIssue, Place, Survey, Surveys } from './survey.ts';
import type { Tables } from './tables.ts';

/** The verdict of an issue that is only in the index. */
export const INDEXED = 'indexed';

/** What is unread of an issue, as bits. */
const COMMENTS = 1;
const EVENTS = 2;

/** The index filled by reading, as rows. */
export function createSurveys(db: Kysely<Tables>): Surveys {
  const numbers = (repository: number, limit: number) =>
    db.selectFrom('issue').select('number').where('repository', '=', repository).limit(limit);
  return {
    async survey(repository) {
      const row = await db
        .selectFrom('survey')
        .select('body')
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row ? (JSON.parse(row.body) as Survey) : null;
    },
    async saveSurvey(survey) {
      const row = {
        installation: survey.installation,
        swept_at: survey.sweptAt,
        body: JSON.stringify(survey),
      };
      await db
        .insertInto('survey')
        .values({ repository: survey.repository.id, ...row })
        .onConflict((c) => c.column('repository').doUpdateSet(row))
        .execute();
    },
    async surveysDue(before, limit) {
      const rows = await db
        .selectFrom('survey')
        .select('body')
        .where('swept_at', '<', before)
        .orderBy('swept_at')
        .orderBy('repository')
        .limit(limit)
        .execute();
      return rows.map((row) => JSON.parse(row.body) as Survey);
    },
    list: (place, issues, again = false) =>
      db.transaction().execute(async (trx) => {
        for (const issue of issues) await list(trx, place, issue, again);
      }),
    see: (place, issue) => db.transaction().execute((trx) => note(trx, place, issue, false)),
    hear: (repository, issue, { id, at, races }) =>
      db.transaction().execute((trx) => recordKeys(trx, { repository, issue, comment: id }, races, at)),
    async heardIn(repository, issue, comment) {
      const rows = await db
        .selectFrom('race_key')
        .select('key')
        .where('repository', '=', repository)
        .where('issue', '=', issue)
        .where('comment', '=', comment)
        .where('level', '=', 0)
        .orderBy('race')
        .execute();
      return rows.map((row) => row.key);
    },
    async untriaged(repository, after, limit) {
      const rows = await numbers(repository, limit)
        .where('number', '>', after)
        .where('verdict', '=', INDEXED)
        .where('state', '=', 'open')
        .orderBy('number')
        .execute();
      return rows.map((row) => row.number);
    },
    async repeats(repository, after, limit) {
      const rows = await db
        .selectFrom('issue as i')
        .select('i.number')
        .where('i.repository', '=', repository)
        .where('i.number', '>', after)
        .where('i.verdict', '<>', INDEXED)
        .where('i.state', '=', 'open')
        .where((e) => e.exists(olderWithSameKey(e)))
        .orderBy('i.number')
        .limit(limit)
        .execute();
      return rows.map((row) => row.number);
    },
    async unread(repository, limit) {
      const rows = await numbers(repository, limit)
        .select(['created_at', 'unread'])
        .where('unread', '>', 0)
        .orderBy('number', 'desc')
        .execute();
      return rows.map((row) => ({
        number: row.number,
        createdAt: row.created_at,
        comments: (row.unread & COMMENTS) > 0,
        events: (row.unread & EVENTS) > 0,
      }));
    },
    async markRead(repository, issue) {
      await db
        .updateTable('issue')
        .set({ unread: 0 })
        .where('repository', '=', repository)
        .where('number', '=', issue)
        .execute();
    },
  };
}

function olderWithSameKey(e: ExpressionBuilder<Tables & { i: Tables['issue'] }, 'i'>) {
  return e
    .selectFrom('race_key as k')
    .innerJoin('race_key as o', (on) =>
      on
        .onRef('o.repository', '=', 'k.repository')
        .onRef('o.key', '=', 'k.key')
        .onRef('o.level', '=', 'k.level'),
    )
    .select('o.issue')
    .whereRef('k.repository', '=', 'i.repository')
    .whereRef('k.issue', '=', 'i.number')
    .whereRef('o.issue', '<', 'i.number')
    .where('k.level', '=', 0);
}

async function isKnown(trx: Transaction<Tables>, repository: number, issue: number): Promise<boolean> {
  const row = await trx
    .selectFrom('issue')
    .select('number')
    .where('repository', '=', repository)
    .where('number', '=', issue)
    .executeTakeFirst();
  return row !== undefined;
}

async function list(
  trx: Transaction<Tables>,
  place: Place,
  { issue, races, blamed }: ListedIssue,
  again: boolean,
): Promise<void> {
  const { repository } = place;
  if (races.length === 0 && !(await isKnown(trx, repository.id, issue.number))) return;
  await note(trx, place, issue, again);
  await trx
    .updateTable('issue')
    .set({ blamed: JSON.stringify(blamed) })
    .where('repository', '=', repository.id)
    .where('number', '=', issue.number)
    .where('verdict', '=', INDEXED)
    .execute();
  await recordKeys(
    trx,
    { repository: repository.id, issue: issue.number, comment: 0 },
    races,
    issue.createdAt,
  );
}

/** What stands on an issue before we know it may be an issue form's; its events are read later and tell. */
async function note(
  trx: Transaction<Tables>,
  { repository, installation }: Place,
  issue: Issue,
  again: boolean,
): Promise<void> {
  const { number, labels, comments, title, state, stateReason, createdAt, closedAt } = issue;
  const seen = { title: plain(title), state, state_reason: stateReason, closed_at: closedAt };
  const closed = timeOf(closedAt ?? '');
  const memory: IssueMemory = labels.length > 0 ? { ...NO_MEMORY, before: labels } : NO_MEMORY;
  await trx
    .insertInto('issue')
    .values({
      repository: repository.id,
      number,
      installation,
      ...seen,
      created_at: createdAt,
      duplicate_of: null,
      verdict: INDEXED,
      memory: JSON.stringify(memory),
      updated_at: closed,
      unread: (comments > 0 ? COMMENTS : 0) + (labels.length > 0 ? EVENTS : 0),
    })
    .onConflict((c) =>
      c.columns(['repository', 'number']).doUpdateSet({
        ...seen,
        ...(closed > 0 ? { updated_at: closed } : {}),
        ...(again && comments > 0 ? { unread: sql<number>`issue.unread | ${sql.lit(COMMENTS)}` } : {}),
      }),
    )
    .execute();
}
