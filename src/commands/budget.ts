/**
 * What a comment may hold before it goes through the Markdown parser. That parser is quadratic or worse in
 * nesting (measured on 60,000 characters: `>>>>…` 18 s, `1. 1. 1. …` 55 s, `> - > - …` 93 s), so a comment that
 * nests like no person does is refused, in time linear in its length. Within these limits the worst comment
 * found took 0.4 s.
 */

/** GitHub's own limit for a comment. */
const MOST_CHARS = 65_536;
/** Lazily continued lines cost the square of their number. */
const MOST_LINES = 2_000;
/** Quote and list marks at the start of one line; old mail threads reach ten. */
const DEEPEST_LINE = 16;
/** Lists that begin inside lists or quotes (`- - a`, `> - a`), by their depth, summed over the comment. */
const MOST_NESTED_MARKS = 500;
/** `[[[[…` is tried as a link from every bracket; a pasted log of that length has about 5,000. */
const MOST_BRACKETS = 8_000;

/**
 * Why a comment is not read, or null where it is.
 *
 * @example
 * overBudget('/race rescan')    // null
 * overBudget('>'.repeat(1000))  // 'quotes and lists are nested too deeply on line 1'
 */
export function overBudget(comment: string, lines: readonly string[]): string | null {
  if (comment.length > MOST_CHARS) return `it has more than ${MOST_CHARS} characters`;
  if (lines.length > MOST_LINES) return `it has more than ${MOST_LINES} lines`;
  if (count(comment, '[') > MOST_BRACKETS) return `it has more than ${MOST_BRACKETS} opening brackets`;
  return tooNested(lines);
}

function tooNested(lines: readonly string[]): string | null {
  let nested = 0;
  for (const [index, line] of lines.entries()) {
    const marks = leadingMarks(line);
    if (marks.list > 0) nested += marks.all - 1;
    if (marks.all > DEEPEST_LINE) return `quotes and lists are nested too deeply on line ${index + 1}`;
    if (nested > MOST_NESTED_MARKS) return 'too many lists stand inside lists or quotes';
  }
  return null;
}

/** The marks that open quotes and lists at the start of a line: `> - 1. text` has three, two of them of lists. */
function leadingMarks(line: string): { all: number; list: number } {
  let all = 0;
  let list = 0;
  let at = skipBlanks(line, 0);
  while (all <= DEEPEST_LINE) {
    const end = markEnd(line, at);
    if (end === at) break;
    all += 1;
    if (line[at] !== '>') list += 1;
    at = skipBlanks(line, end);
  }
  return { all, list };
}

/** `>`, `-`, `+`, `*`, or up to nine digits and `.` or `)`. https://spec.commonmark.org/0.31.2/#list-marker */
function markEnd(line: string, start: number): number {
  if (line[start] === '>') return start + 1;
  if (isOneOf(line[start], '-+*')) return isBlankOrEnd(line[start + 1]) ? start + 1 : start;
  let at = start;
  while (at < start + 9 && isOneOf(line[at], '0123456789')) at += 1;
  const closed = at > start && isOneOf(line[at], '.)') && isBlankOrEnd(line[at + 1]);
  return closed ? at + 1 : start;
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (isOneOf(line[at], ' \t')) at += 1;
  return at;
}

function isBlankOrEnd(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\t';
}

function isOneOf(char: string | undefined, chars: string): boolean {
  return char !== undefined && chars.includes(char);
}

function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1;
  return found;
}
