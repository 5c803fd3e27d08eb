/**
 * Text of an issue – symbols, files – reaches our comments only through these functions, and only into code: it
 * can name nobody, link nowhere and end nothing.
 */

/** Control characters, and those that turn or hide text (https://trojansource.codes). */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Longer names tell nobody more. */
const LONGEST = 160;

/** Keeps `@` from naming anybody, also where mail shows the text without its code spans. */
const BREAK = '\u200b';

/** @example codeSpan('a`b') // '``a`b``' */
export function codeSpan(text: string): string {
  const clean = plain(text);
  const fence = '`'.repeat(longestRun(clean) + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') || clean === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A code span within a table, where a bar would end the cell even in code. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** Lines of text in a fence that none of them can end. */
export function codeBlock(lines: readonly string[]): string {
  const clean = lines.map((line) => broken(line.replace(INVISIBLE, '')));
  const fence = '`'.repeat(Math.max(3, ...clean.map((line) => longestRun(line) + 1)));
  return [`${fence}text`, ...clean, fence].join('\n');
}

function plain(text: string): string {
  const clean = text.replace(INVISIBLE, '');
  return broken(clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean);
}

/** The names that would call somebody, and the references that would mark another issue. */
function broken(text: string): string {
  return text.replace(/@(?=[\w-])/g, `@${BREAK}`).replace(/#(?=\d)/g, `#${BREAK}`);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
