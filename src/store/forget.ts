import type { Transaction } from 'kysely';
import type { Work } from '../triage/job.ts';
import { put } from './inbox.ts';
import type { Tables } from './tables.ts';

/** All that is kept of an issue. */
export async function forgetIssue(
  trx: Transaction<Tables>,
  repository: number,
  issue: number,
): Promise<void> {
  await trx.deleteFrom('race_key').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('race_leaf').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('run').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('intent').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('act').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('answer').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx.deleteFrom('note').where('repository', '=', repository).where('issue', '=', issue).execute();
  await trx
    .deleteFrom('ruling')
    .where('repository', '=', repository)
    .where((e) => e.or([e('issue', '=', issue), e('other', '=', issue)]))
    .execute();
  await trx.deleteFrom('issue').where('repository', '=', repository).where('number', '=', issue).execute();
}

/** All that is kept of a repository, with its work up to a job. */
export async function forgetRepository(
  trx: Transaction<Tables>,
  repository: number,
  upTo: number,
): Promise<void> {
  // A job that is running keeps its row: its worker still has to finish it.
  const jobs = trx
    .selectFrom('job')
    .select('seq')
    .where('repository', '=', repository)
    .where('seq', '<=', upTo);
  await trx.deleteFrom('job_data').where('seq', 'in', jobs).execute();
  await trx
    .deleteFrom('job')
    .where('repository', '=', repository)
    .where('seq', '<=', upTo)
    .where('state', '<>', 'running')
    .execute();
  await forgetIndex(trx, repository);
}

async function forgetIndex(trx: Transaction<Tables>, repository: number): Promise<void> {
  for (const table of [
    'race_key',
    'race_leaf',
    'run',
    'issue',
    'facts',
    'intent',
    'survey',
    'ruling',
    'act',
    'answer',
    'note',
  ] as const) {
    await trx.deleteFrom(table).where('repository', '=', repository).execute();
  }
}

/** All that is kept of an installation, and nothing of another. */
export async function forgetInstallation(
  trx: Transaction<Tables>,
  installation: number,
  now: number,
): Promise<void> {
  const rows = await trx
    .selectFrom('facts')
    .select('repository')
    .where('installation', '=', installation)
    .union(trx.selectFrom('issue').select('repository').where('installation', '=', installation))
    .union(trx.selectFrom('survey').select('repository').where('installation', '=', installation))
    .execute();
  for (const row of rows) await forgetIndex(trx, row.repository);
  const running = await trx
    .selectFrom('job')
    .select(['seq', 'repository'])
    .where('installation', '=', installation)
    .where('state', '=', 'running')
    .execute();
  // Only this installation's: the repository may have come back to us under another one.
  const jobs = trx.selectFrom('job').select('seq').where('installation', '=', installation);
  await trx.deleteFrom('job_data').where('seq', 'in', jobs).execute();
  await trx
    .deleteFrom('job')
    .where('installation', '=', installation)
    .where('state', '<>', 'running')
    .execute();
  for (const table of ['hold', 'sent', 'pace'] as const)
    await trx.deleteFrom(table).where('installation', '=', installation).execute();
  for (const row of running) await cleanLater(trx, installation, row, now);
}

/** Whoever works on the repository now will still note what it did; what comes next takes that away again. */
async function cleanLater(
  trx: Transaction<Tables>,
  installation: number,
  { seq, repository }: { seq: number; repository: number },
  now: number,
): Promise<void> {
  const gone = { id: repository, owner: '', name: '', private: true, defaultBranch: '' };
  const work: Work = { repository: gone, installation, issue: null, hint: { kind: 'repository-gone' } };
  await put(trx, { id: `uninstalled ${installation} while ${seq} ran`, work }, now);
}
