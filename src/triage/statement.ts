import { sameRepository } from './reference.ts';
import type { RepositoryRef } from './job.ts';

/**
 * The words by which people mark an issue as a duplicate on GitHub itself: the first line of a comment says so and
 * nothing else
 * (https://docs.github.com/en/issues/tracking-your-work-with-issues/administering-issues/marking-issues-or-pull-requests-as-a-duplicate).
 *
 * @returns the number of the issue that is named; null where the comment says no such thing, or names an issue of
 * another repository
 * @example statedDuplicate('Duplicate of #12', repository) // 12
 */
export function statedDuplicate(
  comment: string,
  repository: Pick<RepositoryRef, 'owner' | 'name'>,
): number | null {
  const words = FIRST_LINE.exec(comment.slice(0, LONGEST));
  return words ? sameRepository(words[1] ?? '', repository) : null;
}

/** `Duplicate of #12.` – at most a full stop behind the reference. */
const FIRST_LINE = /^[ \t\r\n]{0,20}duplicate of[ \t]{1,4}([^\s]{1,200}?)\.?[ \t]{0,20}(?:\r?\n|$)/i;

/** No reference is longer. */
const LONGEST = 400;
