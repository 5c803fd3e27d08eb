import { bareFileToken, fileToken, funcToken, isHex } from './frame-line.ts';
import { tsanToken } from './tsan.ts';
import type { AccessToken, Token } from './tokens.ts';
import type { GoroutineState, Runner } from './types.ts';

/**
 * What Go prints: llvm-project `compiler-rt/lib/tsan/rtl/tsan_report.cpp` (the `SANITIZER_GO` half) and golang/go
 * `src/runtime/race.go`. Each line is known by its last character first, so that most are told at once.
 * @param text a line without surrounding blanks, prefixes or markup
 * @returns what it is, or null for anything else
 * @example recognise('Previous read at 0x00c0062e36f0 by goroutine 102:')
 */
export function recognise(text: string): Token | null {
  const end = text.length;
  if (end < 2) return null;
  const last = text.charCodeAt(end - 1);
  if (last === CLOSE && text.charCodeAt(end - 2) === OPEN) return funcToken(text);
  if (isHex(last)) return fileToken(text) ?? loose(text) ?? tsanToken(text) ?? bareFileToken(text);
  if (last === COLON) return headerToken(text) ?? tsanToken(text);
  if (last === EQUALS) return isRule(text) ? RULE : null;
  if (last === BRACKET && text === FAILED) return FAILED_TOKEN;
  return loose(text) ?? tsanToken(text) ?? (FILE_ENDS.has(last) ? bareFileToken(text) : null);
}

export const WARNING = 'WARNING: DATA RACE';
const FAILED = '[failed to restore the stack]';

const OPEN = 0x28;
const CLOSE = 0x29;
const COLON = 0x3a;
const EQUALS = 0x3d;
const BRACKET = 0x5d;

/** The last letters of `.go`, `.s` and `.c`. */
const FILE_ENDS: ReadonlySet<number> = new Set([0x6f, 0x73, 0x63]);

const RULE: Token = { kind: 'rule' };
const WARNING_TOKEN: Token = { kind: 'warning', dialect: 'go' };
const FAILED_TOKEN: Token = { kind: 'failed' };
const STOP: Token = { kind: 'stop' };
const END: Token = { kind: 'end' };
const DUMP: Token = { kind: 'dump' };
const HEADING: Token = { kind: 'heading' };

/** `==================`: 18 in print, 10 to 40 by hand. Bazel's 80 are another thing. */
function isRule(text: string): boolean {
  if (text.length < 10 || text.length > 40) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== EQUALS) return false;
  return true;
}

/** The colon, or what a hand put before it, may be missing. */
const ACCESS =
  /^(previous )?(read|write) (?:at (0x[0-9a-f]{6,16}) )?by (main goroutine|goroutine \d{1,15})(?: \((?:running|finished)\))?:?$/i;
const BROKEN_ACCESS =
  /^(previous )?(read|write) at (?:(0x[0-9a-f]{6,16}) by(?! (?:main goroutine|goroutine \d{1,15}):)(?: |$)|(0x[0-9a-f]{12,16})$)/i;
const GOROUTINE = /^goroutine (\d{1,15}) \((running|finished)\) created at:$/i;
const WHO = /^(?:by )?(?:main goroutine|goroutine \d{1,15}|\d{1,15}):$/;
/** Sections the printer knows and Go does not fill: `Heap block of size 8 at 0x… allocated by goroutine 7:`. */
const OTHER_SECTION =
  /^(?:heap block of size|global var|mutex \d|goroutine \d+ lock mutex|previously locked)/i;
/** The first words of a header; without its last ones it was cut or retyped. */
const ACCESS_START = /^previous (?:read|write)(?: at| by|$)/i;
const ACCESS_END = / by (?:main )?goroutine/i;
const GOROUTINE_START = /^goroutine \d{1,15} \(/i;
const GOROUTINE_END = /created at:/i;
/** `goroutine 42 [running]:`, `Goroutine 317 in state chan receive, with …:`: the runtime's own dump, or goleak's. */
const GOROUTINE_DUMP = /^goroutine \d{1,15}(?: gp=| \[| in state )/i;

/** A line that ends in a colon. */
function headerToken(text: string): Token | null {
  const first = text.charCodeAt(0) | 0x20;
  if (first === 0x70 || first === 0x72 || first === 0x77) return accessToken(text);
  if (first === 0x62 || first === 0x67 || first === 0x6d || (first >= 0x30 && first <= 0x39))
    return goroutineToken(text);
  return OTHER_SECTION.test(text) ? HEADING : null;
}

function accessToken(text: string): Token | null {
  const match = ACCESS.exec(text);
  if (match === null) return brokenAccess(text);
  if (match[3] === undefined && !text.endsWith(':')) return null;
  return { ...accessOf(match, match[3]), by: runner(match[4] ?? '') };
}

/**
 * `Previous write at 0x00000061f408 by 2026/01/02 05:56:54 INFO tick`: another writer came between. A second access
 * of which not even that is left ends the section before it, lest its frames count there.
 */
function brokenAccess(text: string): Token | null {
  const match = BROKEN_ACCESS.exec(text);
  if (match !== null) return accessOf(match, match[3] ?? match[4]);
  return isUnreadableSection(text) ? DUMP : null;
}

function isUnreadableSection(text: string): boolean {
  if (ACCESS_START.test(text)) return !ACCESS_END.test(text);
  return GOROUTINE_START.test(text) && !GOROUTINE_END.test(text);
}

function accessOf(match: RegExpExecArray, address: string | undefined): AccessToken {
  const op = match[2]?.toLowerCase() === 'read' ? 'read' : 'write';
  return {
    kind: 'access',
    op,
    atomic: false,
    previous: match[1] !== undefined,
    address: address ?? null,
    by: null,
  };
}

function goroutineToken(text: string): Token | null {
  const match = GOROUTINE.exec(text);
  if (match !== null) return { kind: 'goroutine', id: Number(match[1]), state: stateOf(match[2]) };
  if (GOROUTINE_DUMP.test(text)) return DUMP;
  if (WHO.test(text)) return { kind: 'who', by: runner(text.slice(0, -1).replace(/^by /, '')) };
  if (OTHER_SECTION.test(text)) return HEADING;
  return isUnreadableSection(text) ? DUMP : null;
}

function stateOf(word: string | undefined): GoroutineState {
  return word?.toLowerCase() === 'finished' ? 'finished' : 'running';
}

/** `main goroutine`, `goroutine 102`. */
function runner(text: string): Runner {
  if (text.toLowerCase() === 'main goroutine') return { kind: 'main', id: null, state: null };
  return { kind: 'goroutine', id: Number(text.slice(text.lastIndexOf(' ') + 1)), state: null };
}

/** Lines that follow a report and never stand in one. `go test`: golang/go `src/testing/testing.go`. */
const STOPS = ['--- FAIL', '--- PASS', '--- SKIP', '=== RUN', 'FAIL\t', 'ok  \t'];

/** `WARNING: DATA RACE Write at 0x… by …`: line breaks were lost. */
function isWithMore(text: string): boolean {
  return text.length > WARNING.length && text.includes(' by ', WARNING.length);
}

/** A line whose end says nothing: it is known by its first word. */
function loose(text: string): Token | null {
  const first = text.charCodeAt(0) | 0x20;
  // `WARNING: DATA RACE2026/01/02 05:56:54 INFO tick`: the line and its end are two writes.
  if (first === 0x77 && text.startsWith(WARNING)) return isWithMore(text) ? null : WARNING_TOKEN;
  if (first === 0x70 || first === 0x72 || first === 0x77) return accessToken(text);
  if (first === 0x67) return GOROUTINE_DUMP.test(text) || isUnreadableSection(text) ? DUMP : null;
  if (first === 0x68) return OTHER_SECTION.test(text) ? HEADING : null;
  if (first !== 0x2d && first !== EQUALS && first !== 0x66 && first !== 0x6f) return null;
  if (text.startsWith('Found ')) return /^Found \d+ data race/.test(text) ? END : null;
  return STOPS.some((start) => text.startsWith(start)) ? STOP : null;
}
