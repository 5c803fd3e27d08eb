import type { Kysely } from 'kysely';
import type { Answered } from '../triage/allowance.ts';
import type { Act } from '../triage/undo.ts';
import { plain } from './plain.ts';
import type { Tables } from './tables.ts';

/** What we changed last of an issue, and what we answered to commands. */
export interface Acts {
  act(repository: number, issue: number): Promise<Act | null>;
  /** In place of the one before: only the last act can be taken back. */
  keepAct(repository: number, issue: number, act: Act): Promise<void>;
  /** Answers on an issue at or after a moment, in milliseconds since 1970. */
  answered(repository: number, issue: number, since: number): Promise<Answered[]>;
  /** Notes an answer, in place of what was noted of the same comment; forgets those before a moment. */
  noteAnswer(repository: number, issue: number, answer: Answered, forgetBefore: number): Promise<void>;
}

export function createActs(db: Kysely<Tables>): Acts {
  return {
    async act(repository, issue) {
      const row = await db
        .selectFrom('act')
        .select('body')
        .where('repository', '=', repository)
        .where('issue', '=', issue)
        .executeTakeFirst();
      return row ? (JSON.parse(row.body) as Act) : null;
    },
    async keepAct(repository, issue, act) {
      const body = JSON.stringify(act);
      await db
        .insertInto('act')
        .values({ repository, issue, body })
        .onConflict((c) => c.columns(['repository', 'issue']).doUpdateSet({ body }))
        .execute();
    },
    answered: (repository, issue, since) => answered(db, repository, issue, since),
    noteAnswer: (repository, issue, answer, forgetBefore) =>
      db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('answer')
          .where('repository', '=', repository)
          .where('issue', '=', issue)
          .where((e) => e.or([e('at', '<', forgetBefore), e('comment', '=', answer.comment)]))
          .execute();
        const { comment, at, commands } = answer;
        const login = plain(answer.login);
        const [complained, replied] = [answer.complained ? 1 : 0, answer.replied ? 1 : 0];
        await trx
          .insertInto('answer')
          .values({ repository, issue, comment, login, at, commands, complained, replied })
          .execute();
      }),
  };
}

async function answered(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  since: number,
): Promise<Answered[]> {
  const rows = await db
    .selectFrom('answer')
    .select(['comment', 'login', 'at', 'commands', 'complained', 'replied'])
    .where('repository', '=', repository)
    .where('issue', '=', issue)
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('comment')
    .execute();
  return rows.map((row) => ({ ...row, complained: row.complained === 1, replied: row.replied === 1 }));
}
