import type { Confidence } from '../../src/triage/types.ts';
import { directoryOf, framesOf, GUESSERS, type Guesser, type LabelGuess, ranked } from './guesses.ts';
import { type LabelledIssue, labelledIssues } from './labels.ts';

export interface Band {
  readonly right: number;
  readonly of: number;
}

/** How a way of guessing agrees with people. */
export interface OwnerScore {
  readonly name: string;
  readonly says: string;
  readonly issues: number;
  readonly top1: number;
  readonly top2: number;
  readonly abstained: number;
  readonly high: Band;
  readonly medium: Band;
}

export interface OwnersResult {
  readonly schemes: readonly { readonly name: string; readonly issues: number; readonly labels: number }[];
  readonly scores: readonly OwnerScore[];
  /** The most that any rule from directory to label can reach: it has seen the answers. */
  readonly ceiling: { readonly right: number; readonly of: number };
}

/** Leave-one-out: each issue is guessed from the others of its repository that are labelled by the same scheme. */
export function evaluateOwners(guessers: readonly Guesser[] = GUESSERS): OwnersResult {
  const schemes = labelledIssues();
  return {
    schemes: [...schemes].map(([name, issues]) => ({
      name,
      issues: issues.length,
      labels: new Set(issues.flatMap(({ labels }) => labels)).size,
    })),
    scores: guessers.map((guesser) => score(guesser, [...schemes.values()])),
    ceiling: ceiling([...schemes.values()]),
  };
}

interface Tried {
  readonly issue: LabelledIssue;
  readonly guesses: readonly LabelGuess[];
}

function score(guesser: Guesser, schemes: readonly (readonly LabelledIssue[])[]): OwnerScore {
  const tried = schemes.flatMap((issues) =>
    issues.map((issue) => ({ issue, guesses: guesser.learn(issues.filter((one) => one !== issue))(issue) })),
  );
  return {
    name: guesser.name,
    says: guesser.says,
    issues: tried.length,
    top1: tried.filter((one) => isRight(one, 1)).length,
    top2: tried.filter((one) => isRight(one, 2)).length,
    abstained: tried.filter(({ guesses }) => guesses.length === 0).length,
    high: band(tried, 'high'),
    medium: band(tried, 'medium'),
  };
}

/** People put one label or several; a guess is right that is one of them. */
function isRight({ issue, guesses }: Tried, first: number): boolean {
  return guesses.slice(0, first).some(({ label }) => issue.labels.includes(label));
}

function band(tried: readonly Tried[], confidence: Confidence): Band {
  const chosen = tried.filter(({ guesses }) => guesses[0]?.confidence === confidence);
  return { right: chosen.filter((one) => isRight(one, 1)).length, of: chosen.length };
}

/** Each directory takes the label most of its issues have, the one to be guessed included. */
function ceiling(schemes: readonly (readonly LabelledIssue[])[]): OwnersResult['ceiling'] {
  const counts = schemes.map((issues) => {
    const directories = Map.groupBy(issues, ({ races }) => directoryOf(framesOf(races)[0]) ?? '');
    const right = [...directories.values()].map((members) => {
      const [best = ''] = ranked(members.flatMap(({ labels }) => labels));
      return members.filter(({ labels }) => labels.includes(best)).length;
    });
    return { right: right.reduce((sum, n) => sum + n, 0), of: issues.length };
  });
  return {
    right: counts.reduce((sum, { right }) => sum + right, 0),
    of: counts.reduce((sum, { of }) => sum + of, 0),
  };
}
