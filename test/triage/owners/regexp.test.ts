import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesExpression, parseExpression } from '../../../src/triage/owners/regexp.ts';

function matches(expression: string, text: string): boolean | null {
  const parsed = parseExpression(expression);
  return parsed && matchesExpression(parsed, text);
}

/** Filters as https://www.kubernetes.dev/docs/guide/owners/#filters shows them, and what else the syntax has. */
describe('filters of OWNERS files', () => {
  test.each<[string, string, boolean]>([
    ['.*', 'a/b.go', true],
    ['', 'a', true],
    ['\\.go$', 'a/b.go', true],
    ['\\.go$', 'a/b.gone', false],
    ['go\\.(mod|sum)$', 'x/go.sum', true],
    ['go\\.(mod|sum)$', 'x/go.work', false],
    ['metrics\\.go$', 'a/metrics.go', true],
    ['^cmd/', 'cmd/x.go', true],
    ['^cmd/', 'a/cmd/x.go', false],
    ['^(a|b)+/[^/]*\\.go$', 'abab/x.go', true],
    ['^(a|b)+/[^/]*\\.go$', 'abab/x/y.go', false],
    ['BUILD(\\.bazel)?$', 'a/BUILD', true],
    ['BUILD(\\.bazel)?$', 'a/BUILD.bazel', true],
    ['BUILD(\\.bazel)?$', 'a/BUILD.bz', false],
    ['(?:a|bc)d', 'xbcd', true],
    ['v\\d+', 'v12', true],
    ['v\\d+$', 'v', false],
    ['[a-c_-]x', '-x', true],
    ['[a-c_-]x', 'dx', false],
    ['a|b|c', 'c', true],
    ['a*?b', 'aab', true],
    ['()', 'a', true],
    ['(a*)*b', 'aaab', true],
  ])('%s on %s: %s', (expression, text, expected) => {
    expect(matches(expression, text)).toBe(expected);
  });

  test.each([
    ['a{2}'],
    ['(?i)a'],
    ['(a'],
    ['a)'],
    ['[a'],
    ['*a'],
    ['\\p{Greek}'],
    ['a\\'],
    ['a'.repeat(301)],
  ])('%s is not understood', (expression) => {
    expect(parseExpression(expression)).toBeNull();
  });

  test('what makes other engines try for ever gives an answer', () => {
    expect(matches('^(a+)+$', `${'a'.repeat(5000)}b`)).toBe(false);
    expect(matches('^(a|a|aa)*c', 'a'.repeat(5000))).toBe(false);
  });

  test('it agrees with the engine of the language wherever both can read the expression', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '(a|b)',
      '(ab)',
      '(?:b|)',
      '\\.',
      'a|b',
      '^',
      '$',
    );
    const sign = fc.constantFrom('', '', '*', '+', '?');
    const expression = fc
      .array(fc.tuple(part, sign), { maxLength: 6 })
      .map((parts) =>
        parts.map(([one, repeated]) => (/[\^$|]$|a\|b/.test(one) ? one : one + repeated)).join(''),
      );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(expression, text, (source, subject) => {
        expect([source, subject, matches(source, subject)]).toEqual([
          source,
          subject,
          new RegExp(source, 's').test(subject),
        ]);
      }),
    );
  });
});
