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
import { HABIT, type Lesson } from './owners/learned.ts';
import { partLabels } from './owners/part-label.ts';
import { type Vote, votesOf } from './owners/votes.ts';
import type { Confidence, ModuleGuess, Precedent, Race, RepositoryFacts } from './types.ts';

/** From this share of all votes a guess is called high or medium; below, we say nothing. */
const HIGH = 0.6;
const MEDIUM = 0.35;

/** What people did before must agree so far to be called high. */
const AGREEMENT = 2 / 3;

/** More than two guesses are none. */
const GUESSES = 2;

/** What the guess may rest on. */
export interface Ownership {
  readonly config: Config;
  readonly facts: RepositoryFacts;
  readonly options: RaceOptions;
  /** Earlier race issues with what people called them; none where nothing is known. */
  readonly precedents?: readonly Precedent[];
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
  const candidates = countVotes(votes, historyOf(votes, ownership));
  const guesses = candidates.slice(0, GUESSES).flatMap((one) => toGuess(one, confidenceOf(one)));
  const first = guesses.filter((one, i) => guesses.findIndex(({ name }) => name === one.name) === i);
  return first.length > 0 ? first : guessByPath(votes, candidates);
}

function houseVotes(votes: readonly Vote[], { config, facts }: Ownership): HousedVote[] {
  const declarations = readDeclarations(config, facts);
  const homes = new Map(
    [...new Set(votes.map(({ path }) => path))].map((path) => [path, homeOf(path, declarations)]),
  );
  return votes.flatMap((vote) => {
    const home = homes.get(vote.path);
    return home ? [{ ...vote, home }] : [];
  });
}

/** Of the labels people put on, those that name a part and still exist. */
function historyOf(
  votes: readonly Vote[],
  { config, facts, precedents = [], relatives = [] }: Ownership,
): History {
  const packages = [...votes.map((vote) => vote.package), ...precedents.flatMap((one) => one.packages)];
  const isPart = partLabels(config, facts, packages);
  const known = precedents.map((one) => ({ ...one, labels: existing(one.labels.filter(isPart), facts) }));
  return { precedents: known.filter(({ labels }) => labels.length > 0), relatives: new Set(relatives) };
}

function confidenceOf({ share, learned }: Candidate): Confidence {
  const habit = learned === null || (learned.asked >= HABIT && learned.carry >= learned.asked * AGREEMENT);
  return share >= HIGH && habit ? 'high' : share >= MEDIUM ? 'medium' : 'low';
}

function toGuess({ votes, learned }: Candidate, confidence: Confidence): ModuleGuess[] {
  const strongest = votes.reduce((best, vote) => (vote.weight > best.weight ? vote : best));
  if (confidence === 'low') return [];
  const { name, labels, owners, because } = strongest.home;
  const reasons =
    learned === null ? [because] : [lessonText(learned), ...(owners.length > 0 ? [because] : [])];
  return [
    {
      name,
      confidence,
      labels: learned === null ? labels : [learned.label],
      owners,
      because: [frameText(strongest, votes), ...reasons],
    },
  ];
}

/** People disagree on races like this one: where the code lies can still be said. */
function guessByPath(votes: readonly HousedVote[], candidates: readonly Candidate[]): ModuleGuess[] {
  if (candidates.every(({ learned }) => learned === null)) return [];
  const [best] = countVotes(votes, { precedents: [], relatives: new Set() });
  if (!best || best.share < HIGH) return [];
  const reason = 'earlier races near it were labelled in different ways';
  return toGuess(best, 'medium').map((guess) => ({ ...guess, because: [...guess.because, reason] }));
}

function frameText(strongest: Vote, votes: readonly Vote[]): string {
  const frames = new Set(votes.map((vote) => vote.frame)).size;
  const others = frames > 1 ? ` (and ${frames - 1} more ${frames > 2 ? 'frames' : 'frame'})` : '';
  return `${strongest.because}${others}`;
}

/** 17 of 19 earlier races in `executor` were labelled `sig/execution`. */
function lessonText({ label, lessons }: Learned): string {
  const carriers = (lesson: Lesson) => lesson.labelled.get(label)?.length ?? 0;
  const best = lessons.reduce((most, lesson) => (carriers(lesson) > carriers(most) ? lesson : most));
  const count = carriers(best);
  const all = best.issues.length;
  const kind = best.place === null ? 'related' : 'earlier';
  const place = best.place === null ? '' : ` in ${codeSpan(best.place)}`;
  return `${count} of ${all} ${kind} ${all === 1 ? 'race' : 'races'}${place} ${count === 1 ? 'was' : 'were'} labelled ${codeSpan(label)}`;
}
