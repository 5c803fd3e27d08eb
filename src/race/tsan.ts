import { UNKNOWN } from './source.ts';
import type { SymbolParts } from './symbol.ts';
import type { AccessToken, FileToken, FrameToken, GoroutineToken, Token } from './tokens.ts';
import type { Runner, Source } from './types.ts';

/**
 * ThreadSanitizer of C, C++, Rust and Swift behind the same tokens. What it prints: llvm-project
 * `compiler-rt/lib/tsan/rtl/tsan_report.cpp` (the half that is not Go's) and `tsan_external.cpp`; frames:
 * `compiler-rt/lib/sanitizer_common/sanitizer_stacktrace_printer.cpp`.
 * @param text a line without surrounding blanks
 * @returns what it is, or null for anything else
 * @example tsanToken('Previous atomic read of size 4 at 0x7b0400000000 by main thread:')
 */
export function tsanToken(text: string): Token | null {
  if (text.startsWith('#')) return frameToken(text);
  if (text.startsWith('WARNING: ThreadSanitizer: ')) return warningToken(text);
  if (text.startsWith('Location is '))
    return { kind: 'location', text: text.slice('Location is '.length).replace(/:$/, '') };
  if (text.startsWith('Thread T')) return threadToken(text);
  if (HEADINGS.some((start) => text.startsWith(start))) return { kind: 'heading' };
  return text.includes(' at 0x') ? (accessToken(text) ?? swiftToken(text)) : null;
}

/** Sections that say nothing about who raced. */
const HEADINGS = ['Mutex M', 'As if synchronized', 'SUMMARY: ThreadSanitizer: ', 'Hint: '];

/** `WARNING: ThreadSanitizer: data race (pid=10354)`; the other types (locks, signals, leaks) are no races. */
const RACES = /^WARNING: ThreadSanitizer: (?:data race|heap-use-after-free|Swift access race|race on )/;

function warningToken(text: string): Token {
  return RACES.test(text) ? { kind: 'warning', dialect: 'tsan' } : { kind: 'other-warning' };
}

const BY = String.raw`by (main thread|thread T\d{1,9})(?: '[^']{0,200}')?(?: \(mutexes: [^()]{0,500}\))?:$`;
const ACCESS = new RegExp(
  `^(previous )?(atomic )?(read|write) of size (\\d{1,9}) at (0x[0-9a-f]{1,16}) ${BY}`,
  'i',
);
const SWIFT = new RegExp(
  `^(previous )?(modifying|read-only) access of [\\w ]{1,40} at (0x[0-9a-f]{1,16}) ${BY}`,
  'i',
);

function accessToken(text: string): AccessToken | null {
  const match = ACCESS.exec(text);
  if (match === null) return null;
  return {
    kind: 'access',
    op: match[3]?.toLowerCase() === 'read' ? 'read' : 'write',
    atomic: match[2] !== undefined,
    previous: match[1] !== undefined,
    address: match[5] ?? null,
    by: thread(match[6] ?? ''),
    size: Number(match[4]),
    native: true,
  };
}

/** `Modifying access of Swift variable at 0x… by thread T1:`. */
function swiftToken(text: string): AccessToken | null {
  const match = SWIFT.exec(text);
  if (match === null) return null;
  const op = match[2]?.toLowerCase() === 'modifying' ? 'write' : 'read';
  return {
    kind: 'access',
    op,
    atomic: false,
    previous: match[1] !== undefined,
    address: match[3] ?? null,
    by: thread(match[4] ?? ''),
    native: true,
  };
}

function thread(text: string): Runner {
  if (text.toLowerCase() === 'main thread') return { kind: 'main', id: null, state: null };
  return { kind: 'thread', id: Number(text.slice(text.indexOf('T') + 1)), state: null };
}

/** `Thread T1 'worker' (tid=10352, running) created by main thread at:`, `… is a GCD worker thread`. */
const THREAD =
  /^Thread T(\d{1,9})(?: '([^']{0,200})')? \(tid=\d{1,12}, (running|finished)\)(?: created by | is a )/;

function threadToken(text: string): GoroutineToken | null {
  const match = THREAD.exec(text);
  if (match === null) return null;
  const state = match[3] === 'finished' ? 'finished' : 'running';
  return {
    kind: 'goroutine',
    id: Number(match[1]),
    state,
    native: true,
    ...(match[2] === undefined ? {} : { name: match[2] }),
  };
}

/** ` (BuildId: a20e3cf8)` and ` (prog+0xd4aa5)` at the end of a frame. */
const BUILD = / \(BuildId: [0-9a-f]{1,64}\)$/;
const BINARY = / \([^()]{0,300}\+(0x[0-9a-f]{1,16})\)$/;
const PLACE = /^(.*?)(?::(\d{1,9}))?(?::\d{1,9})?$/;

/** `#0 app::Node::set(long) /src/app/node.cpp:22:72 (prog+0xd4aa5) (BuildId: a20e3cf8)`: read from the right. */
function frameToken(text: string): FrameToken | null {
  const blank = text.indexOf(' ');
  if (blank < 2 || blank > 5 || !/^#\d+$/.test(text.slice(0, blank))) return null;
  const call = text
    .slice(blank + 1)
    .trimStart()
    .replace(BUILD, '');
  const binary = BINARY.exec(call);
  const rest = binary === null ? call : call.slice(0, binary.index);
  const last = rest.lastIndexOf(' ');
  const place = PLACE.exec(rest.slice(last + 1));
  if (last < 1 || place === null || (binary === null && place[2] === undefined)) return null;
  const line = place[2] === undefined ? null : Number(place[2]);
  const file: FileToken = { kind: 'file', file: place[1] ?? null, line, offset: binary?.[1] ?? null };
  return { kind: 'frame', func: { kind: 'func', symbol: rest.slice(0, last) }, file };
}

/**
 * A C++ or Rust function taken apart: arguments, template arguments and Rust's hash go; the scope is the receiver.
 * @example parseNativeSymbol('app::Node::set(long) const') // { receiver: 'app::Node', name: 'set', … }
 */
export function parseNativeSymbol(symbol: string): SymbolParts {
  const plain = withoutArguments(symbol)
    .replace(/^_cgo_[0-9a-f]{6,}_/, '_cgo_')
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/17h[0-9a-f]{16}E$/, 'E');
  const parts = plain.split('::');
  let at = parts.length - 1;
  while (at > 0 && isLambda(parts[at] ?? '')) at--;
  const closure = at < parts.length - 1;
  const receiver = at > 0 ? parts.slice(0, at).join('::') : null;
  return { package: null, receiver, name: parts[at] ?? symbol, closure, nested: closure };
}

/** `$_0`, `{lambda(int)#1}`, `{{closure}}`, `operator()` of one: ordinals, like Go's `func1`. */
function isLambda(part: string): boolean {
  return /^(?:\$_\d+|\{.*\}|operator\(?|'lambda.*)$/.test(part);
}

/** Text outside `(…)` and `<…>`; `<null>` and `<T as Trait>` at the very start stay. */
function withoutArguments(symbol: string): string {
  if (symbol.startsWith('<')) return symbol;
  let out = '';
  let depth = 0;
  for (const char of symbol) {
    if (char === '(' || char === '<') depth++;
    if (depth === 0) out += char;
    if ((char === ')' || char === '>') && depth > 0) depth--;
  }
  const clone = out.indexOf(' [clone');
  return (clone < 0 ? out : out.slice(0, clone)).replace(/ const$/, '').trim();
}

/** Headers of the toolchains, and the detector's own interceptors. */
const LIBRARY =
  /^(?:\/rustc\/|\/usr\/include\/|\/usr\/lib\/)|\/library\/(?:std|core|alloc)\/|\/compiler-rt\/lib\//;

/** What the detector intercepts, and the standard libraries by name. */
const LIBRARY_CALL =
  /^(?:__tsan_|__interceptor_|__sanitizer|std::|core::|alloc::|__gnu_cxx::|operator (?:new|delete)|pthread_|(?:malloc|calloc|realloc|free|strlen|strdup|memcpy|memset|memmove|memcmp|usleep)$)/;

/** Where native code lives: only libraries can be told, by their names and places. */
export function locateNative(file: string | null, symbol: string): Source {
  const known = LIBRARY_CALL.test(symbol) || (file !== null && (file === '<null>' || LIBRARY.test(file)));
  return known ? { ...UNKNOWN, origin: 'stdlib' } : UNKNOWN;
}
