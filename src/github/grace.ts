import type { Grace, IssueMemory } from '../triage/types.ts';
import type { Act, AppIdentity, Comment, GitHub } from './github.ts';

/**
 * What people did since our comment, read from GitHub itself: an objection must count though its event was lost, or came
 * before we knew the issue. In doubt – the same second – it is one.
 */
export async function readGrace(
  github: GitHub,
  self: AppIdentity,
  issue: number,
  { comment, closing }: IssueMemory,
): Promise<Grace> {
  const comments = await github.comments(issue);
  const ours = comments.find(({ id }) => id === comment?.id);
  const objection =
    saidAgainst(comments, ours) ??
    (ours ? actedAgainst(await github.acts(issue), ours.createdAt, self) : null);
  const repeated = objection === null && closing ? await github.issue(closing.of) : null;
  const isOpen = repeated?.state === 'open' && !repeated.isPullRequest;
  return { objection, canonical: isOpen ? (repeated.id ?? null) : null };
}

function saidAgainst(comments: readonly Comment[], ours: Comment | undefined): string | null {
  if (!ours) return 'our comment is gone';
  if (ours.hidden) return 'our comment was hidden';
  if (ours.thumbsDown > 0) return 'somebody answered with 👎';
  const later = comments.slice(comments.indexOf(ours) + 1);
  // An account that was deleted was mostly a person's.
  return later.some(({ author, app }) => app === null && author?.bot !== true) ? 'somebody commented' : null;
}

function actedAgainst(acts: readonly Act[], since: string, self: AppIdentity): string | null {
  const theirs = acts.filter(({ at, by, app }) => at >= since && by?.bot !== true && app !== self.id);
  return theirs.map(({ event }) => OBJECTIONS[event]).find((because) => because !== undefined) ?? null;
}

/** https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
const OBJECTIONS: Readonly<Record<string, string>> = {
  labeled: 'somebody changed a label',
  unlabeled: 'somebody changed a label',
  reopened: 'somebody reopened it',
  unmarked_as_duplicate: 'somebody took the duplicate mark away',
  assigned: 'somebody was assigned',
  milestoned: 'somebody put it on a milestone',
  pinned: 'somebody pinned it',
};
