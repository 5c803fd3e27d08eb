import markdownIt from 'markdown-it';
import { OpenElements } from './elements.ts';

/**
 * Which lines of a comment are plain prose at the top level of the document, the only place where a command
 * counts. Read by a CommonMark parser, not by patterns: whether a line is code, quoted or hidden depends on
 * everything above it.
 *
 * GitHub's Markdown has four forms that CommonMark lacks and that must not be read either: tables, footnotes,
 * `$$` formulas and `~~` crossed-out text. They are looked for in the paragraphs they turn up in.
 * https://github.github.com/gfm/ · https://docs.github.com/en/get-started/writing-on-github
 */

/** Emphasis hides nothing: a command in a bold paragraph is one. */
const PARSER = markdownIt('commonmark').disable('emphasis');

/**
 * `[label]: address` is a block of its own to the parser. GitHub takes it off a paragraph when that is over, so that until
 * then the lines below go on with the quote or the list it stands in, or with the footnote. A line must be prose both ways.
 */
const WITHOUT_DEFINITIONS = markdownIt('commonmark').disable(['emphasis', 'reference']);

type Token = ReturnType<typeof PARSER.parse>[number];

/** What the parser keeps of a text beside its blocks: the addresses that definitions give to labels. */
type Env = NonNullable<Parameters<typeof PARSER.parse>[1]>;

/** A paragraph at the top level: its lines, counted from 0, without the one after the last. */
interface Paragraph {
  readonly from: number;
  readonly to: number;
  /** Those of its lines that begin outside code, links and hidden HTML. */
  readonly open: readonly number[];
}

/**
 * The numbers (from 1) of the lines that begin as prose at the top level, of those that are `wanted`.
 *
 * @param wanted says so of lines that begin with at most three blanks and a character that means nothing in Markdown
 * @example
 * proseLines(['/a', '> b', '/c', '', '/d'], (line) => line.startsWith('/')) // lines 1 and 5
 */
export function proseLines(lines: readonly string[], wanted: (line: string) => boolean): ReadonlySet<number> {
  const marked = lines.map((line, i) => (wanted(line) ? begin(plain(line), i) : plain(line)));
  const text = marked.join('\n');
  const read = (parser: typeof PARSER, env: Env): number[] =>
    paragraphs(parser.parse(text, env)).flatMap((paragraph) => readable(paragraph, lines));
  // The addresses that the first reading finds make links of labels in the second.
  const found: Env = {};
  const blocks = read(PARSER, found);
  const whole = new Set(read(WITHOUT_DEFINITIONS, { references: byPlainLabel(found.references ?? {}) }));
  return new Set(blocks.filter((line) => whole.has(line)).map((line) => line + 1));
}

/**
 * A line that is asked about is marked where its text begins, and is prose where the mark comes out as text: the parser
 * tells on which lines a paragraph lies, but not what of it. The marks are characters of the private use area, which mean
 * nothing in Markdown; a comment that holds some itself loses them before.
 */
const [BEGIN, END] = ['\uE000', '\uE001'];

function begin(line: string, number: number): string {
  const text = line.trimStart();
  return `${line.slice(0, line.length - text.length)}${BEGIN}${number}${END}${text}`;
}

function plain(line: string): string {
  return line.replace(/[\uE000\uE001]/g, '\uFFFD');
}

/** A label may go over several lines, and is marked then; a definition is not. */
function byPlainLabel(references: NonNullable<Env['references']>): typeof references {
  return new Proxy(references, {
    get: (all, label) => all[String(label).replace(/\uE000\d+\uE001/g, '')],
  });
}

function markedIn(text: string): number[] {
  return [...text.matchAll(/\uE000(\d+)\uE001/g)].map(([, number]) => Number(number));
}

/** Read in the order of the document: an element that was opened stays open until its last tag. */
function paragraphs(tokens: readonly Token[]): Paragraph[] {
  const found: Paragraph[] = [];
  const elements = new OpenElements();
  for (const [i, token] of tokens.entries()) {
    if (token.type === 'html_block') elements.read(token.content);
    if (token.type !== 'inline') continue;
    const open = openLines(token.children ?? [], elements);
    const before = tokens[i - 1];
    if (before?.type !== 'paragraph_open' || before.level > 0 || !token.map) continue;
    found.push({ from: token.map[0], to: token.map[1], open });
  }
  return found;
}

function openLines(children: readonly Token[], elements: OpenElements): number[] {
  const found: number[] = [];
  let links = 0;
  for (const { type, content } of children) {
    if (type === 'html_inline') elements.read(content);
    if (type === 'link_open') links += 1;
    if (type === 'link_close') links -= 1;
    if (type === 'text' && links === 0 && !elements.hide) found.push(...markedIn(content));
  }
  return found;
}

/** The lines of a paragraph whose first character is prose. */
function readable({ from, to, open }: Paragraph, lines: readonly string[]): readonly number[] {
  const texts = lines.slice(from, to);
  const end = from + Math.min(tableStart(texts), footnoteStart(texts));
  const inside = [pairedLines(texts, '$$'), pairedLines(texts, '~~')];
  return open.filter((line) => line < end && !inside.some((lines) => lines.has(line - from)));
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
