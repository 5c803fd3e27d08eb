import { isOurs } from '../github/recall.ts';
import { type AppIdentity, type Comment, type GitHub, GitHubError, NotNow } from '../github/github.ts';
import type { Store } from '../store/store.ts';
import type { RepositoryRef } from '../triage/job.ts';
import { commentDigest, parseMarked, readReplyMarker } from '../triage/marker.ts';

/** A request is given up after this time, in milliseconds; until then it may still come through. */
const UNDER_WAY = 30_000;

/** What the managed comment is called among the intents. */
export const MANAGED = 'comment';

export interface PostOnceParts {
  readonly store: Pick<Store, 'intent' | 'intend' | 'dropIntent'>;
  readonly self: () => Promise<AppIdentity>;
  /** How long a new comment may be missing from GitHub's lists, in milliseconds. */
  readonly listLag: number;
  readonly now: () => number;
}

/**
 * The same calls, but a comment of ours is created once, although the answer may be lost, the process killed and
 * GitHub's lists late: what is about to be posted is written down first; where that was done before, we look for what
 * came of it, for as long as it may take to show, before we post again.
 */
export function postOnce(github: GitHub, repository: RepositoryRef, parts: PostOnceParts): GitHub {
  return {
    ...github,
    async createComment(issue, body) {
      const what = nameOf(body);
      if (what === null) return await github.createComment(issue, body);
      const until = await parts.store.intent(repository.id, issue, what);
      // A list tells what was there when it was asked for, however long its pages take.
      const asked = parts.now();
      const posted = until === null ? null : await find(github, issue, what, parts);
      if (posted) return await takeOver(github, posted, body);
      if (until !== null && until > asked)
        throw new NotNow(
          `a comment on issue ${issue} may have come through; looking again`,
          Math.max(0, until - parts.now()),
        );
      return await post(github, { repository: repository.id, issue, what, body }, parts);
    },
  };
}

interface Posting {
  readonly repository: number;
  readonly issue: number;
  readonly what: string;
  readonly body: string;
}

async function post(
  github: GitHub,
  { repository, issue, what, body }: Posting,
  { store, listLag, now }: PostOnceParts,
): Promise<{ id: number }> {
  await store.intend(repository, issue, what, now() + UNDER_WAY + listLag);
  try {
    return await github.createComment(issue, body);
  } catch (error) {
    if (isRefusal(error)) await store.dropIntent(repository, issue, what);
    else await store.intend(repository, issue, what, now() + listLag);
    throw error;
  }
}

/** Nothing came of it for certain: it was not sent at all, or GitHub said no. */
function isRefusal(error: unknown): boolean {
  if (error instanceof NotNow) return true;
  return error instanceof GitHubError && error.status >= 400 && error.status < 500 && error.status !== 408;
}

/** What a comment of ours is, by its marker: the managed one, or the answer to a command. */
function nameOf(body: string): string | null {
  if (parseMarked(body)) return MANAGED;
  const answered = readReplyMarker(body);
  return answered === null ? null : `reply ${answered}`;
}

async function find(
  github: GitHub,
  issue: number,
  what: string,
  { self }: PostOnceParts,
): Promise<Comment | null> {
  const us = await self();
  const comments = await github.comments(issue);
  return comments.find((comment) => isOurs(comment, us) && nameOf(comment.body) === what) ?? null;
}

/** The managed comment may say by now what was true then. */
async function takeOver(github: GitHub, { id, body: there }: Comment, body: string): Promise<{ id: number }> {
  const [found, wanted] = [parseMarked(there), parseMarked(body)];
  if (found && wanted && commentDigest(found.text) !== commentDigest(wanted.text))
    await github.updateComment(id, body);
  return { id };
}
