import type { AccessToken, FileToken, GoroutineToken } from './tokens.ts';
import type { Defect, DefectCode, Dialect, Line, Runner } from './types.ts';

/** A report while its lines come in. */
export interface Draft {
  readonly dialect: Dialect;
  readonly from: Line;
  /** The line of the last token. */
  last: Line;
  /** The line of the rule that ended the report. */
  rule: Line | null;
  /** A `WARNING` line was seen. */
  readonly headed: boolean;
  readonly accesses: DraftAccess[];
  readonly goroutines: DraftGoroutine[];
  readonly defects: Defect[];
  location: string | null;
  /** The section whose frames are being read; null where frames belong to nothing we keep. */
  stack: DraftStack | null;
  /** A symbol that waits for its file. */
  pending: PendingFrame | null;
  /** An access line that another writer cut; its end is still to come. */
  waiting: DraftAccess | null;
  /** Lines in a row that were no part of the report. */
  foreign: number;
  /** A code block began or ended since the last token. */
  fenced: boolean;
  /** A line came that follows reports (`--- FAIL`); what looks like a rule after it is no end of this one. */
  stopped: boolean;
  /** Every line of the text stands twice. */
  doubled: boolean;
}

export interface DraftStack {
  failed: boolean;
  readonly frames: DraftFrame[];
}

export interface DraftAccess extends DraftStack {
  readonly token: AccessToken;
  readonly line: Line;
  by: Runner | null;
}

export interface DraftGoroutine extends DraftStack {
  readonly token: GoroutineToken;
  readonly line: Line;
}

export interface DraftFrame {
  readonly symbol: string;
  readonly file: FileToken | null;
  readonly at: Line;
}

interface PendingFrame {
  readonly symbol: string;
  readonly at: Line;
  /** Nothing foreign stood between the token before and this symbol, nor after it. */
  adjacent: boolean;
}

/** A report that begins on this line. */
export function draftAt(line: Line, headed: boolean, dialect: Dialect): Draft {
  const empty = { accesses: [], goroutines: [], defects: [], location: null, stack: null, pending: null };
  return {
    ...empty,
    dialect,
    from: line,
    last: line,
    rule: null,
    headed,
    waiting: null,
    foreign: 0,
    fenced: false,
    stopped: false,
    doubled: false,
  };
}

/** Notes a line that is no part of the report. */
export function passForeign(draft: Draft, line: Line): void {
  if (draft.foreign++ === 0)
    defect(draft, 'foreign-line', line, 'A line of something else stands inside the report.');
  if (draft.pending !== null) draft.pending.adjacent = false;
  if (draft.fenced) closeStack(draft);
}

/** Ends the section that is open; a symbol whose file never came is kept if nothing foreign stands around it. */
export function closeStack(draft: Draft): void {
  flush(draft);
  draft.stack = null;
}

/** A text that is wrong in more places says no more by them, and memory stays bounded. */
const MOST_DEFECTS = 100;
/** Defects that may come with every line; all others come a few times, and say why a report is not complete. */
const REPEATED: ReadonlySet<DefectCode> = new Set([
  'foreign-line',
  'frame-without-file',
  'file-without-frame',
]);

export function defect(draft: Draft, code: DefectCode, line: Line, message: string): void {
  if (draft.defects.length >= MOST_DEFECTS && REPEATED.has(code)) return;
  draft.defects.push({ code, line, message });
}

/** A line of the report was read. */
export function seen(draft: Draft, line: Line): true {
  draft.last = line;
  draft.foreign = 0;
  draft.fenced = false;
  draft.stopped = false;
  return true;
}

/** Keeps a symbol whose file never came, if nothing foreign stands around it. */
export function flush(draft: Draft): void {
  const { pending, stack } = draft;
  draft.pending = null;
  if (pending === null || stack === null || !pending.adjacent) return;
  stack.frames.push({ symbol: pending.symbol, file: null, at: pending.at });
  defect(draft, 'frame-without-file', pending.at, `No line with the file follows ${pending.symbol}.`);
  seen(draft, Math.max(draft.last, pending.at));
}
