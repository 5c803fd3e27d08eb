import { expect, test } from '@jest/globals';
import { messageOf } from '../../src/race/messages.ts';

test.each<[string, ReturnType<typeof messageOf>]>([
  [
    '{"Action":"output","Package":"p","Test":"TestX","Output":"a\\n"}',
    { group: 'p', test: 'TestX', output: 'a\n' },
  ],
  [
    '2020-08-31T22:34:05Z {"Action":"output","Package":"p","Output":"a"}',
    { group: 'p', test: '', output: 'a' },
  ],
  ['{"log":"a\\n","stream":"stderr","time":"…"}', { group: 'stderr', test: '', output: 'a\n' }],
  [
    "##teamcity[testStdErr name='TestX' out='a|nb |[c|] |'d|' || |0x00b7']",
    { group: '##teamcity', test: 'TestX', output: "a\nb [c] 'd' | ·\n" },
  ],
  [
    '{"level":"error","msg":"WARNING: DATA RACE\\nRead"}',
    { group: '{msg}', test: '', output: 'WARNING: DATA RACE\nRead\n', record: true },
  ],
  [
    '{"msg":"the tests failed","stderr":"WARNING: DATA RACE\\n"}',
    { group: '{stderr}', test: '', output: 'WARNING: DATA RACE\n', record: true },
  ],
  ['{"level": "info", "message": "tick"}', { group: '{message}', test: '', output: 'tick\n', record: true }],
  ['{"title":"no text","body":"WARNING: DATA RACE\\nRead"}', null],
  ['[31m{"log":"a\\n","stream":"stderr"}[0m', { group: 'stderr', test: '', output: 'a\n' }],
  ['##teamcity[testStdOut out=\'{"log":"a"}\']', { group: '##teamcity', test: '', output: '{"log":"a"}\n' }],
  ['520:web_1  |   p.F()', { group: 'web_1  |', test: '', output: '  p.F()\n' }],
  ['521-web_1  | ', { group: 'web_1  |', test: '', output: '\n' }],
  ['{"Action":"run","Package":"p","Test":"TestX"}', null],
  ['{"Action":"output","Output":"cut', null],
  ['{"Output":7}', { group: '', test: '', output: '' }],
  ['[{"Output":"in a list"}]', null],
  ['web_1  |   p.F()', { group: 'web_1  |', test: '', output: '  p.F()\n' }],
  ['[pod/web-5d8/main]   p.F()', { group: '[pod/web-5d8/main]', test: '', output: '  p.F()\n' }],
  ['| a | table |', null],
  ['a sentence | with a bar', null],
  ['plain', null],
])('%s', (line, expected) => expect(messageOf(line)).toEqual(expected));
