import { classOfFrame, isGlue, isTestCode, ownModules } from './class.ts';
import type { FrameClass, OwnModules } from './class.ts';
import { canonicalSymbol } from './normalise.ts';
import type { RaceOptions } from './normalise.ts';
import type { Access, Frame, Goroutine, RaceReport } from './types.ts';

/** A frame that decides something, with the name it counts under. */
export interface KeyFrame {
  readonly frame: Frame;
  /** `canonicalSymbol`; of a frame borrowed from the creation stack, with `{}`. */
  readonly name: string;
  readonly class: FrameClass;
}

/** One access of a race, reduced to the frames that decide. */
export interface Side {
  readonly access: Access;
  /** Where the goroutine of the access was created. */
  readonly goroutine: Goroutine | null;
  /** The first frame that is neither the library's nor generated: where the memory is touched. Null where it is lost. */
  readonly leaf: KeyFrame | null;
  /** The first frame of our own code that is not the leaf: who caused it. */
  readonly anchor: KeyFrame | null;
  /** The last frame of the access that is no harness: where the goroutine came in. */
  readonly entry: KeyFrame | null;
  /** The first frame of the creation stack that is no harness; deeper ones may be stale. */
  readonly spawn: KeyFrame | null;
  /** The entry is what the `go` statement started: nothing but the library stands below it. */
  readonly spawned: boolean;
}

/**
 * @param report a report
 * @param options see `RaceOptions`
 * @returns one side for each access, in the order printed
 * @example sides(report)[0]?.leaf?.frame.package
 */
export function sides(report: RaceReport, options: RaceOptions = {}): Side[] {
  const own = ownModules(report, options);
  return report.accesses.map((access) => {
    const side = sideOf(access, goroutineOf(access, report), options, own);
    // Where the text ends the goroutine has not come in yet: what stands last is no entry.
    return mayBeCut(report, access) ? { ...side, entry: null, spawned: false } : side;
  });
}

/** The text broke off in the stack of this access: it is the last thing there. */
export function mayBeCut(report: RaceReport, access: Access): boolean {
  const last = access === report.accesses.at(-1) && report.goroutines.length === 0;
  return last && report.defects.some(({ code }) => code === 'no-footer' || code === 'cut');
}

function goroutineOf({ by }: Access, report: RaceReport): Goroutine | null {
  return by.id === null ? null : (report.goroutines.find((goroutine) => goroutine.id === by.id) ?? null);
}

function sideOf(access: Access, goroutine: Goroutine | null, options: RaceOptions, own: OwnModules): Side {
  const keyed = keyFrames(access.frames, options, own);
  const created = keyFrames(goroutine?.frames ?? [], options, own);
  const frames = deciding(keyed, created);
  const leaf = isTorn(access) ? null : (frames[0] ?? null);
  const entry = frames.findLast(isNoHarness) ?? null;
  const spawned = entry !== null && isBottom(keyed, entry);
  const spawn = spawnOf(created);
  const started = spawned ? withStarter(frames, spawn) : frames;
  return { access, goroutine, leaf, anchor: anchorOf(started, leaf), entry, spawn, spawned };
}

/**
 * Before Go 1.3 a stack grew by pieces, and whoever had outgrown one returned through the runtime. The detector could not
 * look across: it prints `runtime.lessstack()` where the function stood that touched the memory, and that one is lost
 * (https://go.dev/doc/go1.3#stacks).
 */
function isTorn({ frames: [first] }: Access): boolean {
  return first?.name === 'lessstack' && (first.package === 'runtime' || first.package === null);
}

/**
 * Some versions leave out the wrapper of a `go` statement (`F.gowrap1`), others print it as the last frame. What it
 * would be called is known from where the goroutine was created; it may be an anchor like any other.
 */
function withStarter(frames: readonly KeyFrame[], spawn: KeyFrame | null): readonly KeyFrame[] {
  const starter = spawn && borrowed(spawn);
  return starter === null || frames.at(-1)?.name === starter.name ? frames : [...frames, starter];
}

/** The frames of an access that say who touched the memory: our code and other people's, else what is left. */
function deciding(keyed: readonly KeyFrame[], created: readonly KeyFrame[]): readonly KeyFrame[] {
  const user = withoutRepeats(keyed.filter(isUser));
  if (user.length > 0 || keyed.length === 0) return user;
  const lender = created.find(isUser);
  return lender === undefined ? withoutRepeats(keyed.filter(isNamedStandard)) : [borrowed(lender)];
}

function keyFrames(frames: readonly Frame[], options: RaceOptions, own: OwnModules): KeyFrame[] {
  return frames.map((frame) => ({
    frame,
    name: canonicalSymbol(frame, options, own[0] ?? null),
    class: classOfFrame(frame, options, own),
  }));
}

/** Neither the library's nor generated; the `testing` package is the library's too. */
function isUser({ frame, class: kind }: KeyFrame): boolean {
  if (frame.package === 'testing' || kind === 'std' || kind === 'generated') return false;
  return kind === 'first-party' || frame.origin !== 'stdlib';
}

function isNoHarness({ class: kind }: KeyFrame): boolean {
  return kind !== 'harness';
}

/** A library frame that says something: not the runtime's own glue. */
function isNamedStandard({ frame, class: kind }: KeyFrame): boolean {
  return kind === 'std' && !isGlue(frame);
}

/**
 * An access whose caller was not printed (Go 1.26 leaves out the caller of an inlined atomic operation): what runs
 * is code inside the function that has the `go` statement.
 */
function borrowed(lender: KeyFrame): KeyFrame {
  return { ...lender, name: lender.name.endsWith('{}') ? lender.name : `${lender.name}{}` };
}

/**
 * Below the frame of a test nothing is trusted: the stack of a test goroutine goes on with whatever the detector
 * had left there from goroutines before it.
 */
function spawnOf(created: readonly KeyFrame[]): KeyFrame | null {
  const test = created.findIndex(({ frame }) => isTestCode(frame));
  const trusted = test < 0 ? created : created.slice(0, test);
  return trusted.find((frame) => isUser(frame) && isNoHarness(frame)) ?? null;
}

/** Recursion: equal neighbours count once, and so does `a b a`. */
function withoutRepeats(frames: readonly KeyFrame[]): KeyFrame[] {
  const out: KeyFrame[] = [];
  for (const frame of frames) {
    if (out.at(-1)?.name === frame.name) continue;
    if (out.at(-2)?.name === frame.name) out.pop();
    else out.push(frame);
  }
  return out;
}

/** Below a leaf of our own, the caller in another package says most; where there is none, the next function. */
function anchorOf(frames: readonly KeyFrame[], leaf: KeyFrame | null): KeyFrame | null {
  if (leaf === null) return null;
  const own = frames.filter((frame) => frame.name !== leaf.name && (isOwn(frame) || leaf.class === 'std'));
  if (!isOwn(leaf)) return own[0] ?? null;
  return own.find((frame) => frame.frame.package !== leaf.frame.package) ?? own[0] ?? null;
}

function isOwn({ class: kind }: KeyFrame): boolean {
  return kind === 'first-party';
}

/** Below the entry stands nothing, or only what the runtime puts under every goroutine. */
function isBottom(frames: readonly KeyFrame[], entry: KeyFrame): boolean {
  const below = frames.slice(frames.findLastIndex((frame) => frame.name === entry.name) + 1);
  return below.every((frame) => frame.frame.package === 'runtime' || frame.class === 'generated');
}
