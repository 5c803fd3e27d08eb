import { unmarked } from './markup.ts';
import { afterShape, withoutPrefix } from './prefix.ts';
import { recognise, WARNING } from './recognise.ts';
import type { Token } from './tokens.ts';

/** What one line of the text says. */
export interface LineReading {
  readonly tokens: readonly Token[];
  /** The first token stands at the start of the line, after prefixes. */
  readonly atStart: boolean;
  /** What stood before a header, to be expected on the lines that follow; null where no header is. */
  readonly prefix: string | null;
}

/** An empty line, after prefixes. */
export const BLANK: LineReading = { tokens: [], atStart: true, prefix: null };
/** Something that is no part of a report. */
const FOREIGN: LineReading = { tokens: [], atStart: true, prefix: null };
/** The start or the end of a Markdown code block. */
export const FENCE: LineReading = { tokens: [], atStart: true, prefix: null };

/**
 * @param line one line, without its line feed
 * @param shape what stood before the last header (`afterShape`)
 * @returns its tokens; lines that need no cleaning are recognised at once, all others go through the whole mill
 */
export function readLine(line: string, shape: string): LineReading {
  const text = line.trim();
  if (text === '') return BLANK;
  if (shape !== '') return readPrefixed(line, text, shape);
  const token = text.includes('&') || text.includes('\\') ? null : recognise(text);
  return token === null
    ? readMarked(text)
    : { tokens: [token], atStart: true, prefix: isHeader(token) ? '' : null };
}

function readPrefixed(line: string, text: string, shape: string): LineReading {
  const from = afterShape(line, shape);
  if (from < 0) return readLine(line, '');
  const rest = line.slice(from).trim();
  if (rest === '') return BLANK;
  const token = rest.includes('&') || rest.includes('\\') ? null : recognise(rest);
  if (token !== null)
    return { tokens: [token], atStart: true, prefix: isHeader(token) ? line.slice(0, from) : null };
  const reading = readMarked(rest);
  return reading.tokens.length > 0 || rest === text ? reading : readMarked(text);
}

function isHeader(token: Token): boolean {
  return token.kind === 'warning' || token.kind === 'access';
}

function readMarked(text: string): LineReading {
  const fence = FENCE_START.exec(text);
  if (fence !== null) return readFence(text.slice(fence[0].length));
  if (!mayMatter(text)) return withoutPrefix(text) === '' ? BLANK : FOREIGN;
  if (isQuotedSource(text)) return FOREIGN;
  const pieces = unmarked(text);
  if (pieces.length === 1) return readPiece((pieces[0] ?? '').trim());
  const readings = pieces.map((piece) => readPiece(piece.trim()));
  const tokens = readings.flatMap((reading) => reading.tokens);
  return tokens.length === 0 ? FOREIGN : { tokens, atStart: true, prefix: null };
}

/** ` ``` `, `~~~text`, `> ```go`. */
const FENCE_START = /^(?:> ?){0,6}(?:`{3,}|~{3,})/;

/** ` ```================== `: text on the line of the fence. */
function readFence(info: string): LineReading {
  const text = info.trim();
  const reading = mayMatter(text) ? readPiece(text) : FENCE;
  return reading.tokens.length === 0 ? FENCE : reading;
}

/** Without one of these a line cannot be part of a report, whatever stands before or behind. */
const SIGNS = [
  '()',
  '+0x',
  'oroutine',
  'DATA RACE',
  '==========',
  'restore the stack',
  '--- ',
  '=== RUN',
  'FAIL',
  'ok ',
  'by ',
  ' at 0x',
  'ThreadSanitizer',
  ' #',
];

function mayMatter(text: string): boolean {
  return SIGNS.some((sign) => text.includes(sign));
}

/** `"WARNING: DATA RACE\nRead at …"` in source code: a report somebody wrote, not one that was printed. */
function isQuotedSource(text: string): boolean {
  if (!text.includes('\\n') || !/["']/.test(text)) return false;
  return text.includes('RACE\\n') || text.includes(':\\n') || text.includes('()\\n') || text.includes('=\\n');
}

function readPiece(text: string): LineReading {
  const token = recognise(text);
  if (token !== null) return { tokens: [token], atStart: true, prefix: null };
  const rest = withoutPrefix(text).replace(TRAILING, '');
  if (rest === '') return BLANK;
  const prefix = text.slice(0, Math.max(0, text.indexOf(rest)));
  const bare = rest === text ? null : recognise(rest);
  if (bare !== null) return { tokens: [bare], atStart: true, prefix: isHeader(bare) ? prefix : null };
  return readParts(text, rest, prefix);
}

/** A table's last bar, a line break by two blanks or backslash, the quote of a string. */
const TRAILING = /[ |`]{1,8}$/;

/** A header behind something else, a frame on one line, or a whole report on one line. */
function readParts(text: string, rest: string, known: string): LineReading {
  const tokens: Token[] = [];
  let first = -1;
  for (const part of partsOf(rest)) {
    const token = recognise(part.text) ?? recognise(afterGap(part.text));
    if (token === null) continue;
    if (tokens.length === 0) first = part.at + part.text.length - lengthOf(part.text);
    tokens.push(token);
  }
  if (tokens.length === 0 || isWritten(rest, first)) return FOREIGN;
  const [only] = tokens;
  const header = tokens.length === 1 && only !== undefined && isHeader(only);
  return { tokens, atStart: first === 0, prefix: header ? prefixBefore(text, known.length + first) : null };
}

function lengthOf(text: string): number {
  return recognise(text) === null ? afterGap(text).length : text.length;
}

/** `+WARNING: DATA RACE` in a diff, `"WARNING: DATA RACE",` in source code: the report was written, not printed. */
function isWritten(text: string, first: number): boolean {
  const before = text[first - 1];
  return before === '"' || before === "'" || (first === 1 && (before === '+' || before === '-'));
}

function prefixBefore(text: string, length: number): string | null {
  return length > 0 && length <= LONGEST_PREFIX ? text.slice(0, length) : null;
}

const LONGEST_PREFIX = 300;

/** Where a line that holds several things is cut: around each header, after `()`, after the offset. */
const CUTS = new RegExp(
  [
    WARNING,
    String.raw`(?:previous )?(?:read|write) (?:at 0x[0-9a-f]{6,16} )?by (?:main goroutine|goroutine \d{1,15}):`,
    String.raw`goroutine \d{1,15} \((?:running|finished)\) created at:`,
    String.raw`\[failed to restore the stack\]`,
    '(?<!=)={10,40}(?!=)',
    String.raw`\(\)(?= |\t|$)`,
    String.raw`[ \t]\+0x[0-9a-f]{1,16}(?![0-9a-z])`,
  ].join('|'),
  'gi',
);

function* partsOf(text: string): Generator<{ readonly text: string; readonly at: number }> {
  let from = 0;
  for (const match of text.matchAll(CUTS)) {
    const end = match.index + match[0].length;
    const whole = match[0].startsWith('()') || match[0].includes('+0x');
    const start = whole ? skipBlanks(text, from) : match.index;
    yield { text: text.slice(start, end), at: start };
    from = end;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
  return at;
}

/** What follows the last indentation: the printer puts two blanks before a symbol and six before a file. */
function afterGap(text: string): string {
  const gap = Math.max(text.lastIndexOf('  '), text.lastIndexOf('\t'));
  return gap < 0 ? text : text.slice(gap).trim();
}
