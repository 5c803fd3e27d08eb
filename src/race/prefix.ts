/**
 * What log collectors put before a line. Two ways to take it off: the shape seen before the last header of the
 * report, and a table of producers. The shape comes first, since it needs no list.
 */

/**
 * @param line a line of the text
 * @param shape what stood before `WARNING: DATA RACE`; `''` for nothing
 * @returns where the rest of the line begins if it starts with the same shape, else -1. Digits stand for any
 * digits, blanks for any blanks.
 * @example afterShape('[05:00:23.1Z]   p.F()', '[05:00:22.780Z] ') // 16
 */
export function afterShape(line: string, shape: string): number {
  let at = 0;
  for (let i = 0; i < shape.length;) {
    const code = shape.charCodeAt(i);
    const kind = classOf(code);
    if (kind === OTHER) {
      if (!isSame(line.charCodeAt(at), code)) return -1;
      i++;
      at++;
      continue;
    }
    const from = at;
    while (classOf(line.charCodeAt(at)) === kind) at++;
    // A collector may cut the blanks at the end of an empty line.
    if (at === from && at < line.length) return -1;
    while (i < shape.length && classOf(shape.charCodeAt(i)) === kind) i++;
  }
  return at;
}

/**
 * @param line a line of the text, without surrounding blanks
 * @returns the line without the prefixes of known producers; several may stack
 * @example withoutPrefix('520-  2020-10-16T13:03:52.86Z stderr F   p.F()') // 'p.F()'
 */
export function withoutPrefix(line: string): string {
  let text = line;
  for (let round = 0; round < DEEPEST_STACK; round++) {
    const match = ANY_PREFIX.exec(text);
    if (match === null || match[0] === '') return text;
    text = text.slice(match[0].length).trimStart();
  }
  return text;
}

/** Quote in a list in a numbered log of a container under a CI step: six is more than was ever seen. */
const DEEPEST_STACK = 6;

/** `grep -n` writes `520:` before a hit and `521-` before the lines around it. */
function isSame(code: number, shape: number): boolean {
  return code === shape || (isNumberMark(code) && isNumberMark(shape));
}

function isNumberMark(code: number): boolean {
  return code === 0x3a || code === 0x2d;
}

const DIGIT = 1;
const BLANK = 2;
const OTHER = 0;

function classOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  return code === 0x20 || code === 0x09 ? BLANK : OTHER;
}

const DATE_TIME = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?`;
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;

/** One row per producer; each pattern is anchored and bounded, so that matching takes constant time. */
const PREFIXES: readonly { readonly by: string; readonly pattern: string }[] = [
  { by: 'Markdown quotes', pattern: '>' },
  { by: 'Markdown lists', pattern: String.raw`[-*] |\d{1,3}[.)] ` },
  { by: 'tables', pattern: String.raw`\|` },
  { by: 'Jenkins, TeamCity', pattern: String.raw`\[(?:${DATE_TIME}|${CLOCK})\](?:[A-Za-z]?:)?` },
  { by: 'TeamCity steps', pattern: String.raw`\[Step \d{1,4}/\d{1,4}\]` },
  { by: 'kubectl logs --prefix', pattern: String.raw`\[pod/[^\]\s]{1,200}\]` },
  { by: 'GitHub Actions, containers', pattern: String.raw`${DATE_TIME}(?= |\t|$)` },
  { by: 'CRI', pattern: String.raw`std(?:out|err) [FP](?= |$)` },
  { by: 'clocks', pattern: String.raw`${CLOCK}(?= |\t|$)` },
  { by: 'BuildKit', pattern: String.raw`#\d{1,6} (?:\d{1,8}\.\d{1,4}(?= |$))?` },
  { by: 'Cloud Build', pattern: String.raw`Step #\d{1,4}(?: - "[^"]{0,100}")?:` },
  { by: 'Prow', pattern: String.raw`[IWEF]\d{4} ${CLOCK}\]` },
  {
    by: 'journald, syslog',
    pattern: String.raw`[A-Z][a-z]{2} [ \d]\d ${CLOCK} \S{1,100} [^\s:[]{1,100}(?:\[\d{1,10}\])?:`,
  },
  { by: 'gh run view --log', pattern: String.raw`[^\t]{1,200}\t[^\t]{1,200}\t(?=\ufeff?\d{4}-)` },
  { by: 'docker compose', pattern: String.raw`[\w.-]{1,100} {0,40}\|(?= |$)` },
  { by: 'line numbers, grep -n', pattern: String.raw`\d{1,9}(?:[:-](?=[ =A-Za-z]|$)| (?= )|\t| (?=\d{4}-))` },
];

const ANY_PREFIX = new RegExp(`^(?:${PREFIXES.map((row) => row.pattern).join('|')})`);
