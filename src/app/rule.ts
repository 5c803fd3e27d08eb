import { isAmong } from '../commands/permission.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import type { Actor, IssueHint } from '../triage/job.ts';
import { opinionOn, type PairRuling, statedDuplicateOf } from '../triage/ruling.ts';
import { relook } from './relook.ts';
import { sendOn } from './send-on.ts';
import { connect, type Outcome, type PipelineParts, triage } from './triage.ts';

/** Somebody wrote that the issue repeats another one: it counts if they may say so. */
export async function obeyStatement(
  job: Job,
  issue: number,
  { comment, duplicateOf }: Extract<IssueHint, { kind: 'stated' }>,
  parts: PipelineParts,
): Promise<Outcome> {
  if (parts.ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const known = await parts.store.issue(job.work.repository.id, issue);
  if (!known) return { result: 'ignored', because: 'we know nothing of the issue' };
  const github = await connect(job, parts);
  const role = await github.role(comment.by.login);
  if (!isAmong('triage', { role, isAuthor: false }))
    return { result: 'ignored', because: `${comment.by.login} may not say what the issue repeats` };
  const refusal = await rulePair(
    job,
    {
      kind: 'same',
      issue,
      other: duplicateOf,
      by: comment.by.login,
      rights: 'triage',
      at: comment.at,
      comment: comment.id,
    },
    github,
    parts,
  );
  if (refusal !== null) return { result: 'ignored', because: refusal };
  return await triage(job, issue, { kind: 'ruled' }, parts);
}

/**
 * Keeps that two issues are the same, or are not, where that can be: the other one has to be an issue of this
 * repository, and what people say must not run in a circle.
 *
 * @returns why it cannot be, in a sentence fit for a reply; null where it was kept
 */
export async function rulePair(
  job: Job,
  ruling: PairRuling,
  github: GitHub,
  parts: PipelineParts,
): Promise<string | null> {
  const { issue, other, kind } = ruling;
  const { work } = job;
  const { store } = parts;
  const { id } = work.repository;
  if (other === issue) return `#${other} is this issue itself.`;
  const found = await github.issue(other);
  if (!found) return `There is no issue #${other} in this repository.`;
  if (found.isPullRequest) return `#${other} is a pull request, not an issue.`;
  await store.note(id, work.installation, found);
  const bound = opinionOn(await store.rulings(id, [issue]), issue, other);
  if (ruling.rights === 'author' && bound?.rights === 'triage' && bound.kind !== kind)
    return `Somebody with triage rights said that #${other} has the same race; only they can take that back.`;
  const back = kind === 'same' ? await wayBack(id, other, issue, store) : null;
  if (back !== null)
    return `#${other} leads back here: people said that #${back} repeats this issue. \`/race not-duplicate #${issue}\` in #${back} takes that back.`;
  await store.rule(id, ruling);
  // Whoever names this one may be the other, or a third that holds the race of both and is in doubt from now on.
  if (kind === 'different') await sendOn(job, issue, parts);
  return null;
}

/**
 * Follows from one issue what people said it repeats; where that leads to another one, gives the last issue before
 * it. Stands still where the way turns back on itself.
 */
async function wayBack(
  repository: number,
  from: number,
  to: number,
  store: Pick<PipelineParts['store'], 'rulings'>,
): Promise<number | null> {
  const met = new Set<number>();
  for (let at = from; !met.has(at);) {
    met.add(at);
    const next = statedDuplicateOf(await store.rulings(repository, [at]), at)?.other ?? null;
    if (next === to) return at;
    if (next === null) return null;
    at = next;
  }
  return null;
}

/** Null or absent where nobody tells who it was. */
export interface Reopening {
  readonly by?: Actor | null;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * An issue that was closed as a duplicate is open again: somebody says that it is none. It holds for this issue; of
 * somebody with triage rights it binds. Null where nothing was undone.
 */
export async function noteReopened(
  job: Job,
  issue: number,
  { by, at }: Reopening,
  parts: PipelineParts,
): Promise<Outcome | null> {
  const { store } = parts;
  const { id } = job.work.repository;
  if (!by || by.bot || at === '') return null;
  const known = await store.issue(id, issue);
  const stated = statedDuplicateOf(await store.rulings(id, [issue]), issue);
  const other = stated?.other ?? known?.memory.duplicateOf ?? null;
  if (other === null) return null;
  const role = await (await connect(job, parts)).role(by.login);
  const rights = isAmong('triage', { role, isAuthor: false }) ? 'triage' : 'author';
  await store.rule(id, { kind: 'different', issue, other, by: by.login, rights, at, comment: 0 });
  await store.put(relook(job, issue), parts.now());
  return { result: 'ruled', because: `reopened: it does not repeat issue ${other}` };
}
