import { share, table } from './markdown.ts';
import type { OwnersResult } from './owners.ts';

/** How guesses of the owner agree with the labels of people. */
export function ownersReport({ schemes, scores, ceiling }: OwnersResult): string {
  const rows = scores.map((score) => [
    score.name,
    share(score.top1, score.issues),
    share(score.top2, score.issues),
    share(score.abstained, score.issues),
    share(score.high.right, score.high.of),
    share(score.high.of, score.issues),
    share(score.medium.right, score.medium.of),
    score.says,
  ]);
  const header = [
    'Guess by',
    'First is right',
    'One of two',
    'Abstains',
    'Right where high',
    'High',
    'Right where medium',
    'How',
  ];
  const data = schemes
    .map(({ name, issues, labels }) => `\`${name}\`: ${issues} issues, ${labels} labels`)
    .join('; ');
  return [
    '## Whose is it?',
    `Leave-one-out: each issue is guessed from the others of its repository. ${data}.`,
    table(header, rows),
    `A rule from directory to label that had seen the answers would be right for ${share(ceiling.right, ceiling.of)}.`,
  ].join('\n\n');
}
