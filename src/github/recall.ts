import { commentDigest, parseMarked } from '../triage/marker.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import type { DatedAct } from '../triage/owners/evidence.ts';
import { recallActs, reclaimLabels, unclaimed } from '../triage/recall.ts';
import type { Issue, IssueMemory } from '../triage/types.ts';
import { arrivalOf, labelActs, readActs } from './acts.ts';
import type { AppIdentity, Comment, GitHub } from './github.ts';

/** What the store knows of the issue. */
interface Known {
  readonly triaged: boolean;
  readonly memory: IssueMemory;
}

type OurComment = NonNullable<IssueMemory['comment']>;

/** What is needed to ask GitHub for the past. */
interface RecallParts {
  readonly self: () => Promise<AppIdentity>;
  readonly now: () => number;
}

/**
 * What we did before. An issue we have no record of, but that has comments, may still carry one of ours: the
 * store may be new, or the process may have died between the call and the note of it.
 */
export async function recall(
  github: GitHub,
  { attempt }: { readonly attempt: number },
  issue: Issue,
  known: Known | null,
  parts: RecallParts,
): Promise<IssueMemory> {
  const acts = mayHavePast(issue, known, parts.now()) ? await readActs(github, issue.number) : [];
  const memory =
    acts.length > 0
      ? rememberAll(known, issue, labelActs(acts, await parts.self()))
      : await afterTries(attempt, remembered(known, issue), issue, github, parts);
  if (memory.comment)
    return attempt === 1 ? memory : { ...memory, comment: await reread(memory.comment, github) };
  if (memory.commentRefused) return memory;
  if (issue.comments === 0 && attempt === 1) return memory;
  const arrival = Date.parse(arrivalOf(acts) ?? '') || 0;
  // What came along from another repository was said there, and is not ours to edit.
  const here = (await github.comments(issue.number)).filter(
    ({ createdAt }) => (Date.parse(createdAt) || arrival + 1) > arrival,
  );
  return { ...memory, ...findOurs(here, await parts.self()) };
}

/** An issue that we meet within this time of its opening, in milliseconds, has no past that matters. */
const FRESH = 5 * 60_000;

/** The store may be new: what we and people did to an issue before is then asked of GitHub, once. */
export function mayHavePast(
  { createdAt, comments, labels }: Issue,
  known: Known | null,
  now: number,
): boolean {
  if (known?.triaged || (comments === 0 && labels.length === 0)) return false;
  return !isFresh({ createdAt }, now);
}

export function isFresh({ createdAt }: Pick<Issue, 'createdAt'>, now: number): boolean {
  return now - Date.parse(createdAt) <= FRESH;
}

function remembered(known: Known | null, issue: Issue): IssueMemory {
  return known?.memory ?? firstSeen(issue);
}

function rememberAll(known: Known | null, issue: Issue, acts: readonly DatedAct[]): IssueMemory {
  return recallActs({ ...remembered(known, issue), ...firstSeen(issue) }, acts, issue.createdAt);
}

/** An earlier try may have put labels on, and died before it noted that. */
async function afterTries(
  attempt: number,
  memory: IssueMemory,
  { number, labels }: Issue,
  github: GitHub,
  { self }: RecallParts,
): Promise<IssueMemory> {
  if (attempt === 1 || unclaimed(memory, labels).length === 0) return memory;
  return reclaimLabels(memory, labels, labelActs(await readActs(github, number), await self()));
}

/** An earlier try may have edited our comment, and died before it noted that. What a person made of it is not ours. */
async function reread(ours: OurComment, github: GitHub): Promise<OurComment> {
  const marked = parseMarked((await github.comment(ours.id))?.body ?? '');
  if (!marked) return ours;
  const digest = commentDigest(marked.text);
  return digest === marked.marker.digest ? { ...ours, digest } : ours;
}

/** What stands on an issue before we know it may be an issue form's: nobody's word on whose it is. */
function firstSeen({ labels }: Issue): IssueMemory {
  return labels.length > 0 ? { ...NO_MEMORY, before: labels } : NO_MEMORY;
}

/**
 * Ours by author and marker: a marker in somebody else's comment, even if sent through an app, means nothing. One that
 * was hidden is a no.
 */
function findOurs(comments: readonly Comment[], self: AppIdentity): Partial<IssueMemory> {
  const ours = comments.flatMap((comment) => {
    const marked = isOurs(comment, self) ? parseMarked(comment.body) : null;
    return marked ? [{ ...comment, digest: commentDigest(marked.text) }] : [];
  });
  const shown = ours.find(({ hidden }) => !hidden);
  if (shown) return { comment: { id: shown.id, digest: shown.digest } };
  return ours.length > 0 ? { commentRefused: true } : {};
}

/** Whether this app itself wrote the comment, whatever stands in it. */
export function isOurs({ author, app }: Comment, self: AppIdentity): boolean {
  return (app === self.id && author?.bot === true) || author?.login === `${self.slug}[bot]`;
}
