import { includesLabel } from '../../src/triage/memory.ts';
import type { Confidence } from '../../src/triage/types.ts';
import { directoryOf, framesOf, GUESSERS, type Guesser, type LabelGuess, ranked } from './guesses.ts';
import { type LabelledIssue, labelledIssues, labelledRepositories } from './labels.ts';

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

/** What is known when an issue is guessed. */
export interface View {
  readonly title: string;
  readonly says: string;
  readonly scores: readonly OwnerScore[];
}

export interface OwnersResult {
  readonly schemes: readonly { readonly name: string; readonly issues: number; readonly labels: number }[];
  /** The first is the one that the bars speak of. */
  readonly views: readonly View[];
  /** The most that any rule from directory to label can reach: it has seen the answers. */
  readonly ceiling: { readonly right: number; readonly of: number };
}

/** An issue is never guessed from itself. */
export function evaluateOwners(guessers: readonly Guesser[] = GUESSERS): OwnersResult {
  const schemes = labelledIssues();
  const apart = [...schemes.values()];
  const view = (title: string, says: string, groups: Groups, known: Known): View => ({
    title,
    says,
    scores: guessers.map((guesser) => score(guesser, groups, known)),
  });
  return {
    schemes: [...schemes].map(([name, issues]) => ({
      name,
      issues: issues.length,
      labels: new Set(issues.flatMap(({ labels }) => labels)).size,
    })),
    views: [
      view('Leave-one-out', 'Each issue is guessed from all others of its scheme.', apart, others),
      view('In the order of time', 'From those with a lower number only, as it happens.', apart, earlier),
      view(
        'Several schemes at once',
        'Leave-one-out, all schemes of a repository together: a label of another scheme than people chose counts as wrong, though it may fit.',
        labelledRepositories(),
        others,
      ),
    ],
    ceiling: ceiling(apart),
  };
}

type Groups = readonly (readonly LabelledIssue[])[];
type Known = (issue: LabelledIssue, all: readonly LabelledIssue[]) => LabelledIssue[];

function others(issue: LabelledIssue, all: readonly LabelledIssue[]): LabelledIssue[] {
  return all.filter((one) => one !== issue);
}

/** GitHub numbers issues as they are opened. */
function earlier(issue: LabelledIssue, all: readonly LabelledIssue[]): LabelledIssue[] {
  return all.filter((one) => (one.fact.number ?? 0) < (issue.fact.number ?? 0));
}

interface Tried {
  readonly issue: LabelledIssue;
  readonly guesses: readonly LabelGuess[];
}

function score(guesser: Guesser, groups: Groups, known: Known): OwnerScore {
  const tried = groups.flatMap((issues) =>
    issues.map((issue) => ({ issue, guesses: guesser.learn(known(issue, issues))(issue) })),
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

/** People put one label or several; a guess is right that is one of them, however the repository spells it now. */
function isRight({ issue, guesses }: Tried, first: number): boolean {
  return guesses.slice(0, first).some(({ label }) => includesLabel(issue.labels, label));
}

function band(tried: readonly Tried[], confidence: Confidence): Band {
  const chosen = tried.filter(({ guesses }) => guesses[0]?.confidence === confidence);
  return { right: chosen.filter((one) => isRight(one, 1)).length, of: chosen.length };
}

/** Each directory takes the label most of its issues have, the one to be guessed included. */
function ceiling(groups: Groups): OwnersResult['ceiling'] {
  const counts = groups.map((issues) => {
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
