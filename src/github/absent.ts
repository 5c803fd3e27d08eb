import { GitHubError } from './github.ts';

/** Deleted: there is nothing left to change. */
export const DELETED: ReadonlySet<number> = new Set([404, 410]);

/** The page is as it was. */
export const UNCHANGED: ReadonlySet<number> = new Set([304]);

/** Not in this repository any more. A refusal (403) says nothing of the kind. */
export const LEFT: ReadonlySet<number> = new Set([404, 410, 451]);

/** Deleted, moved, empty (409: a repository without a commit), or not for us to see. */
export const UNSEEN: ReadonlySet<number> = new Set([403, 404, 409, 410, 451]);

/** Null where GitHub answers one of these: there is nothing, and that is no failure. */
export async function orNull<T>(statuses: ReadonlySet<number>, found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GitHubError && !error.retryable && statuses.has(error.status)) return null;
    throw error;
  }
}
