import type { Evaluation } from './evaluation.ts';
import { share } from './markdown.ts';
import type { OwnerScore, OwnersResult } from './owners.ts';
import type { PairsResult, RuleScore } from './pairs.ts';

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
    name: 'of what L joins, 99 % is the same',
    why: 'it is shown as likely the same, and people follow it',
    missed: ({ pairs }) => pairsMiss(pairs, 'L', (score) => isPrecise(score)),
  },
  {
    name: 'E and L find 80 % of the pairs that people stated',
    why: 'what people call a duplicate and we do not, they have to find themselves',
    missed: ({ pairs }) => pairsMiss(pairs, 'E+L', ({ stated }) => stated.found >= 0.8 * stated.of),
  },
  {
    name: 'all levels find 90 % of the pairs of which no text breaks off',
    why: 'what is not found is filed again',
    missed: ({ pairs }) => pairsMiss(pairs, 'any', ({ whole }) => whole.found >= 0.9 * whole.of),
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
  {
    name: 'a high guess of the owner is right for 85 %, and made for 40 %',
    why: 'its label is put on without asking',
    missed: ({ owners }) =>
      ownersMiss(owners, ({ high, issues }) => high.right >= 0.85 * high.of && high.of >= 0.4 * issues),
  },
  {
    name: 'a medium guess is right for 60 %, and nothing is said of 25 % at most',
    why: 'it is shown, and read by people',
    missed: ({ owners }) =>
      ownersMiss(
        owners,
        ({ medium, issues, abstained }) => medium.right >= 0.6 * medium.of && abstained <= 0.25 * issues,
      ),
  },
  {
    name: 'the app is right more often than any simple rule',
    why: 'else the simple rule would do',
    missed: ({ owners }) =>
      owners.views
        .slice(0, 2)
        .flatMap(({ title, scores: [app, ...baselines] }) =>
          baselines
            .filter(({ top1 }) => top1 >= (app?.top1 ?? 0))
            .map(({ name, top1 }) => `${title}: ${name} is right for ${top1}`),
        ),
  },
];

function isPrecise({ stated, inferred, siblings, wrong }: RuleScore): boolean {
  const right = stated.found + inferred.found + siblings.found;
  return right >= 0.99 * (right + wrong.found);
}

function pairsMiss(
  { scores }: PairsResult,
  rule: string,
  holds: (score: RuleScore) => boolean,
): readonly string[] {
  const score = scores.find((one) => one.rule === rule);
  if (!score) return [`${rule} was not measured`];
  if (holds(score)) return [];
  const [stated, whole] = [score.stated, score.whole].map(({ found, of }) => share(found, of));
  return [`${rule} finds ${whole} of the whole, ${stated} of the stated`, ...score.wrongPairs];
}

/** Leave-one-out, of the app. */
function ownersMiss({ views }: OwnersResult, holds: (score: OwnerScore) => boolean): string[] {
  const app = views[0]?.scores[0];
  if (!app) return ['the app was not measured'];
  const { high, medium, abstained, issues } = app;
  if (holds(app)) return [];
  return [
    `high ${share(high.right, high.of)} of ${issues}; medium ${share(medium.right, medium.of)}; abstains ${abstained}`,
  ];
}
