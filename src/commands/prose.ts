import type { Paragraph, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { openElements } from './elements.ts';

/**
 * Which lines of a comment are plain prose at the top level of the document, the only place where a command
 * counts. Read from a CommonMark tree, not from patterns: whether a line is code, quoted or hidden depends on
 * everything above it.
 *
 * GitHub's Markdown has four forms that CommonMark lacks and that must not be read either: tables, footnotes,
 * `$$` formulas and `~~` crossed-out text. They are looked for in the paragraphs they turn up in.
 * https://github.github.com/gfm/ · https://docs.github.com/en/get-started/writing-on-github
 */

/** Emphasis is quadratic in the parser, and it hides nothing: a command in a bold paragraph is one. */
const EXTENSIONS = [{ disable: { null: ['attention'] } }];

/** Inside these a line is code, a link's text or hidden. */
const HIDING = new Set(['inlineCode', 'link', 'linkReference', 'image', 'imageReference', 'html']);

/**
 * The numbers (from 1) of the lines that begin as prose at the top level.
 *
 * @example
 * proseLines('a\n> b\n\nc') // lines 1 and 4
 */
export function proseLines(lines: readonly string[]): ReadonlySet<number> {
  const { children } = fromMarkdown(lines.join('\n'), { extensions: EXTENSIONS });
  const elements = openElements(children);
  const found = new Set<number>();
  for (const [index, block] of children.entries()) {
    if (block.type !== 'paragraph' || continuesFootnote(block, children[index - 1])) continue;
    for (const line of readableLines(block, lines)) {
      if (!elements.hide(line)) found.add(line);
    }
  }
  return found;
}

/** A footnote of one word, `[^1]: see`, is a link definition to CommonMark; the line after it goes on with the footnote. */
function continuesFootnote(block: Paragraph, above: RootContent | undefined): boolean {
  if (above?.type !== 'definition' || !above.identifier.startsWith('^')) return false;
  return lastLine(above) === firstLine(block) - 1;
}

/** The lines of a paragraph whose first character is prose. */
function readableLines(block: Paragraph, lines: readonly string[]): readonly number[] {
  const first = firstLine(block);
  const texts = lines.slice(first - 1, lastLine(block));
  const end = Math.min(tableStart(texts), footnoteStart(texts));
  const readable = texts.slice(0, end).map((_, index) => first + index);
  const marked = [pairedLines(texts, '$$'), pairedLines(texts, '~~')];
  return readable.filter((line) => {
    return !isHidden(line, block) && !marked.some((inside) => inside.has(line - first));
  });
}

/** A node that began on an earlier line and is still open where this line begins. */
function isHidden(line: number, block: Paragraph): boolean {
  return block.children.some((node) => {
    return HIDING.has(node.type) && firstLine(node) < line && line <= lastLine(node);
  });
}

/**
 * A table begins with its header, the line above `|---|---|`, and goes to the end of the paragraph.
 * https://github.github.com/gfm/#tables-extension-
 */
function tableStart(texts: readonly string[]): number {
  const rule = texts.findIndex((text, index) => {
    return index > 0 && isTableRule(text) && cells(text) === cells(texts[index - 1] ?? '');
  });
  return rule < 0 ? texts.length : rule - 1;
}

function isTableRule(text: string): boolean {
  return /^[ \t|:-]+$/.test(text) && text.includes('-') && /[|:]/.test(text);
}

function cells(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.replaceAll('\\|', '').split('|').length;
}

/** `[^1]: text` begins a footnote anywhere, and what follows goes on with it. */
function footnoteStart(texts: readonly string[]): number {
  const start = texts.findIndex((text) => /^ {0,3}\[\^[^\]\s]+\]:/.test(text));
  return start < 0 ? texts.length : start;
}

/** The lines that begin between an opening mark and its closing one, counted from 0. */
function pairedLines(texts: readonly string[], mark: string): ReadonlySet<number> {
  const inside = new Set<number>();
  let waiting: number[] = [];
  let isOpen = false;
  for (const [index, text] of texts.entries()) {
    if (isOpen) waiting.push(index);
    for (let left = text.split(mark).length - 1; left > 0; left--) {
      if (isOpen) waiting.forEach((line) => inside.add(line));
      waiting = [];
      isOpen = !isOpen;
    }
  }
  return inside;
}

function firstLine(node: RootContent): number {
  return node.position?.start.line ?? 0;
}

function lastLine(node: RootContent): number {
  return node.position?.end.line ?? 0;
}
