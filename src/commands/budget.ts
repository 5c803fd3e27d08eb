/**
 * What a comment may hold before it goes through the Markdown parser: as much as GitHub lets people write. Within that
 * the parser took 0.5 s at worst, for tens of thousands of lines, and 0.3 s for brackets in brackets.
 */
const MOST_CHARS = 65_536;

/** More lines than a person writes; a pasted log has 1,400 at the most that one comment holds of it. */
const MOST_LINES = 5_000;

/**
 * Why a comment is not read, or null where it is.
 *
 * @example
 * overBudget('/race rescan', ['/race rescan']) // null
 */
export function overBudget(comment: string, lines: readonly string[]): string | null {
  if (comment.length > MOST_CHARS) return `it has more than ${MOST_CHARS} characters`;
  if (lines.length > MOST_LINES) return `it has more than ${MOST_LINES} lines`;
  return null;
}
