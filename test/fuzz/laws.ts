import {
  classOfFrame,
  createRaceReader,
  fingerprint,
  MOST_REPORTS,
  ownModules,
  parseRaceReports,
  patternsOf,
  raceMentioned,
  renderReport,
  sides,
  testsNamed,
} from '../../src/race/index.ts';
import type { Frame, RaceReport } from '../../src/race/index.ts';
import type { Random } from './random.ts';

/** What holds for every text, by name; a law that is broken throws or says how. */
export const LAWS: Readonly<Record<string, (text: string, random: Random) => string | null>> = {
  'reading twice gives the same': (text) => {
    const twice = [parseRaceReports(text), parseRaceReports(text)].map((reports) => JSON.stringify(reports));
    return twice[0] === twice[1] ? null : 'another result the second time';
  },
  'everything that is asked of a report has an answer': (text) => first(parseRaceReports(text), answers),
  'names of tests stand in the text': (text) => {
    raceMentioned(text, text.slice(0, 200));
    return first(testsNamed(text), (name) => (isSpelt(name, text) ? null : `no ${name} in the text`));
  },
  'what is missing is said': (text) => first(parseRaceReports(text), damage),
  'lines are lines of the text': (text) => {
    const lines = text.split('\n').length;
    const reports = parseRaceReports(text);
    const unsorted = reports.some((report, i) => report.span.from < (reports[i - 1]?.span.from ?? 0));
    return unsorted ? 'the reports are out of order' : first(reports, (report) => places(report, lines));
  },
  'every frame stands in the text': (text) => {
    const lines = text.split('\n');
    return first(parseRaceReports(text).flatMap(framesOf), (frame) => quoted(frame, lines));
  },
  'a frame takes a pair of brackets': (text) => {
    const most = (text.match(/[(#]|\\u0028|\|0x0028/g) ?? []).length;
    const frames = parseRaceReports(text).flatMap(framesOf).length;
    return frames <= most ? null : `${frames} frames of ${most} brackets`;
  },
  'a log in pieces is the log': (text, random) => {
    const whole = JSON.stringify(readIn([text]));
    return JSON.stringify(readIn(pieces(text, random))) === whole ? null : 'the pieces give something else';
  },
  'a log is read as an issue is': (text) => {
    if (text.includes('<!--')) return null;
    const log = readIn([text]).sort((a, b) => a.span.from - b.span.from);
    if (log.length > MOST_REPORTS) return null;
    return JSON.stringify(log) === JSON.stringify(parseRaceReports(text)) ? null : 'two results';
  },
  'a report that is printed again reads the same': (text) =>
    first(parseRaceReports(text).filter(isPlain), (report) => {
      const again = parseRaceReports(renderReport(report)).map(canonical);
      return JSON.stringify(again) === JSON.stringify([canonical(report)]) ? null : renderReport(report);
    }),
};

/** The first complaint. */
function first<T>(values: readonly T[], complaint: (value: T) => string | null): string | null {
  for (const value of values) {
    const found = complaint(value);
    if (found !== null) return found;
  }
  return null;
}

function answers(report: RaceReport): string | null {
  const { exact, likely, sides: sided, fork } = fingerprint(report);
  const own = ownModules(report);
  sides(report, { harness: ['p'], siblings: ['github.com/o/r'] });
  patternsOf(report);
  renderReport(report);
  framesOf(report).forEach((frame) => classOfFrame(frame, {}, own));
  const wrong = [exact, likely, fork, ...sided].find(
    (key) => key !== null && !/^rt1:[0-9a-f]{16}$/.test(key),
  );
  return wrong === undefined ? null : `the key ${wrong}`;
}

/** One of these says why a report is not complete. */
const REASONS =
  /^(?:no-access|one-access|broken-access|no-frames|stack-not-restored|no-creation-stack|frame-without-file|cut)$/;

function damage({ complete, defects, accesses }: RaceReport): string | null {
  if (complete && accesses.length !== 2) return 'complete without two accesses';
  return complete || defects.some(({ code }) => REASONS.test(code)) ? null : 'not complete for no reason';
}

function places({ span, defects, accesses, goroutines }: RaceReport, lines: number): string | null {
  if (!(span.from >= 1 && span.from <= span.to && span.to <= lines)) return `span ${span.from} to ${span.to}`;
  const outside = [...accesses, ...goroutines].some(({ frames }) =>
    frames.some(({ at }, i) => at < (frames[i - 1]?.at ?? span.from) || at > span.to),
  );
  if (outside) return 'a frame outside the span, or above the one before it';
  const wrong = defects.find(({ line }, i) => line < (defects[i - 1]?.line ?? 1) || line > lines + 1);
  return wrong === undefined ? null : `the defect ${wrong.code} on line ${wrong.line}`;
}

function framesOf({ accesses, goroutines }: RaceReport): readonly Frame[] {
  return [...accesses, ...goroutines].flatMap(({ frames }) => frames);
}

/** A message of `go test -json` may hold a part of a line, so there the lines below count too. */
function quoted({ symbol, file, at }: Frame, lines: readonly string[]): string | null {
  const line = lines[at - 1] ?? '';
  const below = lines.slice(at - 1).join('\n');
  if (!isSpelt(symbol, line.includes('{"') ? below : line)) return `line ${at} has no ${symbol}`;
  return file === null || isSpelt(file, below) ? null : `no ${file} from line ${at} on`;
}

/** Letters and digits come in this order; between them may stand what was undone: escapes, tags, colours. */
function isSpelt(name: string, text: string): boolean {
  if (text.includes(name) || /\\u|\|0x/.test(text)) return true;
  let at = 0;
  for (const letter of name.replaceAll(/[^A-Za-z0-9]/g, '')) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function readIn(chunks: readonly string[]): RaceReport[] {
  const reader = createRaceReader();
  return [...chunks.flatMap((chunk) => reader.feed(chunk)), ...reader.end()];
}

function pieces(text: string, random: Random): string[] {
  const out: string[] = [];
  const longest = random.pick([2, 40, 400, 8000]);
  for (let at = 0; at < text.length;) {
    const length = 1 + random.below(longest);
    out.push(text.slice(at, at + length));
    at += length;
  }
  return out;
}

/** Go's, without defects, and of characters that no markup is made of. */
function isPlain(report: RaceReport): boolean {
  if (report.dialect !== 'go' || report.defects.length > 0) return false;
  return framesOf(report).every(
    ({ symbol, file }) => !/[&\\|`]|<(?!autogenerated>)/.test(`${symbol}${file}`),
  );
}

/** Without where it stood. */
function canonical({ dialect, complete, accesses, goroutines }: RaceReport): unknown {
  const bare = <S extends { readonly frames: readonly Frame[] }>(stack: S) => ({
    ...stack,
    frames: stack.frames.map((frame) => ({ ...frame, at: 0 })),
  });
  return { dialect, complete, accesses: accesses.map(bare), goroutines: goroutines.map(bare) };
}
