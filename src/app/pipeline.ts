import type { Job } from '../store/store.ts';
import type { Hint, IssueHint, RepositoryHint } from '../triage/job.ts';
import { objectTo } from '../triage/closing.ts';
import { includesLabel, rememberLabel } from '../triage/memory.ts';
import { noteLabel } from '../triage/owners/evidence.ts';
import type { IssueMemory } from '../triage/types.ts';
import { botLogin } from './about.ts';
import { backfillNext } from './backfill.ts';
import { obey } from './obey.ts';
import { forgetReport, hearReport } from './report.ts';
import { obeyStatement } from './rule.ts';
import { hearState } from './state.ts';
import { takeSurvey } from './survey.ts';
import { relook } from './relook.ts';
import { forget } from './send-on.ts';
import { overrideIn } from './tally.ts';
import { type Outcome, type PipelineParts, triage } from './triage.ts';

/**
 * Does one job. Whatever the cause, an issue is looked at the same way: gather → plan → diff → apply → record,
 * so that doing it again finds nothing left to do. Throws `GitHubError` and `StoreError` when the world fails.
 */
export async function runJob(job: Job, parts: PipelineParts): Promise<Outcome> {
  const { hint, issue } = job.work;
  if (issue === null || !isIssueHint(hint)) return await keepRepository(job, parts);
  switch (hint.kind) {
    case 'look':
      return await triage(
        job,
        issue,
        { kind: 'look', hints: [hint, ...job.absorbed.filter((one) => one.kind === 'look')] },
        parts,
      );
    case 'grace-over':
      return await triage(job, issue, { kind: 'ruled' }, parts);
    case 'command':
      return await obey(job, issue, hint.comment, hint.issueAuthor, parts);
    case 'stated':
      return await obeyStatement(job, issue, hint, parts);
    case 'state':
      return await hearState(job, issue, hint, parts);
    case 'gone':
      return await forget(job, issue, parts);
    case 'label':
      return await hearLabel(job, issue, hint, parts);
    case 'report':
      return await hearReport(job, issue, hint, parts);
    case 'comment-deleted':
      if (await forgetReport(job, issue, hint.comment, parts))
        return await triage(job, issue, { kind: 'heard' }, parts);
      return await noteHuman(job, issue, parts, (memory) =>
        memory.comment?.id === hint.comment ? { ...memory, comment: null, commentRefused: true } : memory,
      );
  }
}

type Label = Extract<IssueHint, { kind: 'label' }>;

/** Who took the event in may not have known yet who we are: then it may be our own doing. */
async function hearLabel(job: Job, issue: number, hint: Label, parts: PipelineParts): Promise<Outcome> {
  if (hint.by.bot && hint.by.login === botLogin(await parts.github.self()))
    return { result: 'ignored', because: 'it is our own doing' };
  return await noteHuman(job, issue, parts, (memory) =>
    // A label of ours that is said to be put on is there already.
    hint.present && includesLabel(memory.applied, hint.label)
      ? memory
      : objectBy(hint, noteLabel(rememberLabel(memory, hint.label, hint.present), hint)),
  );
}

/** A change of labels by a person also says that the issue is not to be closed by us. */
function objectBy({ by }: Label, memory: IssueMemory): IssueMemory {
  return by.bot ? memory : objectTo(memory, 'somebody changed a label');
}

function isIssueHint(hint: Hint): hint is IssueHint {
  return !REPOSITORY_HINTS.has(hint.kind);
}

const REPOSITORY_HINTS: ReadonlySet<Hint['kind']> = new Set<RepositoryHint['kind']>([
  'files-changed',
  'labels-changed',
  'repository-gone',
  'survey',
  'backfill',
]);

async function keepRepository(job: Job, parts: PipelineParts): Promise<Outcome> {
  const { store, now } = parts;
  const { seq, work } = job;
  const { hint, repository } = work;
  if (hint.kind === 'backfill') return await backfillNext(job, hint, parts);
  if (hint.kind === 'survey') return await takeSurvey(job, hint.why, parts);
  if (hint.kind === 'repository-gone') {
    await store.forgetRepository(repository.id, seq);
    return { result: 'forgotten', because: 'the repository is not ours to see any more' };
  }
  const noted = await store.noted(repository.id);
  await store.dropFacts(repository.id);
  // Where we said that the configuration is not valid, we look again: it may be mended now.
  if (noted !== null && hint.kind === 'files-changed') await store.put(relook(job, noted), now());
  return { result: 'noted', because: `${hint.kind}: read again at the next race` };
}

/** A person touched something: what they did is remembered, and never undone by us. */
async function noteHuman(
  job: Job,
  issue: number,
  { store, tally }: PipelineParts,
  change: (memory: IssueMemory) => IssueMemory,
): Promise<Outcome> {
  const known = await store.issue(job.work.repository.id, issue);
  if (!known) return { result: 'ignored', because: 'we know nothing of the issue' };
  const memory = change(known.memory);
  if (memory === known.memory) return { result: 'ignored', because: 'it changes nothing for us' };
  await store.amend(job.work.repository.id, issue, { memory });
  const kind = overrideIn(known.memory, memory);
  if (kind) tally?.overridden(kind);
  return { result: 'noted', because: `${job.work.hint.kind} by somebody else` };
}
