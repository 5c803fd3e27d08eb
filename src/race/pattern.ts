import { isTestCode } from './class.ts';
import type { RaceOptions } from './normalise.ts';
import { sides } from './side.ts';
import type { Side } from './side.ts';
import type { Frame, RaceReport } from './types.ts';

/** A kind of race, told from the frames alone. */
export interface RacePattern {
  readonly name: PatternName;
  /** One sentence that may stand in a comment. */
  readonly reason: string;
}

export type PatternName =
  | 'map'
  | 'slice'
  | 'channel'
  | 'mixed-atomic'
  | 'captured-variable'
  | 'log-after-test'
  | 'parallel-tests'
  | 'test-only'
  | 'after-failure'
  | 'init-order'
  | 'random-source'
  | 'shared-buffer'
  | 'third-party';

/**
 * @param report a report; an incomplete one shows fewer patterns
 * @param options as for `fingerprint`
 * @returns every pattern that fits, in the order of the table: what was done to the memory first
 * @example patternsOf(report)[0]?.name // 'map'
 */
export function patternsOf(report: RaceReport, options: RaceOptions = {}): RacePattern[] {
  const race: Race = { report, pair: sides(report, options) };
  return PATTERNS.filter((rule) => rule.fits(race)).map(({ name, reason }) => ({ name, reason }));
}

interface Race {
  readonly report: RaceReport;
  readonly pair: readonly Side[];
}

interface PatternRule extends RacePattern {
  fits(race: Race): boolean;
}

/** One row per kind; to add one, add a row and a test. */
export const PATTERNS: readonly PatternRule[] = [
  {
    name: 'map',
    reason: 'A map is read or written without a lock while another goroutine writes to it.',
    fits: operation(
      /^runtime\.map(?:access|assign|delete|iter|clear|clone)|^maps\.|^internal\/runtime\/maps\./,
    ),
  },
  {
    name: 'slice',
    reason: 'A slice is grown or copied while another goroutine uses the same elements.',
    fits: operation(
      /^runtime\.(?:growslice|slicecopy|memmove|typedslicecopy|slicebytetostring|stringtoslicebyte)/,
    ),
  },
  {
    name: 'channel',
    reason: 'A channel is closed while another goroutine sends on it.',
    fits: operation(/^runtime\.(?:closechan|chansend|chanrecv)/),
  },
  {
    name: 'mixed-atomic',
    reason: 'One side uses an atomic operation, the other side touches the same memory without one.',
    fits: ({ report }) =>
      report.accesses.length === 2 && report.accesses.filter((access) => access.atomic).length === 1,
  },
  {
    name: 'captured-variable',
    reason: 'A function and a closure inside it, or two of its closures, share a variable across goroutines.',
    fits: ({ pair: [a, b] }) => sharesFunction(a, b),
  },
  {
    name: 'log-after-test',
    reason: 'A goroutine still logs to a test that is over.',
    fits: operation(/^testing\.\(\*(?:common|T|B)\)\.(?:log|Log|Error|Fatal|Skip)/),
  },
  {
    name: 'parallel-tests',
    reason: 'Two tests run at the same time and share state.',
    fits: ({ report }) =>
      report.accesses.length === 2 && report.accesses.every(({ frames }) => frames.some(isTestRunner)),
  },
  {
    name: 'test-only',
    reason: 'Both accesses are in test code.',
    fits: ({ pair }) =>
      pair.length === 2 && pair.every(({ leaf }) => leaf !== null && isTestCode(leaf.frame)),
  },
  {
    name: 'after-failure',
    reason: 'One side runs while a failed test is torn down: look at the failure first.',
    fits: ({ report }) => report.accesses.some(({ frames }) => frames.some(isFailure)),
  },
  {
    name: 'init-order',
    reason: 'A package is still being initialised while a goroutine already uses it.',
    fits: ({ report }) => report.accesses.some(({ frames }) => frames.some((frame) => isInit(frame))),
  },
  {
    name: 'random-source',
    reason: 'A random source that is not safe for concurrent use is shared.',
    fits: anyFrame(/^math\/rand(?:\/v2)?\.\(\*(?:rngSource|Rand|PCG|ChaCha8)\)/),
  },
  {
    name: 'shared-buffer',
    reason: 'A strings.Builder or bytes.Buffer is shared; neither is safe for concurrent use.',
    fits: anyFrame(/^(?:strings\.\(\*Builder\)|bytes\.\(\*Buffer\))\./),
  },
  {
    name: 'third-party',
    reason: 'The memory belongs to a dependency: how it is called, or the dependency itself, is at fault.',
    fits: ({ pair }) => pair.some(({ leaf }) => leaf?.class === 'third-party'),
  },
];

/** The frames above the leaf: what the runtime was asked to do. */
function operation(pattern: RegExp): (race: Race) => boolean {
  return ({ report }) =>
    report.accesses.some(({ frames }) => leading(frames).some((frame) => pattern.test(frame.symbol)));
}

function leading(frames: readonly Frame[]): readonly Frame[] {
  const first = frames.findIndex((frame) => frame.origin !== 'stdlib' && frame.origin !== 'generated');
  return first < 0 ? frames : frames.slice(0, first);
}

function anyFrame(pattern: RegExp): (race: Race) => boolean {
  return ({ report }) =>
    report.accesses.some(({ frames }) => leading(frames).some((frame) => pattern.test(frame.symbol)));
}

function sharesFunction(a: Side | undefined, b: Side | undefined): boolean {
  const one = a?.leaf?.name ?? '';
  const other = b?.leaf?.name ?? '';
  if (!one.endsWith('{}') && !other.endsWith('{}')) return false;
  return one.replace(/\{\}$/, '') === other.replace(/\{\}$/, '');
}

function isTestRunner(frame: Frame): boolean {
  return frame.package === 'testing' && frame.name === 'tRunner';
}

/** `t.FailNow()`, `require.NoError()`: what ran in the stack came after a test had failed. */
function isFailure({ name, package: packagePath }: Frame): boolean {
  if (name === 'FailNow' || name === 'Fatal' || name === 'Fatalf') return true;
  return packagePath !== null && packagePath.endsWith('/require');
}

function isInit(frame: Frame): boolean {
  return frame.origin !== 'stdlib' && frame.receiver === null && frame.name === 'init' && !frame.closure;
}
