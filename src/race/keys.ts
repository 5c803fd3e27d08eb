import type { RaceOptions } from './normalise.ts';
import { sha256Hex } from './sha256.ts';
import { mayBeCut, sides } from './side.ts';
import type { KeyFrame, Side } from './side.ts';
import type { Key, RaceKeys, RaceReport } from './types.ts';

/**
 * The keys of one race. Only names of functions are in them: no file, line, address, offset or goroutine number,
 * no read or write, and the two accesses without order, since all of these change between two runs of one program.
 * @param report a report; incomplete ones give what they can
 * @param options the same for all reports that are to be compared
 * @returns null where a part that belongs to the key is missing
 * @example fingerprint(a).exact === fingerprint(b).exact
 */
export function fingerprint(report: RaceReport, options: RaceOptions = {}): RaceKeys {
  const [a, b] = sides(report, options);
  if (a === undefined || b === undefined || (isAnybody(a) && isAnybody(b))) return NO_KEYS;
  const [first = null, second = null] = likely(report, a, b);
  const [sided, forked] = [oneSided(a, b), fork(a, b)];
  return { exact: exact(report, a, b), likely: first, likelyOther: second, sides: sided, fork: forked };
}

const NO_KEYS: RaceKeys = { exact: null, likely: null, likelyOther: null, sides: [], fork: null };

/**
 * `main.main` and a closure in it, and closures without a name (`p.func·001` of Go 1.4): every small program is made of
 * these, so they tell nothing apart.
 */
const ANYBODY = /^(?:main\.(?:main|func|init)(?:\{\})?|(?:.*\.)?func\{\})$/;

function isAnybody(side: Side): boolean {
  return side.leaf !== null && ANYBODY.test(side.leaf.name);
}

/** Where the key's version stands: a change of any rule makes new keys, and old ones stay recognisable. */
export const KEY_VERSION = 'rt1';

/** {leaf + anchor, leaf + anchor}. An anchor that may have been cut off makes no key. */
function exact(report: RaceReport, a: Side, b: Side): Key | null {
  if (a.leaf === null || b.leaf === null) return null;
  if ([a, b].some((side) => !isOutside(side) && mayBeCut(report, side.access))) return null;
  return key('exact', pair(anchored(a), anchored(b)));
}

/** The anchor is in another package than the leaf: lines that were cut off below it would change nothing. */
function isOutside({ leaf, anchor }: Side): boolean {
  return anchor !== null && anchor.frame.package !== leaf?.frame.package;
}

function anchored(side: Side): string {
  return `${side.leaf?.name ?? ''} < ${side.anchor?.name ?? ''}`;
}

/**
 * {leaf + anchor, leaf}, for either side. Leaves alone are not enough: what closes and what reads a file is the same in
 * every program. A side without an anchor is all there is of its stack, unless the text broke off in it.
 */
function likely(report: RaceReport, a: Side, b: Side): readonly Key[] {
  const parts = [
    [a, b],
    [b, a],
  ].flatMap(([one, other]) => {
    if (!one?.leaf || !other?.leaf) return [];
    if (one.anchor === null && mayBeCut(report, one.access)) return [];
    return [[anchored(one), other.leaf.name]];
  });
  return [...new Set(parts.sort(byText).map((part) => key('likely', part)))];
}

/** In an order of their own: which access was printed first is chance. */
function byText(a: readonly string[], b: readonly string[]): number {
  return a.join() < b.join() ? -1 : 1;
}

/** The leaf of one side with the entry or the spawn of the other. */
function oneSided(a: Side, b: Side): readonly Key[] {
  const keys = new Set<Key>();
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    add(keys, 'entry', one.leaf, other.entry);
    add(keys, 'spawn', one.leaf, other.spawn);
  }
  return [...keys].sort();
}

function add(keys: Set<Key>, how: string, leaf: KeyFrame | null, other: KeyFrame | null): void {
  if (leaf !== null && other !== null) keys.add(key('side', [leaf.name, how, other.name]));
}

/**
 * {entry, entry}, {spawn, spawn} and the packages of the leaves, where both goroutines were started for the work
 * they race in. A test's own goroutine would join everything the test calls.
 */
function fork(a: Side, b: Side): Key | null {
  if (!a.spawned || !b.spawned || a.spawn === null || b.spawn === null) return null;
  if (a.entry === null || b.entry === null || a.leaf === null || b.leaf === null) return null;
  const packages = [...new Set([packageOf(a.leaf), packageOf(b.leaf)])].sort();
  return key('fork', [...pair(a.entry.name, b.entry.name), ...pair(a.spawn.name, b.spawn.name), ...packages]);
}

/** The canonical name up to the first dot after the last slash. */
function packageOf({ name }: KeyFrame): string {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  return dot < 0 ? name : name.slice(0, dot);
}

function pair(a: string, b: string): string[] {
  return [a, b].sort();
}

/** 64 bits: two different races out of a million collide with a chance of 1 in 37 million. */
function key(level: string, parts: readonly string[]): Key {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where keys are made
  return `${KEY_VERSION}:${sha256Hex([level, ...parts].join('\n')).slice(0, 16)}` as Key;
}
