import { describe, expect, test } from '@jest/globals';
import mermaid from 'mermaid';
import { goldens } from './goldens.ts';
import { strangeStatements } from './hostile/mermaid.ts';
import { readComment } from './hostile/read.ts';

/** What must hold of every accepted comment, whatever its folder shows. */
describe.each(goldens)('%s', (_, comment) => {
  const { strange, diagrams } = readComment(comment);

  test('has nothing in it that is not of our template', () => expect(strange).toEqual([]));

  test('draws what Mermaid takes', async () => {
    expect(diagrams).toHaveLength(comment.split('```mermaid').length - 1);
    expect(diagrams.flatMap(strangeStatements)).toEqual([]);
    for (const diagram of diagrams)
      expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: 'sequence' });
  });

  test('shows at most eight lines before the first fold', () => {
    const lines = (comment.split('<details>')[0] ?? '').split('\n');
    const shown = lines.filter((line) => line !== '' && !line.startsWith('| ---'));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(8);
  });

  test('is at most 20,000 characters long', () => expect(comment.length).toBeLessThanOrEqual(20_000));
});

test('there is a diagram among them', () => {
  expect(goldens.some(([, comment]) => comment.includes('```mermaid'))).toBe(true);
});
