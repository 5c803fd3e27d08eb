import type { Access, Key, RaceKeys, RaceReport } from '../../src/race/index.ts';
import type { KeyedRace } from './races.ts';

/** When two races count as the same: when they share a key. */
export interface Rule {
  readonly name: string;
  /** What stands in the table beside it. */
  readonly says: string;
  keys(race: KeyedRace): readonly string[];
}

/** Our levels, each alone and together. */
export const LEVELS: readonly Rule[] = [
  level('E', 'both leaves and both anchors', (keys) => [keys.exact]),
  level('L', 'both leaves and one anchor', likely),
  level('O', 'one leaf, and entry or spawn of the other side', (keys) => keys.sides),
  level('F', 'both entries, both spawns, packages of the leaves', (keys) => [keys.fork]),
  level('E+L', 'what we call the same or likely the same', (keys) => [keys.exact, ...likely(keys)]),
  level('any', 'all levels together', (keys) => [keys.exact, ...likely(keys), ...keys.sides, keys.fork]),
];

function likely(keys: RaceKeys): readonly (Key | null)[] {
  return [keys.likely, keys.likelyOther];
}

function level(name: string, says: string, pick: (keys: RaceKeys) => readonly (string | null)[]): Rule {
  return { name, says, keys: ({ keys }) => pick(keys).filter((key) => key !== null) };
}

/** The simplest rules others use, said again in our words. They take symbols as printed. */
export const BASELINES: readonly Rule[] = [
  {
    name: 'first frame',
    says: 'the innermost function of the access reported first, library and runtime left out',
    keys: ({ report }) => present(firstNames(report.accesses[0], 1)),
  },
  {
    name: 'leaf pair',
    says: 'the innermost functions of both sides as printed, in any order',
    keys: ({ report }) => both(report, (access) => namesOf(access).slice(0, 1)),
  },
  {
    name: 'first 2 frames',
    says: 'the two innermost functions of both sides, library and runtime left out',
    keys: ({ report }) => both(report, (access) => firstNames(access, 2)),
  },
  {
    name: 'first 3 frames',
    says: 'three of them',
    keys: ({ report }) => both(report, (access) => firstNames(access, 3)),
  },
  {
    name: 'whole stacks',
    says: 'all functions of both sides as printed',
    keys: ({ report }) => both(report, namesOf),
  },
];

function both(report: RaceReport, pick: (access: Access) => readonly string[]): string[] {
  const [a, b] = report.accesses.map((access) => pick(access).join(' '));
  return a && b ? [[a, b].sort().join(' | ')] : [];
}

function present(names: readonly string[]): string[] {
  return names.length > 0 ? [names.join(' ')] : [];
}

function firstNames(access: Access | undefined, count: number): string[] {
  const frames = access?.frames.filter((frame) => frame.origin !== 'stdlib') ?? [];
  return frames.slice(0, count).map(({ symbol }) => symbol);
}

function namesOf(access: Access): string[] {
  return access.frames.map(({ symbol }) => symbol);
}

/** Whether two issues hold a race in common. */
export function meet(rule: Rule, a: readonly KeyedRace[], b: readonly KeyedRace[]): boolean {
  const known = new Set(a.flatMap((race) => rule.keys(race)));
  return b.some((race) => rule.keys(race).some((key) => known.has(key)));
}
