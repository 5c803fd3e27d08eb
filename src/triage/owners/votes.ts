import type { Config } from '../../config/schema.ts';
import {
  canonicalPackage,
  classOfFrame,
  type Frame,
  ownModules,
  type RaceOptions,
  type RaceReport,
  type Side,
  sides,
} from '../../race/index.ts';
import { coversPackage, isHarnessPackage } from '../harness.ts';
import { codeSpan } from '../markdown.ts';
import { frameName, repositoryPath } from '../place.ts';
import type { Race, RepositoryFacts } from '../types.ts';

/** One frame's say in whose the races are. */
export interface Vote {
  /** Import path as it counts in keys: equal before and after a move into `pkg/`. A test speaks for what it tests. */
  readonly package: string;
  /** The module it lies in; '' where that cannot be told. */
  readonly module: string;
  /** The package and the file, what learned routing compares. */
  readonly place: string;
  /** File in the repository; null for the code of others, which owns nothing, and of which people may have learnt. */
  readonly path: string | null;
  readonly weight: number;
  /** The frame as people read it, and what it does; Markdown. */
  readonly frame: string;
  readonly because: string;
}

/**
 * How much a frame counts. The one that touches the memory speaks loudest, the package that called it and the one the
 * goroutine came in by less; whoever writes is more often the one to mend than whoever reads; and of code that everybody
 * uses the user is more often wrong.
 */
const WEIGHTS = { write: 1, read: 0.7, blame: 1, caller: 0.4, entry: 0.3, generic: 0.5 };

/** What the votes depend on. */
export interface Electorate {
  readonly config: Config;
  readonly facts: RepositoryFacts;
  readonly options: RaceOptions;
}

export function votesOf(races: readonly Race[], electorate: Electorate): Vote[] {
  return races.flatMap(({ report }) => {
    const roll = rollOf(report, electorate);
    const pairs = sides(report, electorate.options).map((side) => ({ side, all: locate(side, roll) }));
    const production = pairs.map(({ side, all }) => ({
      side,
      own: all.filter((one) => one.class === 'first-party'),
    }));
    // Test code speaks only where there is nothing else, and for what it tests.
    const chosen = production.some(({ own }) => own.length > 0)
      ? production
      : pairs.map(({ side, all }) => ({ side, own: all.filter(isTest).slice(0, 1) }));
    return chosen.flatMap(({ side, own }) => [...sideVotes(side, own, roll), ...foreignVotes(side, roll)]);
  });
}

/** The packages, with their files, that votes speak for, the strongest first. */
export function blamedPlaces(votes: readonly Vote[]): string[] {
  return strongest(votes, (vote) => vote.place);
}

/** The files of the repository that votes speak for, the strongest first. */
export function blamedPaths(votes: readonly Vote[]): string[] {
  return strongest(votes, (vote) => vote.path);
}

function strongest(votes: readonly Vote[], of: (vote: Vote) => string | null): string[] {
  const weights = new Map<string, number>();
  for (const vote of votes) {
    const name = of(vote);
    if (name !== null) weights.set(name, (weights.get(name) ?? 0) + vote.weight);
  }
  return [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

interface Roll extends Electorate {
  /** The repository's modules, longest first. */
  readonly own: readonly string[];
}

interface Located {
  readonly frame: Frame;
  readonly package: string;
  readonly path: string;
  readonly class: 'first-party' | 'harness';
  readonly isTest: boolean;
}

function rollOf(report: RaceReport, electorate: Electorate): Roll {
  const own = [...ownModules(report, electorate.options)].sort((a, b) => b.length - a.length);
  return { ...electorate, own };
}

/** The frames of an access that lie in the repository. */
function locate({ access }: Side, roll: Roll): Located[] {
  return access.frames.flatMap((frame) => {
    const kind = classOfFrame(frame, roll.options, roll.own);
    if (kind !== 'first-party' && kind !== 'harness') return [];
    const name = packageOf(frame, roll);
    const path = pathOf(frame, name, roll);
    if (path === null) return [];
    const isTest = kind === 'harness' && !isHarnessPackage({ ...frame, package: name }, roll.options);
    return [{ frame, package: name, path, class: kind, isTest }];
  });
}

function isTest({ isTest: test }: Located): boolean {
  return test;
}

/** A program's package is called `main` wherever it lies: its directory tells. */
function packageOf(frame: Frame, { options, own }: Roll): string {
  const name = canonicalPackage(frame.package ?? '', options, own[0] ?? null).replace(/_test$/, '');
  const named = name.slice(0, name.indexOf('/') + 1 || undefined).includes('.');
  const module = frame.module ?? own[0];
  if (named || frame.origin !== 'repository' || frame.path === null || module === undefined) return name;
  const directory = directoryOf(frame.path);
  return directory === '' ? module : canonicalPackage(`${module}/${directory}`, options, null);
}

/** The file in the repository, also where a module lies in a directory of it. */
function pathOf(frame: Frame, name: string, { own, facts }: Roll): string | null {
  const module = own.find((one) => isWithin(name, one));
  const file = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
  if (module === undefined || !file || file.startsWith('<')) return repositoryPath(frame, own);
  const known = facts.directories && repositoryPath(frame, [module]);
  if (known) return [facts.directories?.[module] ?? '', known].filter((part) => part !== '').join('/');
  return (
    repositoryPath(frame, own) ??
    [...(name === module ? [] : [name.slice(module.length + 1)]), file].join('/')
  );
}

function isWithin(name: string, module: string): boolean {
  return name === module || name.startsWith(`${module}/`);
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The frames of one access that speak: who touches the memory, who called, how the goroutine came in. */
function sideVotes(side: Side, own: readonly Located[], roll: Roll): Vote[] {
  const [blame] = own;
  if (!blame) return [];
  const { op } = side.access;
  const verb = op === 'write' ? 'writes' : 'reads';
  const caller = own.find((one) => one.package !== blame.package);
  const entry = own.at(-1);
  const leads =
    blame.frame === side.leaf?.frame
      ? `${verb} the memory`
      : `is the nearest code of this repository to the ${op}`;
  const speak = (one: Located, share: number, role: string): Vote => ({
    package: one.package,
    module: roll.own.find((root) => isWithin(one.package, root)) ?? '',
    place: placeOf(one.package, one.frame),
    path: one.path,
    weight: WEIGHTS[op] * share * (isGeneric(one, roll) ? WEIGHTS.generic : 1),
    frame: codeSpan(frameName(one.frame)),
    because: `${codeSpan(frameName(one.frame))} ${role}`,
  });
  return [
    speak(blame, WEIGHTS.blame, leads),
    ...(caller ? [speak(caller, WEIGHTS.caller, `calls the code that ${verb}`)] : []),
    ...(entry && entry.package !== blame.package && entry.package !== caller?.package
      ? [speak(entry, WEIGHTS.entry, `is where the goroutine that ${verb} came in`)]
      : []),
  ];
}

/** Code of others that touches the memory: it owns nothing, but who mended such races before may have been told. */
function foreignVotes({ access, leaf }: Side, { own }: Roll): Vote[] {
  const name = leaf?.frame.package ?? null;
  if (!leaf || name === null || (leaf.class !== 'third-party' && leaf.class !== 'sibling')) return [];
  const module = leaf.frame.module ?? name;
  if (own.includes(module)) return [];
  const frame = codeSpan(frameName(leaf.frame));
  return [
    {
      package: name,
      module: directoryOf(module),
      place: placeOf(name, leaf.frame),
      path: null,
      weight: WEIGHTS[access.op] * WEIGHTS.blame,
      frame,
      because: `${frame} ${access.op === 'write' ? 'writes' : 'reads'} the memory`,
    },
  ];
}

/** `github.com/o/r/store/put.go`; the package alone where the file is not known. */
function placeOf(name: string, { file }: Frame): string {
  const base = file?.slice(file.lastIndexOf('/') + 1);
  return base && !base.startsWith('<') ? `${name}/${base}` : name;
}

/** What the configuration says, and packages whose own name says that they are for everybody. */
function isGeneric({ package: name, path }: Located, { config, own }: Roll): boolean {
  if (config.generic.some((pattern) => coversPackage(pattern, name, own) || coversPackage(pattern, path, [])))
    return true;
  return name.split('/').some((element) => GENERIC.has(element));
}

const GENERIC: ReadonlySet<string> = new Set(['common', 'helper', 'helpers', 'misc', 'util', 'utils']);
