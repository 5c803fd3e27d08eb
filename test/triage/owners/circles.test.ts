import { expect, test } from '@jest/globals';
import { aliasesInCircles } from '../../../src/triage/owners/circles.ts';

test.each<[string, string[], Record<string, string[]>, string[]]>([
  ['a circle of two', ['a'], { a: ['b', 'x'], b: ['A'] }, ['a']],
  ['one that names itself, written as a mention', ['@Self'], { self: ['@self'] }, ['self']],
  ['one that leads to a circle', ['c'], { a: ['b'], b: ['a'], c: ['a', 'x'] }, ['c']],
  ['the same alias by two ways is no circle', ['a'], { a: ['b', 'c'], b: ['d'], c: ['d'], d: ['x'] }, []],
  ['an alias that is named twice is no circle', ['a'], { a: ['b', 'B'], b: ['x'] }, []],
  ['people are no aliases', ['x', 'constructor'], { a: ['a'] }, []],
])('%s', (_, names, aliases, found) => {
  expect(aliasesInCircles(names, aliases)).toEqual(found);
});

test('ten thousand in a row are followed to the end', () => {
  const row = Array.from({ length: 10_000 }, (_, i) => [`a${i}`, [`a${i + 1}`]]);
  const names = row.map(([name]) => String(name));
  expect(aliasesInCircles(names, Object.fromEntries(row))).toEqual([]);
  expect(aliasesInCircles(names, { ...Object.fromEntries(row), a10000: ['a0'] })).toHaveLength(10_000);
});
