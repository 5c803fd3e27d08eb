import { unmarked, withoutComments, withoutEscapes } from './markup.ts';
import { messageOf } from './messages.ts';
import { withoutPrefix } from './prefix.ts';

/**
 * Whether a text without a readable report still shows that a race was detected: a `WARNING` line that lost its
 * accesses, the line a failed test prints, or a title that says so. Not: prose, source code, templates, findings of
 * linters, crashes of the runtime (`fatal error: concurrent map writes`).
 * @param text the body of an issue, or a log
 * @param title of the issue
 * @example raceMentioned('--- FAIL: TestX\n    testing.go:1490: race detected during execution of test') // true
 */
export function raceMentioned(text: string, title = ''): boolean {
  return titleSaysRace(title) || bodyShowsRace(text);
}

/** `data race in session`, `DATA RACE: …`; not the linter's `datarace:` rule, nor talk of the detector. */
const RACE_TITLE = /\bdata[ -]?races?\b/i;
const OTHER_TITLE =
  /\bno data[ -]?races?\b|\bdatarace:|\bdata[ -]?races? (?:detector|detection|checks?)\b|\blint/i;

function titleSaysRace(title: string): boolean {
  return RACE_TITLE.test(title) && !OTHER_TITLE.test(title);
}

const SIGNS = ['DATA RACE', 'race detected', 'exit status 66', 'ThreadSanitizer: '];

function bodyShowsRace(text: string): boolean {
  if (!SIGNS.some((sign) => text.includes(sign))) return false;
  const plain = withoutComments(withoutEscapes(text));
  const sample = plain.includes('net.(*pollServer).AddFD');
  for (const line of plain.split('\n')) {
    if (!SIGNS.some((sign) => line.includes(sign))) continue;
    const output = (messageOf(line)?.output ?? line).split('\n');
    if (output.some((part) => lineShowsRace(part, sample))) return true;
  }
  return false;
}

/** `    testing.go:1867: race detected during execution of test`; benchmark.go up to Go 1.19. */
const DETECTED =
  /^(?:(?:testing|benchmark|fuzz)\.go:\d{1,6}: |testing: )?race detected (?:during execution of|outside of) (?:test|benchmark)/;
/** The line as it is printed, alone or with another writer's output stuck to it. */
const WARNING_LINE = /^WARNING: DATA RACE(?:$|\d{4}[-/])/;
const TSAN_WARNING_LINE =
  /^WARNING: ThreadSanitizer: (?:data race|heap-use-after-free|Swift access race|race on )/;
/** `go run` and `go test` print it for the detector's own exit code (`GORACE=exitcode`). */
const EXIT_STATUS = /^exit status 66$/;

function lineShowsRace(line: string, sample: boolean): boolean {
  const text = withoutPrefix(
    unmarked(line)
      .join(' ')
      .trim()
      .replace(/^`{3,}\w*\s*/, ''),
  );
  if (DETECTED.test(text) || EXIT_STATUS.test(text) || TSAN_WARNING_LINE.test(text)) return true;
  return !sample && WARNING_LINE.test(text);
}
