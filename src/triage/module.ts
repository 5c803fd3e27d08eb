import { matchesPattern } from '../config/pattern.ts';
import type { Config } from '../config/schema.ts';
import {
  classOfFrame,
  type Frame,
  ownModules,
  type RaceOptions,
  type RaceReport,
  type Side,
  sides,
} from '../race/index.ts';
import { codeSpan } from './markdown.ts';
import { frameName, packagePathOf, repositoryPath } from './place.ts';
import { findOwners, type OwnerRule, parseCodeowners } from './owners/codeowners.ts';
import type { Confidence, ModuleGuess, Race, RepositoryFacts } from './types.ts';

/**
 * What a frame's share in the guess is. The frame that touches the memory speaks loudest, its caller's package
 * and the goroutine's entry less; whoever writes is more often the one to mend than whoever reads.
 */
const WEIGHTS = { write: 1, read: 0.7, blame: 1, caller: 0.4, entry: 0.3, generic: 0.5 };

/** From this share of all weight a guess is called high or medium; below, we say nothing. */
const HIGH = 0.6;
const MEDIUM = 0.35;

/** More than two guesses are none. */
const GUESSES = 2;

/** What the guess may rest on. */
export interface Ownership {
  readonly config: Config;
  readonly facts: RepositoryFacts;
  readonly options: RaceOptions;
}

/**
 * Which part of the repository owns the races: each access votes with its frames of our own code, a vote goes to
 * the module its path belongs to. Abstains (gives nothing) where no module gathers enough of all votes.
 */
export function guessModules(races: readonly Race[], { config, facts, options }: Ownership): ModuleGuess[] {
  const rules = parseCodeowners(facts.codeowners?.text ?? '');
  const votes = races.flatMap(({ report }) =>
    sides(report, options).flatMap((side) => votesOf(side, ownFrames(side, report, options), config)),
  );
  const total = votes.reduce((sum, vote) => sum + vote.weight, 0);
  if (total === 0) return [];
  const tally = new Map<string, Candidate>();
  for (const vote of votes) {
    const home = homeOf(vote.path, config, rules, facts);
    const known = tally.get(home.name) ?? { home, weight: 0, votes: [] };
    tally.set(home.name, {
      home,
      weight: known.weight + vote.weight,
      votes: [...known.votes, { ...vote, home: home.because }],
    });
  }
  return [...tally.values()]
    .sort((a, b) => b.weight - a.weight || (a.home.name < b.home.name ? -1 : 1))
    .slice(0, GUESSES)
    .flatMap((candidate) => toGuess(candidate, candidate.weight / total));
}

interface Vote {
  readonly path: string;
  readonly weight: number;
  /** The frame, as people read it. */
  readonly frame: string;
  readonly because: string;
}

interface Home {
  readonly name: string;
  readonly labels: readonly string[];
  readonly owners: readonly string[];
  /** Why the path belongs there; Markdown. */
  readonly because: string;
}

interface Candidate {
  readonly home: Home;
  readonly weight: number;
  readonly votes: readonly (Vote & { readonly home: string })[];
}

function toGuess({ home, votes }: Candidate, share: number): ModuleGuess[] {
  const confidence: Confidence | null = share >= HIGH ? 'high' : share >= MEDIUM ? 'medium' : null;
  if (!confidence) return [];
  const strongest = votes.reduce((best, vote) => (vote.weight > best.weight ? vote : best));
  const frames = new Set(votes.map((vote) => vote.frame)).size;
  const others = frames > 1 ? ` (and ${frames - 1} more ${frames > 2 ? 'frames' : 'frame'})` : '';
  const because = [`${strongest.because}${others}`, strongest.home];
  return [{ name: home.name, confidence, labels: home.labels, owners: home.owners, because }];
}

/** The frames of one access that speak: who touches the memory, who called, how the goroutine came in. */
function votesOf(side: Side, own: readonly OwnFrame[], config: Config): Vote[] {
  const op = WEIGHTS[side.access.op];
  const [blame] = own;
  if (!blame) return [];
  const caller = own.find((one) => one.package !== blame.package);
  const entry = own.at(-1);
  const verb = side.access.op === 'write' ? 'writes' : 'reads';
  const speak = (one: OwnFrame, share: number, role: string): Vote => ({
    path: one.path,
    weight:
      op *
      share *
      (config.generic.some((pattern) => matchesPattern(pattern, one.path)) ? WEIGHTS.generic : 1),
    frame: one.label,
    because: `${one.label} ${role}`,
  });
  const leads =
    blame.frame === side.leaf?.frame
      ? `${verb} the memory`
      : `is the nearest code of this repository to the ${side.access.op}`;
  return [
    speak(blame, WEIGHTS.blame, leads),
    ...(caller ? [speak(caller, WEIGHTS.caller, `calls the code that ${verb}`)] : []),
    ...(entry && entry.package !== blame.package && entry.package !== caller?.package
      ? [speak(entry, WEIGHTS.entry, `is where the goroutine that ${verb} came in`)]
      : []),
  ];
}

interface OwnFrame {
  readonly frame: Frame;
  readonly package: string;
  readonly path: string;
  readonly label: string;
}

/** Frames of the repository's own code. Test code speaks only where there is nothing else, and for what it tests. */
function ownFrames(side: Side, report: RaceReport, options: RaceOptions): OwnFrame[] {
  const own = ownModules(report, options);
  const located = side.access.frames.flatMap((frame) => {
    const path = repositoryPath(frame, own);
    return path === null ? [] : [{ frame, path, class: classOfFrame(frame, options, own) }];
  });
  const production = located.filter((one) => one.class === 'first-party');
  const chosen =
    production.length > 0 ? production : located.filter((one) => one.class === 'harness').slice(0, 1);
  return chosen.map((one) => ({
    frame: one.frame,
    package: packagePathOf(one.frame),
    path: one.path,
    label: codeSpan(frameName(one.frame)),
  }));
}

/** In this order: the configured modules, CODEOWNERS, the path itself. */
function homeOf(path: string, config: Config, rules: readonly OwnerRule[], facts: RepositoryFacts): Home {
  const module = config.modules.find((one) => one.paths.some((pattern) => matchesPattern(pattern, path)));
  const rule = findOwners(rules, path);
  if (module) {
    const owners = module.owners.length > 0 ? module.owners : (rule?.owners ?? []);
    const labels = module.labels.map((label) => label.name);
    return {
      name: module.name,
      labels,
      owners,
      because: `${codeSpan(path)} belongs to it by the configuration`,
    };
  }
  const name = moduleName(path);
  if (rule && rule.owners.length > 0) {
    const because = `line ${rule.line} of ${facts.codeowners?.path ?? 'CODEOWNERS'} names the owners of ${codeSpan(path)}`;
    return { name, labels: [], owners: rule.owners, because };
  }
  return { name, labels: [], owners: [], because: `${codeSpan(path)} lies there` };
}

/** The first element of the path that says something: `executor` of `pkg/executor/join.go`. */
function moduleName(path: string): string {
  const elements = path.split('/').slice(0, -1);
  const [first, second] = elements;
  const wrapper = first === 'pkg' || first === 'internal' || first === 'src';
  return (wrapper ? second : first) ?? first ?? 'the root package';
}
