import { type Frame, isHarness } from '../../src/race/index.ts';
import type { Confidence } from '../../src/triage/types.ts';
import { planOf } from './app.ts';
import type { LabelledIssue } from './labels.ts';

/** A label that a way of guessing would put on. */
export interface LabelGuess {
  readonly label: string;
  readonly confidence: Confidence;
}

/**
 * A way of guessing whose an issue is. It may learn from labelled issues of the same repository, the one to be
 * guessed never among them. No guess at all is an abstention.
 */
export interface Guesser {
  readonly name: string;
  readonly says: string;
  learn(others: readonly LabelledIssue[]): (issue: LabelledIssue) => readonly LabelGuess[];
}

/** What the app guesses, then the simplest rules. */
export const GUESSERS: readonly Guesser[] = [
  {
    name: 'app',
    says: 'what the app plans, who knows the others and their labels',
    learn: (others) => (issue) =>
      planOf(issue, others).modules.flatMap(({ labels, confidence }) =>
        labels.slice(0, 1).map((label) => ({ label, confidence })),
      ),
  },
  {
    name: 'first frame',
    says: 'directory of the innermost function of the repository',
    learn: byPlace(({ races }) => directoryOf(framesOf(races)[0])),
  },
  {
    name: 'test file',
    says: 'directory of the test that failed',
    learn: byPlace(({ races }) => directoryOf(framesOf(races, true).find((frame) => isHarness(frame)))),
  },
  {
    name: 'most common label',
    says: 'the label that most others have, whatever the race',
    learn: byPlace(() => 'everything'),
  },
];

/** Places get the labels that people put on the other issues of the same place. */
function byPlace(placeOf: (issue: LabelledIssue) => string | null): Guesser['learn'] {
  return (others) => {
    const issues = Map.groupBy(others, placeOf);
    return (issue) => {
      const place = placeOf(issue);
      const same = place === null ? [] : (issues.get(place) ?? []);
      const labels = ranked(same.flatMap((other) => other.labels)).slice(0, 2);
      return labels.map((label) => ({ label, confidence: 'high' }));
    };
  };
}

/** The commonest first; of equals the one that sorts first, so that a run repeats. */
export function ranked(labels: readonly string[]): string[] {
  const groups = [...Map.groupBy(labels, (label) => label)];
  return groups.sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).map(([label]) => label);
}

/** Frames of the repository, youngest first, tests only where asked for. */
export function framesOf(races: LabelledIssue['races'], tests = false): Frame[] {
  const all = races.flatMap(({ report }) => report.accesses.flatMap((access) => access.frames));
  return all.filter((frame) => frame.origin === 'repository' && (tests || !isHarness(frame)));
}

/** The first element that says something, as module names are made. */
export function directoryOf(frame: Frame | undefined): string | null {
  const elements = frame?.path?.split('/').slice(0, -1) ?? [];
  const [first = null, second = null] = elements[0] === 'pkg' ? elements.slice(1) : elements;
  return first === 'internal' || first === 'src' ? second : first;
}
