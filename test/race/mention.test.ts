import { expect, test } from '@jest/globals';
import { raceMentioned } from '../../src/race/mention.ts';

test.each<[string, string, string, boolean]>([
  [
    'a failed test',
    '',
    '--- FAIL: TestX (0.01s)\n    testing.go:1490: race detected during execution of test\n',
    true,
  ],
  ['a benchmark', '', '    benchmark.go:197: race detected during execution of benchmark', true],
  ['before the tests', '', 'testing: race detected outside of test execution', true],
  [
    'a WARNING line whose accesses are lost',
    '',
    '```\n==================\nWARNING: DATA RACE\n...\n```',
    true,
  ],
  ['the exit code of the detector', '', 'FAIL\nexit status 66\n', true],
  ['a title', 'executor: DATA RACE in HashAgg', 'see the log', true],
  ['a title in one word', 'datarace in TestX', '', true],
  ['ThreadSanitizer', '', 'WARNING: ThreadSanitizer: data race (pid=7)', true],
  [
    'ThreadSanitizer on locks',
    '',
    'WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) (pid=7)',
    false,
  ],
  ['prose', '', 'We should print WARNING: DATA RACE less often.', false],
  ['inline code', 'Improve docs', 'Look for `WARNING: DATA RACE` in the output.', false],
  ['source code', 'Parse reports', 'const text = "WARNING: DATA RACE\\nRead at 0x00c0"', false],
  ['a template', 'Crash', '<!--\nWARNING: DATA RACE\n-->\n- [ ] ran with -race', false],
  ['a title without a race', 'no data race any more', '', false],
  ['talk of the detector', 'CI: enable the data race detector', '', false],
  ['a linter', 'revive: datarace: range value i is captured', '', false],
  [
    'a crash',
    'fatal error: concurrent map writes',
    'fatal error: concurrent map writes\n\ngoroutine 7 [running]:',
    false,
  ],
  ['business words', 'race condition between two API calls', 'The race is lost.', false],
  ['nothing', '', '', false],
])('%s', (_, title, text, expected) => expect(raceMentioned(text, title)).toBe(expected));
