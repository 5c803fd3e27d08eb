import type { AccessToken, FileToken, GoroutineToken, Token } from './tokens.ts';
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
    doubled: false,
  };
}

/** Adds what one token says to the draft. Returns false if the token does not belong to this report. */
export function extend(draft: Draft, token: Token, line: Line): boolean {
  switch (token.kind) {
    case 'access':
      return addAccess(draft, token, line);
    case 'goroutine':
      return addGoroutine(draft, token, line);
    case 'func':
      addSymbol(draft, token.symbol, line);
      return true;
    case 'file':
      return addFile(draft, token, line);
    case 'frame':
      if (draft.dialect !== 'tsan') return false;
      addSymbol(draft, token.func.symbol, line);
      return addFile(draft, token.file, line);
    case 'who':
      return endAccessLine(draft, token.by, line);
    case 'failed':
      if (draft.stack !== null) draft.stack.failed = true;
      return seen(draft, line);
    case 'location':
      draft.location ??= token.text;
      return closeSection(draft, line);
    case 'heading':
    case 'dump':
      return closeSection(draft, line);
    default:
      return false;
  }
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

export function defect(draft: Draft, code: DefectCode, line: Line, message: string): void {
  if (draft.defects.length < MOST_DEFECTS) draft.defects.push({ code, line, message });
}

function seen(draft: Draft, line: Line): true {
  draft.last = line;
  draft.foreign = 0;
  draft.fenced = false;
  return true;
}

function closeSection(draft: Draft, line: Line): true {
  closeStack(draft);
  return seen(draft, line);
}

function addAccess(draft: Draft, token: AccessToken, line: Line): boolean {
  const before = draft.accesses.at(-1);
  if (before !== undefined && isSameLine(before, token) && before.frames.length === 0)
    return again(draft, line);
  if (draft.accesses.length === 2 || (before !== undefined && (before.token.previous || !token.previous)))
    return false;
  flush(draft);
  const access: DraftAccess = { token, line, by: token.by, failed: false, frames: [] };
  draft.accesses.push(access);
  draft.stack = access;
  draft.waiting = token.by === null ? access : null;
  return seen(draft, line);
}

function isSameLine(access: DraftAccess, token: AccessToken): boolean {
  const { token: old } = access;
  return (
    old.op === token.op &&
    old.previous === token.previous &&
    old.address === token.address &&
    old.by?.id === token.by?.id
  );
}

/** The line before once more. */
function again(draft: Draft, line: Line): true {
  draft.doubled = true;
  return seen(draft, line);
}

function addGoroutine(draft: Draft, token: GoroutineToken, line: Line): boolean {
  const before = draft.goroutines.at(-1);
  if (before !== undefined && before.token.id === token.id && before.frames.length === 0)
    return again(draft, line);
  flush(draft);
  const goroutine: DraftGoroutine = { token, line, failed: false, frames: [] };
  draft.goroutines.push(goroutine);
  draft.stack = goroutine;
  return seen(draft, line);
}

function endAccessLine(draft: Draft, by: Runner, line: Line): boolean {
  if (draft.waiting === null) return false;
  draft.waiting.by = by;
  draft.waiting = null;
  return seen(draft, line);
}

function addSymbol(draft: Draft, symbol: string, line: Line): void {
  if (draft.stack === null) return;
  if (draft.doubled && draft.pending?.symbol === symbol) return;
  // `growslice1()`: C functions of Go 1.3 have no package. So has `foo()` in source code, but no file follows it.
  const adjacent = draft.foreign === 0 && symbol.includes('.');
  flush(draft);
  draft.pending = { symbol, at: line, adjacent };
}

function addFile(draft: Draft, file: FileToken, line: Line): boolean {
  if (draft.stack === null) return true;
  // `x.go:12` alone is in every log: it must stand right below its symbol.
  const bare = file.offset === null && draft.dialect === 'go';
  if (bare && (draft.pending === null || line - draft.pending.at > 2)) return false;
  if (draft.pending === null) return strayFile(draft, draft.stack, file, line);
  draft.stack.frames.push({ symbol: draft.pending.symbol, file, at: draft.pending.at });
  draft.pending = null;
  return seen(draft, line);
}

function strayFile(draft: Draft, stack: DraftStack, file: FileToken, line: Line): true {
  const before = stack.frames.at(-1)?.file;
  if (draft.doubled && before?.offset === file.offset && before.file === file.file) return true;
  const place = `${file.file ?? ''}:${file.line ?? ''}`;
  defect(draft, 'file-without-frame', line, `The file ${place} has no symbol before it.`);
  return true;
}

function flush(draft: Draft): void {
  const { pending, stack } = draft;
  draft.pending = null;
  if (pending === null || stack === null || !pending.adjacent) return;
  stack.frames.push({ symbol: pending.symbol, file: null, at: pending.at });
  defect(draft, 'frame-without-file', pending.at, `No line with the file follows ${pending.symbol}.`);
  seen(draft, Math.max(draft.last, pending.at));
}
