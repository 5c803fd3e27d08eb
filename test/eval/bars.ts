import type { Evaluation } from './evaluation.ts';

/** A figure that must hold; `npm run eval` fails where one does not. */
export interface Bar {
  readonly name: string;
  /** Why it is hard. */
  readonly why: string;
  /** What is wrong; empty where the bar holds. */
  missed(evaluation: Evaluation): readonly string[];
}

export const BARS: readonly Bar[] = [
  {
    name: 'no wrong merge at level E',
    why: 'E acts by itself: a wrong merge hides a bug under another one’s issue',
    missed: ({ pairs }) =>
      pairs.scores.find(({ rule }) => rule === 'E')?.wrongPairs ?? ['level E was not measured'],
  },
  {
    name: 'keys do not change with what is not the race',
    why: 'else an upgrade of the compiler or of the CI makes every known race a new one',
    missed: ({ invariance }) =>
      invariance
        .filter(({ reports, exact, likely, sides, fork }) => Math.min(exact, likely, sides, fork) < reports)
        .map(({ change, broken }) => `${change}: ${broken.join(', ')}`),
  },
  {
    name: 'one scenario, one E key; two scenarios, two',
    why: 'the scenarios are the only data whose truth we made ourselves',
    missed: ({ scenarios }) => {
      const exact = scenarios.programs.find(({ rule }) => rule === 'E');
      return exact ? [...exact.unstable, ...exact.collisions] : ['level E was not measured'];
    },
  },
];
