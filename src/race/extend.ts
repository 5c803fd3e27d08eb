import { closeStack, defect, flush, seen } from './draft.ts';
import type { Draft, DraftAccess, DraftGoroutine, DraftStack } from './draft.ts';
import type { AccessToken, FileToken, GoroutineToken, Token } from './tokens.ts';
import type { Line, Runner } from './types.ts';

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
      if (draft.dialect === 'go') return false;
      draft.location ??= token.text;
      return closeSection(draft, line);
    case 'heading':
      return closeSection(draft, line);
    case 'dump':
      closeStack(draft);
      return false;
    default:
      return false;
  }
}

function closeSection(draft: Draft, line: Line): true {
  closeStack(draft);
  return seen(draft, line);
}

/** Two programs may write to one stream; what the other detector says is no part of this report. */
function isOurs(draft: Draft, token: AccessToken | GoroutineToken): boolean {
  return (token.native === true) === (draft.dialect === 'tsan');
}

function addAccess(draft: Draft, token: AccessToken, line: Line): boolean {
  if (!isOurs(draft, token)) return false;
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
  if (!isOurs(draft, token)) return false;
  const before = draft.goroutines.at(-1);
  if (before !== undefined && before.token.id === token.id && before.frames.length === 0)
    return again(draft, line);
  flush(draft);
  if (draft.goroutines.length >= MOST_GOROUTINES) return cutGoroutines(draft, line);
  const goroutine: DraftGoroutine = { token, line, failed: false, frames: [] };
  draft.goroutines.push(goroutine);
  draft.stack = goroutine;
  return seen(draft, line);
}

/** Creation stacks kept of one report. The detector prints one or two. */
const MOST_GOROUTINES = 100;

function cutGoroutines(draft: Draft, line: Line): boolean {
  if (draft.stack !== null)
    defect(
      draft,
      'cut',
      line,
      `More goroutines follow the first ${MOST_GOROUTINES}, which are all that is kept.`,
    );
  draft.stack = null;
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
  const { symbol, at } = draft.pending;
  draft.pending = null;
  if (draft.stack.frames.length < MOST_FRAMES) draft.stack.frames.push({ symbol, file, at });
  else cutStack(draft, draft.stack, line);
  return seen(draft, line);
}

/** Lines of other writers between a symbol and its file. */
const FARTHEST_FILE = 100;

/** `x.go:12` below a symbol was somebody's log; here comes the file itself. */
function replaceBare(draft: Draft, stack: DraftStack, file: FileToken, line: Line): true {
  const last = stack.frames.pop();
  if (last !== undefined) stack.frames.push({ ...last, file });
  return seen(draft, line);
}

/** Frames kept of one stack. The detector prints recursion in full: 6,000 lines were seen for 3,000 calls. */
const MOST_FRAMES = 20_000;

function cutStack(draft: Draft, stack: DraftStack, line: Line): void {
  draft.stack = null;
  defect(
    draft,
    'cut',
    line,
    `The stack goes on after ${stack.frames.length} frames, which are all that is kept.`,
  );
}

function strayFile(draft: Draft, stack: DraftStack, file: FileToken, line: Line): true {
  const last = stack.frames.at(-1);
  const before = last?.file;
  if (last !== undefined && before?.offset === null && line - last.at <= FARTHEST_FILE)
    return replaceBare(draft, stack, file, line);
  if (draft.doubled && before?.offset === file.offset && before.file === file.file) return true;
  const place = `${file.file ?? ''}:${file.line ?? ''}`;
  defect(draft, 'file-without-frame', line, `The file ${place} has no symbol before it.`);
  return true;
}
