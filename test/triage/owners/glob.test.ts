import { describe, expect, test } from '@jest/globals';
import { matchesGlob, parseGlob } from '../../../src/triage/owners/glob.ts';

function matches(pattern: string, path: string): boolean | null {
  const glob = parseGlob(pattern);
  return glob && matchesGlob(glob, path);
}

/** https://github.com/isaacs/minimatch#features and the examples of https://github.com/actions/labeler#readme */
describe('globs of labeler.yml', () => {
  test.each<[string, string, boolean | null]>([
    ['example/*', 'example/a.go', true],
    ['example/*', 'example/a/b.go', false],
    ['example/**', 'example/a/b.go', true],
    ['example/**', 'example', false],
    ['example/**/*', 'example/a.go', true],
    ['example/**/*', 'example/a/b/c.go', true],
    ['**/*.go', 'a.go', true],
    ['**/*.go', 'a/b.go', true],
    ['*.go', 'a/b.go', false],
    ['*', '.github', true],
    ['./*', 'a.go', true],
    ['src/**/*.spec.js', 'src/x/y.spec.js', true],
    ['example', 'example/a.go', false],
    ['example/', 'example', false],
    ['/example/a.go', 'example/a.go', false],
    ['a?.go', 'ab.go', true],
    ['a?.go', 'a.go', false],
    ['[ab].go', 'b.go', true],
    ['[a-c].go', 'd.go', false],
    ['[!a].go', 'b.go', true],
    ['[^a].go', 'a.go', false],
    ['[a', '[a', true],
    ['{api,store}/**', 'store/a.go', true],
    ['{api,store}/**', 'web/a.go', false],
    ['a.{go,mod}', 'a.mod', true],
    ['!docs/**', 'src/a.go', true],
    ['!docs/**', 'docs/a.md', false],
    ['!!docs/**', 'docs/a.md', true],
    ['**', 'a/b/c', true],
    ['a/**/b/**/c', 'a/b/x/c', true],
    ['a*b*c.go', 'axxbxxc.go', true],
    ['a*b*c.go', 'axxcxxb.go', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  test.each([['+(a|b)'], ['@(a).go'], ['{a'], ['a}'], ['{a,{b,c}}'], [''], ['!'], ['a'.repeat(501)]])(
    '%s is not understood',
    (pattern) => {
      expect(parseGlob(pattern)).toBeNull();
    },
  );

  test('sixty-four alternatives are read, more are not', () => {
    expect(parseGlob('{a,b}'.repeat(6))?.paths).toHaveLength(64);
    expect(parseGlob('{a,b}'.repeat(7))).toBeNull();
  });

  test('many stars give an answer', () => {
    expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
    expect(matches(`${'**/'.repeat(150)}z`, `${'a/'.repeat(3000)}y`)).toBe(false);
  });
});
