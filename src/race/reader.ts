import { closeStack, draftAt, passForeign } from './draft.ts';
import type { Draft } from './draft.ts';
import { extend } from './extend.ts';
import { createLineFeed } from './lines.ts';
import { BLANK, FENCE, readLine } from './line.ts';
import type { LineReading } from './line.ts';
import { isWhole } from './defects.ts';
import { isReport, reportOf } from './report.ts';
import type { FrameContext } from './report.ts';
import type { Token } from './tokens.ts';
import type { Dialect, Line, RaceReport } from './types.ts';

/** Reads a log of any size, piece by piece, in bounded memory. */
export interface RaceReader {
  /** Takes the next piece, cut anywhere; gives the reports that are finished. */
  feed(chunk: string): readonly RaceReport[];
  /** The text is over; gives the reports that were still open. */
  end(): readonly RaceReport[];
}

export interface RaceReaderOptions {
  /** Module paths of the repository the reports belong to: their frames get `origin: 'repository'`. */
  readonly modules?: readonly string[];
}

/**
 * @returns a reader for plain logs, `go test -json` and TeamCity messages; HTML comments are text to it
 * @example
 * const reader = createRaceReader();
 * for await (const chunk of log) for (const report of reader.feed(chunk)) print(report);
 * for (const report of reader.end()) print(report);
 */
export function createRaceReader(options: RaceReaderOptions = {}): RaceReader {
  const context: FrameContext = { modules: options.modules ?? [], symbols: new Map() };
  const found: RaceReport[] = [];
  const lines = createLineFeed(() => createStream(context, (build) => found.push(build())));
  const drain = (): readonly RaceReport[] => found.splice(0);
  return {
    feed: (chunk) => (lines.feed(chunk), drain()),
    end: () => (lines.end(), drain()),
  };
}

/**
 * Reads a whole text at once.
 * @param most reports kept; the others are only counted
 */
export function collectReports(
  text: string,
  options: RaceReaderOptions,
  most: number,
): { readonly reports: RaceReport[]; readonly total: number } {
  const context: FrameContext = { modules: options.modules ?? [], symbols: new Map() };
  const reports: RaceReport[] = [];
  let total = 0;
  const lines = createLineFeed(() =>
    createStream(context, (build) => {
      // What is only counted need not be built: a log of a hundred thousand reports is mostly that.
      if (total++ < most) reports.push(build());
    }),
  );
  lines.feed(text);
  lines.end();
  return { reports, total };
}

/** What one writer prints, line after line. */
export interface Stream {
  /** A report is open: every line counts. Otherwise only a line with a sign of a race does. */
  isOpen(): boolean;
  read(line: string, at: Line): void;
  end(): void;
}

/** A lost `WARNING` line: the second access must follow within so many lines. */
const FARTHEST_PREVIOUS = 400;
/** Foreign lines in a row after which an open report is over. Busy logs put some dozens between two sections. */
const MOST_FOREIGN = 2000;

interface State {
  draft: Draft | null;
  /** What stands before the lines of this text (`afterShape`). */
  shape: string;
  /** Where ThreadSanitizer last warned of something that is no race: what follows is no race either. */
  otherFrom: Line;
}

function createStream(context: FrameContext, emit: (build: () => RaceReport) => void): Stream {
  const state: State = { draft: null, shape: '', otherFrom: -FARTHEST_PREVIOUS };
  const finish = (): void => {
    const { draft } = state;
    state.draft = null;
    if (draft === null) return;
    closeStack(draft);
    if (isReport(draft)) emit(() => reportOf(draft, context));
  };
  return {
    isOpen: () => state.draft !== null,
    read: (line, at) => readInto(state, readLine(line, state.shape), at, finish),
    end: finish,
  };
}

function readInto(state: State, reading: LineReading, at: Line, finish: () => void): void {
  if (reading.prefix !== null) state.shape = reading.prefix;
  if (reading === BLANK) return;
  if (reading.tokens.length === 0) return passBy(state, reading, at, finish);
  for (const token of reading.tokens) take(state, token, at, reading.atStart, finish);
}

function passBy(state: State, reading: LineReading, at: Line, finish: () => void): void {
  const { draft } = state;
  if (draft === null) return;
  if (reading === FENCE) draft.fenced = true;
  else passForeign(draft, at);
  const tooFar = !draft.headed && draft.accesses.length < 2 && at - draft.from > FARTHEST_PREVIOUS;
  if (tooFar || draft.foreign > MOST_FOREIGN) finish();
}

function take(state: State, token: Token, at: Line, atStart: boolean, finish: () => void): void {
  if (token.kind === 'warning') return open(state, token.dialect, at, finish);
  if (token.kind === 'other-warning') {
    state.otherFrom = at;
    return finish();
  }
  if (token.kind === 'rule') return close(state, at, finish);
  const { draft } = state;
  if (draft === null) return openHeadless(state, token, at, atStart);
  if (token.kind === 'end') return finish();
  if (token.kind === 'stop') return stop(draft, at);
  if (extend(draft, token, at)) return;
  if (token.kind !== 'access') return passForeign(draft, at);
  finish();
  openHeadless(state, token, at, atStart);
}

/** `WARNING: DATA RACE`. Twice in a row, it is one report printed twice line by line. */
function open(state: State, dialect: Dialect, at: Line, finish: () => void): void {
  const { draft } = state;
  const doubled = draft !== null && draft.headed && draft.accesses.length === 0 && at - draft.from === 1;
  finish();
  state.draft = draftAt(doubled ? at - 1 : at, true, dialect);
  state.draft.doubled = doubled;
}

/** A report whose first line was not copied: `Write by goroutine 81:`. */
function openHeadless(state: State, token: Token, at: Line, atStart: boolean): void {
  if (token.kind !== 'access' || token.by === null || !atStart) return;
  if (token.native === true && at - state.otherFrom < FARTHEST_PREVIOUS) return;
  state.draft = draftAt(at, false, token.native === true ? 'tsan' : 'go');
  extend(state.draft, token, at);
}

/** `--- PASS: TestY (0.00s)`: another test may print it while the report is printed, so it ends only a whole one. */
function stop(draft: Draft, at: Line): void {
  passForeign(draft, at);
  draft.stopped ||= isWhole(draft);
}

/** `==================`: the end, unless it stands far behind; then somebody else drew it. */
function close(state: State, at: Line, finish: () => void): void {
  const { draft } = state;
  if (draft === null) return;
  const near = !draft.stopped && draft.foreign <= FARTHEST_RULE;
  if (near && draft.accesses.length + draft.goroutines.length > 0) draft.rule = at;
  finish();
}

const FARTHEST_RULE = 100;
