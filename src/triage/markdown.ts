/**
 * Text of an issue – symbols, files – reaches our comments only through these functions, and only into code: it
 * can name nobody, link nowhere and end nothing.
 */

/** Longer names tell nobody more. */
const LONGEST = 160;

/** A line of a block may hold a name and a place. */
const LONGEST_LINE = 2 * LONGEST + 80;

/** Keeps text from being acted upon where it is shown without its code spans, as in a mail. */
const BREAK = '\u200b';

/** @example codeSpan('a`b') // '``a`b``' */
export function codeSpan(text: string, longest = LONGEST): string {
  const clean = broken(shorten(visibleText(text), longest));
  const fence = '`'.repeat(longestRun(clean) + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') || clean === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/**
 * What stands in a cell of a table, where a bar would end the cell even in code. Backslashes before a bar are left
 * out: readers of tables do not agree on what an even number of them means.
 */
export function inCell(markdown: string): string {
  return markdown.replace(/(?<!\\)\\*\|/g, '\\|');
}

/** Lines of text in a fence that none of them can end. */
export function codeBlock(lines: readonly string[], language: 'text' | 'mermaid' = 'text'): string {
  const clean = lines.map((line) => broken(shorten(visibleText(line), LONGEST_LINE)));
  const fence = '`'.repeat(Math.max(3, ...clean.map((line) => longestRun(line) + 1)));
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

/** A paragraph or list that the reader unfolds. The summary is ours, and plain. */
export function fold(summary: string, content: string): string {
  return content === '' ? '' : `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** Whether text may stand outside of code as it is: in a diagram, whose words Markdown never sees. */
export function isHarmless(text: string): boolean {
  return broken(visibleText(text)) === text;
}

/** What neither hides nor turns round what stands beside it; equal for text that is harmless as it is. */
export function visibleText(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(BLANKS, ' ')
    .replace(HEAPED_MARKS, '$1')
    .replace(RIGHT_TO_LEFT, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Control and format characters, half surrogates, private letters, and all that is drawn as nothing: zero width,
 * tags, variation selectors, fillers (https://trojansource.codes, https://www.unicode.org/reports/tr36/).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const BLANKS = /\p{Zs}/gu;

/** Two marks on a letter occur in real names; a hundred cover the lines above. */
const HEAPED_MARKS = /(\p{M}{2})\p{M}+/gu;

/** Letters that turn the order of what stands beside them, without any control character. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/gu;

/** Both ends of a long name: the package it begins with, the method it ends with. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const points = Array.from(text);
  if (points.length <= longest) return text;
  const head = Math.floor((longest - 1) / 2);
  return `${points.slice(0, head).join('')}…${points.slice(head + 1 - longest).join('')}`;
}

/** What would call somebody, mark another issue, become a link, or be taken for our marker. */
function broken(text: string): string {
  return text
    .replace(/@(?=[\w-])/g, `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/\bgh-(?=\d)/gi, (found) => `${found}${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    .replace(/www(?=\.)/gi, (found) => `${found}${BREAK}`)
    .replace(/<(?=!--)/g, `<${BREAK}`);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
