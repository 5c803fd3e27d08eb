import { expect, test } from '@jest/globals';
import { testsNamed } from '../../src/race/index.ts';
import { issueText } from './accept.ts';

test.each<[string, readonly string[]]>([
  ['tidb-19868', ['TestSelectForUpdateWaitSeconds']],
  ['tidb-31965', ['TestWeakConsistencyRead']],
  ['tidb-40355', []],
  ['tidb-40823', ['TestOptimisticTxnRetryInPessimisticMode']],
])('%s names %j', (name, expected) => expect(testsNamed(issueText(name))).toEqual(expected));

const REPORT =
  'WARNING: DATA RACE\nWrite at 0x00c000094000 by goroutine 8:\n  p.TestLate.func1()\n      /p/x_test.go:1 +0x1\n\nPrevious write at 0x00c000094000 by goroutine 7:\n  p.F()\n      /p/x.go:1 +0x1\n  p.TestRun()\n      /p/x_test.go:9 +0x1\n  testing.tRunner()\n      /usr/local/go/src/testing/testing.go:1 +0x1\n==================\n';

test.each<[string, string, readonly string[]]>([
  [
    'the test that runs comes first, whatever is said to have failed',
    `${REPORT}--- FAIL: TestNext (0.01s)\n`,
    ['TestRun', 'TestLate'],
  ],
  ['only the line of a failed test', '    --- FAIL: TestX/sub (0.00s)\n--- FAIL: TestX (0.01s)\n', ['TestX']],
  ['behind a time stamp', '2020-08-31T22:34:05.3613827Z --- FAIL: TestX (0.01s)\n', ['TestX']],
  ['gotestsum', '=== FAIL: pkg/x TestY (0.00s)\n', ['TestY']],
  ['a benchmark', '--- FAIL: BenchmarkBump-2\n', ['BenchmarkBump']],
  ['go test -json', '{"Action":"fail","Package":"p","Test":"TestX/sub","Elapsed":0}\n', ['TestX']],
  [
    'go test -json, its output',
    '{"Action":"output","Package":"p","Test":"TestX","Output":"--- FAIL: TestX (0.00s)\\n"}\n',
    ['TestX'],
  ],
  ['prose', 'The test TestX fails.', []],
])('%s', (_, text, expected) => expect(testsNamed(text)).toEqual(expected));
