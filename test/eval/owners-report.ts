import { share, table } from './markdown.ts';
import type { OwnersResult, View } from './owners.ts';

/** How guesses of the owner agree with the labels of people. */
export function ownersReport({ schemes, views, ceiling }: OwnersResult): string {
  const data = schemes
    .map(({ name, issues, labels }) => `\`${name}\`: ${issues} issues, ${labels} labels`)
    .join('; ');
  return [
    '## Whose is it?',
    `${data}.`,
    ...views.flatMap((view) => [`### ${view.title}`, view.says, scoresOf(view)]),
    `A rule from directory to label that had seen the answers would be right for ${share(ceiling.right, ceiling.of)}.`,
  ].join('\n\n');
}

function scoresOf({ scores }: View): string {
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
  return table(HEADER, rows);
}

const HEADER = [
  'Guess by',
  'First is right',
  'One of two',
  'Abstains',
  'Right where high',
  'High',
  'Right where medium',
  'How',
];
