import type { RaceReport, Side } from '../../race/index.ts';
import type { RaceView } from './view.ts';

/** Races of one issue that are seen as one; the first stands for all. */
export type Family = readonly [RaceView, ...RaceView[]];

/**
 * One mistake makes many reports: the same two goroutines meet again in the next field, or in the next line. In the
 * order of their first members.
 */
export function familiesOf(races: readonly RaceView[]): Family[] {
  const families: [RaceView, ...RaceView[]][] = [];
  for (const race of races) {
    const family = families.find(([first]) => isRelative(first, race));
    if (family) family.push(race);
    else families.push([race]);
  }
  return families;
}

/** The same goroutine pair and one equal leaf; or neighbours in memory, touched by a goroutine of both. */
function isRelative(one: RaceView, other: RaceView): boolean {
  const [mine, theirs] = [runners(one.report), runners(other.report)];
  if (mine.length === 2 && mine.join() === theirs.join() && sharesLeaf(one.sides, other.sides)) return true;
  return mine.some((runner) => theirs.includes(runner)) && areNeighbours(one.report, other.report);
}

function runners({ accesses }: RaceReport): string[] {
  return accesses.flatMap(({ by }) => (by.kind === 'unknown' ? [] : [`${by.kind} ${by.id ?? ''}`])).sort();
}

function sharesLeaf(one: readonly Side[], other: readonly Side[]): boolean {
  const leaves = new Set(one.flatMap(({ leaf }) => (leaf ? [leaf.name] : [])));
  return other.some(({ leaf }) => leaf !== null && leaves.has(leaf.name));
}

/** A cache line: fields of one value lie nearer than different values mostly do. */
const NEAR = 64n;

function areNeighbours(one: RaceReport, other: RaceReport): boolean {
  const [a, b] = [addressOf(one), addressOf(other)];
  if (a === null || b === null) return false;
  return (a > b ? a - b : b - a) < NEAR;
}

function addressOf({ accesses }: RaceReport): bigint | null {
  const address = accesses.find((access) => access.address !== null)?.address ?? null;
  return address === null || !/^0x[0-9a-f]{1,16}$/i.test(address) ? null : BigInt(address);
}
