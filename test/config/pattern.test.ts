import { expect, test } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import picomatch from 'picomatch';
import { matchesPattern } from '../../src/config/pattern.ts';

test.each([
  ['executor', 'executor'],
  ['executor', 'executor/join.go'],
  ['executor/', 'executor/join.go'],
  ['/executor', 'executor/join.go'],
  ['executor/**', 'executor/a/b.go'],
  ['executor/**', 'executor'],
  ['util/*', 'util/memory'],
  ['util/*', 'util/memory/tracker.go'],
  ['**/mock*', 'store/mockstore/cop.go'],
  ['**/mock*', 'mocks'],
  ['**', 'anything/at/all'],
  ['a/**/z', 'a/z'],
  ['a/**/z', 'a/b/c/z/y'],
  ['*_test', 'pkg_test'],
  ['?.go', 'a.go'],
  ['a*b*c', 'aXbbYc'],
  ['github.com/acme/widgets/store', 'github.com/acme/widgets/store/kv'],
])('%s covers %s', (pattern, path) => {
  expect(matchesPattern(pattern, path)).toBe(true);
});

test.each([
  ['executor', 'planner/executor/a.go'],
  ['executor', 'executors/a.go'],
  ['util/*', 'util'],
  ['*', ''],
  ['a/**/z', 'a/b'],
  ['?.go', 'ab.go'],
  ['a*b*c', 'aXbY'],
  ['*.go', 'a/b.go'],
  ['a/b/c', 'a/b'],
])('%s does not cover %s', (pattern, path) => {
  expect(matchesPattern(pattern, path)).toBe(false);
});

test('it agrees with picomatch on the path or a folder above it', () => {
  const part = constantFrom('a', 'b', 'ab', 'aab');
  const wild = constantFrom('a', 'b', '*', '**', 'a*', '*b', '?', 'a?', '*a*');
  const path = array(part, { minLength: 1, maxLength: 5 });
  // `a*/**` is `a*` to us, since a folder covers what is below it; picomatch has it both ways (`a/**`, but not `a*/**`, is `a`).
  const pattern = array(wild, { minLength: 1, maxLength: 4 })
    .filter((parts) => parts.length === 1 || parts.at(-1) !== '**')
    .map((parts) => parts.join('/'));
  assert(
    property(pattern, path, (glob, parts) => {
      const isMatch = picomatch(glob, { dot: true });
      const expected = parts.some((_, index) => isMatch(parts.slice(0, index + 1).join('/')));
      expect([glob, parts, matchesPattern(glob, parts.join('/'))]).toEqual([glob, parts, expected]);
    }),
    { numRuns: 3000 },
  );
});

test('a pattern made to hurt is matched like any other', () => {
  expect(matchesPattern('*a'.repeat(90), 'a'.repeat(5000) + 'b')).toBe(false);
  expect(matchesPattern('**/a/'.repeat(40), 'a/'.repeat(2000) + 'b')).toBe(true);
  expect(matchesPattern('**/a/'.repeat(39) + 'c', 'a/'.repeat(2000) + 'b')).toBe(false);
});
