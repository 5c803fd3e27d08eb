import { expect, test } from '@jest/globals';
import { canonicalPackage, PACKAGE_RULES } from '../../src/race/normalise.ts';
import { canonicalSymbol, parseRaceReports } from '../../src/race/index.ts';
import type { RaceOptions } from '../../src/race/index.ts';

/** package → canonical package, with options and the module of labels */
test.each<[string, string, RaceOptions, string | null]>([
  ['github.com/o/r/a', 'github.com/o/r/a', {}, null],
  ['github.com/o/r/pkg/a', 'github.com/o/r/a', {}, null],
  ['github.com/o/r/v2/pkg/a', 'github.com/o/r/v2/a', {}, null],
  ['github.com/o/r/a/pkg/b', 'github.com/o/r/a/pkg/b', {}, null],
  ['example.com/org/exp/pkg/a', 'example.com/org/exp/a', { modules: ['example.com/org/exp'] }, null],
  ['app/vendor/github.com/o/d', 'github.com/o/d', {}, null],
  ['github.com/o/r/Godeps/_workspace/src/github.com/o/d', 'github.com/o/d', {}, null],
  ['github.com/o/vendored/a', 'github.com/o/vendored/a', {}, null],
  ['sessiontxn/sessiontxn_test_test', 'github.com/o/r/sessiontxn_test', {}, 'github.com/o/r'],
  ['k8s.io/test-infra/kubetest/go_default_test', 'k8s.io/test-infra/kubetest', {}, null],
  ['command-line-arguments', 'main', {}, null],
  [
    'github.com/o/r/old/x',
    'github.com/o/r/new/x',
    { aliases: { 'github.com/o/r/old': 'github.com/o/r/new' } },
    null,
  ],
  [
    'github.com/o/r/older',
    'github.com/o/r/older',
    { aliases: { 'github.com/o/r/old': 'github.com/o/r/new' } },
    null,
  ],
  ['net/http', 'net/http', {}, null],
])('%s', (path, expected, options, label) => expect(canonicalPackage(path, options, label)).toBe(expected));

test('every rule has a name and a reason of its own', () => {
  expect(new Set(PACKAGE_RULES.map(({ name }) => name)).size).toBe(PACKAGE_RULES.length);
  for (const { why } of PACKAGE_RULES) expect(why).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ['github.com/o/r/p.(*T).M', 'github.com/o/r/p.T.M'],
  ['github.com/o/r/p.T.M', 'github.com/o/r/p.T.M'],
  ['github.com/o/r/p.(*T[go.shape.int]).M.func1', 'github.com/o/r/p.T.M{}'],
  ['github.com/o/r/p.(*T).M-fm', 'github.com/o/r/p.T.M'],
  ['_cgoexp_874c5a708a7a_cb', 'cgo:cb'],
])('%s counts as %s', (symbol, expected) => {
  const text = `WARNING: DATA RACE\nWrite at 0x00c000094000 by main goroutine:\n  ${symbol}()\n      /x.go:1 +0x1\n`;
  const frame = parseRaceReports(text)[0]?.accesses[0]?.frames[0];
  expect(frame && canonicalSymbol(frame)).toBe(expected);
});
