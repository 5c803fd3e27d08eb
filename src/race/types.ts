/**
 * The shapes of a parsed race report. Field for field they are what `race-triage parse --json` prints; a
 * second program that imports `race-triage/parser` reads the same values.
 *
 * Nothing here is guessed: a field that the text does not give is `null`, a part that is missing is an empty
 * list, and whatever was wrong with the text stands in `defects`.
 */

/** A line of the pasted text, counted from 1. */
export type Line = number;

/** Who printed the report: Go's race detector, or ThreadSanitizer for C, C++, Rust and Swift. */
export type Dialect = 'go' | 'tsan';

/** One race as the detector printed it. */
export interface RaceReport {
  readonly dialect: Dialect;
  /** Two accesses with restored stacks, and a creation stack for every goroutine named except main. */
  readonly complete: boolean;
  readonly defects: readonly Defect[];
  /** From the `WARNING` line (or the first line of the report where it is lost) to the last before the rule. */
  readonly span: Span;
  /** In the order printed; none, one or two. */
  readonly accesses: readonly Access[];
  /** The creation stacks, in the order printed. */
  readonly goroutines: readonly Goroutine[];
  /** ThreadSanitizer only: what the racing memory is, as printed (`heap block of size 16 at …`). */
  readonly location?: string;
}

export interface Span {
  readonly from: Line;
  readonly to: Line;
}

/** One of the two memory accesses that collide. */
export interface Access {
  readonly op: 'read' | 'write';
  /** Printed as atomic (ThreadSanitizer), or a `sync/atomic` frame on top (Go). */
  readonly atomic: boolean;
  /** The second section of the report, headed `Previous …`. */
  readonly previous: boolean;
  /** As printed, `0x00c000094000`; reports of Go 1.1 to 1.6 have none. */
  readonly address: string | null;
  readonly by: Runner;
  readonly stack: StackState;
  /** Youngest first, as printed. */
  readonly frames: readonly Frame[];
  /** ThreadSanitizer only: bytes accessed. */
  readonly size?: number;
}

/** Who made the access. */
export interface Runner {
  readonly kind: 'goroutine' | 'main' | 'thread' | 'unknown';
  readonly id: number | null;
  /** From the section that tells where the goroutine was created; null where there is none. */
  readonly state: GoroutineState | null;
  /** ThreadSanitizer only: the name of the thread. */
  readonly name?: string;
}

export type GoroutineState = 'running' | 'finished';

/** `failed` = the detector said it could not restore the stack; `missing` = the text has none. */
export type StackState = 'restored' | 'failed' | 'missing';

/** Where a goroutine (or thread) was created. */
export interface Goroutine {
  readonly id: number;
  readonly state: GoroutineState;
  readonly stack: StackState;
  readonly frames: readonly Frame[];
  /** ThreadSanitizer only: the name of the thread. */
  readonly name?: string;
}

/** One call in a stack: its two printed lines, and what they tell. */
export interface Frame extends GoSymbol, Source {
  /** What stands before `()`, with prefixes, escapes and quoting undone, nothing else changed. */
  readonly symbol: string;
  /** As printed after the same undoing; null where the line is lost. */
  readonly file: string | null;
  readonly line: number | null;
  /** `0x1e4`; null where absent. */
  readonly offset: string | null;
  /** The line of the pasted text on which the symbol stands. */
  readonly at: Line;
}

/** A symbol taken apart. */
export interface GoSymbol {
  /** Import path as the symbol gives it, `%2e` undone; null where there is none (`_cgoexp_…`). */
  readonly package: string | null;
  /** `*Manager`, `reqCollapse`; type arguments removed; null for functions. */
  readonly receiver: string | null;
  /** The innermost named function or method: `open` of `(*copIterator).open.func1`. */
  readonly name: string;
  /** The code is a closure, wrapper, method value or loop body inside `name`. */
  readonly closure: boolean;
}

/** Where the code of a frame lives. */
export interface Source {
  readonly origin: Origin;
  /** Module path: of the dependency, or of the repository where it is known. */
  readonly module: string | null;
  /** `v1.2.3` as the path gives it; null where it does not. */
  readonly version: string | null;
  /** File below the module's root (below `src` for the standard library); null where that cannot be told. */
  readonly path: string | null;
}

export type Origin = 'repository' | 'module' | 'stdlib' | 'generated' | 'unknown';

/** Something wrong with the text of a report. The report is given all the same. */
export interface Defect {
  readonly code: DefectCode;
  readonly line: Line;
  /** One sentence: what was found, what was expected. */
  readonly message: string;
}

export type DefectCode =
  /** The line `WARNING: DATA RACE` is missing. */
  | 'no-header'
  /** No rule of `=` ends the report. */
  | 'no-footer'
  /** No line tells what was accessed. */
  | 'no-access'
  /** The other access is missing. */
  | 'one-access'
  /** The line of an access does not tell who made it. */
  | 'broken-access'
  /** A section has no frame. */
  | 'no-frames'
  /** The detector itself had lost the stack. */
  | 'stack-not-restored'
  /** A goroutine that made an access has no section of its own. */
  | 'no-creation-stack'
  /** The second line of a frame is lost. */
  | 'frame-without-file'
  /** The first line of a frame is lost; no frame is made of the second. */
  | 'file-without-frame'
  /** A line of somebody else stands inside the report; one defect for each run of such lines. */
  | 'foreign-line'
  /** The text ends, or a stack was given up, before everything was there. */
  | 'cut'
  /** The text holds more reports than are given. */
  | 'too-many-reports';

/** `rt1:` and 16 hex digits. Equal keys mean equal at that level; nothing else may be read into them. */
export type Key = string & { readonly [brand]: 'Key' };
declare const brand: unique symbol;

/** What makes two races the same, from strict to loose; a key that cannot be computed is null. */
export interface RaceKeys {
  /** Both leaves and both anchors. The only level the app acts on by itself. */
  readonly exact: Key | null;
  /** Both leaves, and the anchor of one side. */
  readonly likely: Key | null;
  /** Both leaves, and the anchor of the other side; races that share either are likely the same. */
  readonly likelyOther: Key | null;
  /** Up to four: the leaf of one side with the entry, or the spawn, of the other. Relatives share one. */
  readonly sides: readonly Key[];
  /** Both entries, both spawns and the packages of the leaves. */
  readonly fork: Key | null;
}
