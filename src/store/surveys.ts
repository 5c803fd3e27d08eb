import type { Kysely, Transaction } from 'kysely';
import { NO_MEMORY } from '../triage/memory.ts';
import type { Issue, IssueMemory } from '../triage/types.ts';
import { recordKeys, timeOf } from './keys.ts';
import { plain } from './plain.ts';
import type { ListedIssue, Place, Survey, Surveys } from './survey.ts';
import type { Tables } from './tables.ts';

/** The verdict of an issue that is only in the index. */
export const INDEXED = 'indexed';

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
    list: (place, issues) =>
      db.transaction().execute(async (trx) => {
        for (const issue of issues) await list(trx, place, issue);
      }),
    hear: (place, issue, { id, at, races }) =>
      db.transaction().execute(async (trx) => {
        const { id: repository } = place.repository;
        if (races.length > 0) await note(trx, place, issue);
        await recordKeys(trx, { repository, issue: issue.number, comment: id }, races, at);
      }),
    async forgetComment(repository, issue, comment) {
      await db.transaction().execute((trx) => recordKeys(trx, { repository, issue, comment }, [], ''));
    },
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
    async triaged(repository, after, limit) {
      const rows = await numbers(repository, limit)
        .where('number', '>', after)
        .where('verdict', '<>', INDEXED)
        .where('state', '=', 'open')
        .orderBy('number')
        .execute();
      return rows.map((row) => row.number);
    },
    async unread(repository, limit) {
      const rows = await numbers(repository, limit)
        .where('unread', '=', 1)
        .orderBy('number', 'desc')
        .execute();
      return rows.map((row) => row.number);
    },
    async unreadAll(repository) {
      await db.updateTable('issue').set({ unread: 1 }).where('repository', '=', repository).execute();
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
): Promise<void> {
  const { repository } = place;
  if (races.length === 0 && !(await isKnown(trx, repository.id, issue.number))) return;
  await note(trx, place, issue);
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
      unread: comments > 0 || labels.length > 0 ? 1 : 0,
    })
    .onConflict((c) =>
      c.columns(['repository', 'number']).doUpdateSet(closed > 0 ? { ...seen, updated_at: closed } : seen),
    )
    .execute();
}
