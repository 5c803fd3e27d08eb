import { expect, test } from '@jest/globals';
import { drawBar, showProgress } from '../../src/cli/progress.ts';

test.each<[string, number | null, number, number, string]>([
  ['the beginning', 200, 0, 0, `a.log ${'░'.repeat(30)}   0 %  0.0 MB  0 reports`],
  ['half way', 2e6, 1e6, 1, `a.log ${'█'.repeat(15)}${'░'.repeat(15)}  50 %  1.0 MB  1 report`],
  ['the end', 2e6, 2e6, 7, `a.log ${'█'.repeat(30)} 100 %  2.0 MB  7 reports`],
  ['a file that grows while it is read', 1e6, 2e6, 0, `a.log ${'█'.repeat(30)} 100 %  2.0 MB  0 reports`],
  ['a pipe, of which nobody knows the size', null, 3e6, 2, 'a.log  3.0 MB  2 reports'],
])('%s', (_, size, read, found, expected) => {
  expect(drawBar('a.log', size, read, found)).toBe(expected);
});

test('nothing is drawn where nobody looks at a terminal', () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  const progress = showProgress('a.log', 100, stream);
  progress.update(50, 1);
  progress.end();
  expect(written).toEqual([]);
});

test('on a terminal the bar is drawn in place, and taken away', () => {
  const written: string[] = [];
  const stream = { isTTY: true, write: (text: string) => written.push(text) > 0 };
  const progress = showProgress('a.log', 100, stream);
  progress.update(50, 1);
  progress.end();
  expect(written.at(-1)).toBe('\r\u001b[K');
});
