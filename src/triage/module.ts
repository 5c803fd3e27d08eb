import type { Config } from '../config/schema.ts';
import type { RaceOptions } from '../race/index.ts';
import { codeSpan } from './markdown.ts';
import {
  type Candidate,
  countVotes,
  type History,
  type HousedVote,
  type Learned,
} from './owners/candidates.ts';
import { existing, homeOf, readDeclarations } from './owners/home.ts';
import { type Ground, School, type Usual, usualOf } from './owners/learned.ts';
import { nameOfPart, partLabels } from './owners/part-label.ts';
import { type Vote, votesOf } from './owners/votes.ts';
import type { Confidence, ModuleGuess, Precedent, Race, RepositoryFacts } from './types.ts';

/** From this share of all votes a guess is called high or medium; below, we say nothing. */
const HIGH = 0.6;
const MEDIUM = 0.35;

/** The same for what people taught, whose shares are smoothed: chosen so that high is right where it was tried. */
const HIGH_LEARNED = 0.65;

/** More than two guesses are none. */
const GUESSES = 2;

/** What the guess may rest on. */
export interface Ownership {
  readonly config: Config;
  readonly facts: RepositoryFacts;
  readonly options: RaceOptions;
  /** Earlier race issues with what people called them; none where nothing is known. */
  readonly precedents?: readonly Precedent[];
  /** How common each label is; of the precedents alone where it is not given. */
  readonly usual?: Usual | undefined;
  /** Issues that share a key with this one. */
  readonly relatives?: readonly number[];
}

/**
 * Which part of the repository owns the races: each access votes with its frames of our own code; a vote goes to the
 * module that the repository declares for its path, else to the labels that people put on earlier races near it, else
 * to the path itself. Abstains (gives nothing) where nobody gathers enough of all votes.
 */
export function guessModules(races: readonly Race[], ownership: Ownership): ModuleGuess[] {
  const votes = houseVotes(votesOf(races, ownership), ownership);
  if (votes.length === 0) return [];
  const history = historyOf(votes, ownership);
  const undeclared = votes.filter(({ home }) => !home?.declared);
  const scheme = history.school.scheme(undeclared, history.relatives);
  const candidates = countVotes(votes, history, scheme);
  const guesses = candidates.slice(0, GUESSES).flatMap((one) => toGuess(one, confidenceOf(one)));
  const first = guesses.filter((one, i) => guesses.findIndex(({ name }) => name === one.name) === i);
  return first.length > 0 || scheme === null ? first : guessByPath(votes, history);
}

function houseVotes(votes: readonly Vote[], { config, facts }: Ownership): HousedVote[] {
  const declarations = readDeclarations(config, facts);
  const paths = new Set(votes.flatMap(({ path }) => path ?? []));
  const homes = new Map([...paths].map((path) => [path, homeOf(path, declarations)]));
  return votes.map((vote) => ({ ...vote, home: homes.get(vote.path ?? '') ?? null }));
}

/** Of the labels people put on, those that name a part and still exist. */
function historyOf(
  votes: readonly Vote[],
  { config, facts, precedents = [], usual = usualOf(precedents), relatives = [] }: Ownership,
): History {
  const blamed = [...votes.map((vote) => vote.package), ...precedents.flatMap((one) => one.places)];
  const isPart = partLabels(config, facts, blamed);
  const used = new Set([...Object.keys(usual), ...precedents.flatMap(({ labels }) => labels)]);
  const parts = new Map([...used].filter(isPart).map((label) => [label, existing([label], facts)]));
  const named = (label: string) => parts.get(label) ?? [];
  const known = precedents.map((one) => ({ ...one, labels: one.labels.flatMap(named) }));
  const common = Object.entries(usual).flatMap(([label, n]) => named(label).map((name) => [name, n]));
  return {
    school: new School(
      known.filter(({ labels }) => labels.length > 0),
      Object.fromEntries(common),
    ),
    relatives: new Set(relatives),
  };
}

function confidenceOf({ share, learned }: Candidate): Confidence {
  const high = learned === null ? share >= HIGH : share >= HIGH_LEARNED && learned.habit;
  return high ? 'high' : share >= MEDIUM ? 'medium' : 'low';
}

function toGuess({ votes, learned }: Candidate, confidence: Confidence): ModuleGuess[] {
  if (confidence === 'low' || votes.length === 0) return [];
  const strongest = votes.reduce((best, vote) => (vote.weight > best.weight ? vote : best));
  const homes = votes.filter(({ home }) => home !== null).sort((a, b) => b.weight - a.weight);
  const home = homes[0]?.home ?? null;
  const { labels = [], owners = [], because = '' } = home ?? {};
  const reasons =
    learned === null ? [because] : [lessonText(learned), ...(owners.length > 0 ? [because] : [])];
  return [
    {
      name: home?.name ?? nameOfPart(learned?.label ?? ''),
      confidence,
      labels: learned === null ? labels : [learned.label],
      owners,
      because: [frameText(strongest, votes), ...reasons],
    },
  ];
}

/** People disagree on races like this one: where the code lies can still be said. */
function guessByPath(votes: readonly HousedVote[], history: History): ModuleGuess[] {
  const [best] = countVotes(votes, history, null);
  if (!best || best.share < HIGH) return [];
  const reason = 'earlier races near it were labelled in different ways';
  return toGuess(best, 'medium').map((guess) => ({ ...guess, because: [...guess.because, reason] }));
}

function frameText(strongest: Vote, votes: readonly Vote[]): string {
  const frames = new Set(votes.map((vote) => vote.frame)).size;
  const others = frames > 1 ? ` (and ${frames - 1} more ${frames > 2 ? 'frames' : 'frame'})` : '';
  return `${strongest.because}${others}`;
}

/** 17 of 19 earlier races in `executor` were labelled `sig/execution`: of all places the one that says most. */
function lessonText({ label, lessons }: Learned): string {
  const carriers = (ground: Ground) => ground.labelled.get(label)?.length ?? 0;
  const weight = (ground: Ground) => carriers(ground) / (ground.issues.length + 1);
  const grounds = lessons.flatMap((lesson) => lesson.grounds);
  const best = grounds.reduce((most, ground) => (weight(ground) > weight(most) ? ground : most));
  const count = carriers(best);
  const all = best.issues.length;
  const kind = best.place === null ? 'related' : 'earlier';
  const place = best.place === null ? '' : ` in ${codeSpan(best.place)}`;
  return `${count} of ${all} ${kind} ${all === 1 ? 'race' : 'races'}${place} ${count === 1 ? 'was' : 'were'} labelled ${codeSpan(label)}`;
}
