const HEADER = '==================\nWARNING: DATA RACE\nWrite at 0x00c000094000 by goroutine 7:\n';

/** Texts that nearly match, over and over: each hurts a parser that looks at a character more than a few times. */
export const NEAR_MATCHES: Readonly<Record<string, string>> = {
  'headers of reports': HEADER,
  'open brackets': `${HEADER}  p.${'['.repeat(1000)}()\n`,
  'a line of blanks': `${HEADER}${' '.repeat(2000)}x()\n`,
  'rules that are too long': `${'='.repeat(41)}\n`,
  'rules in a line': `${HEADER}${'= '.repeat(500)}()\n`,
  'headers in a line': `${HEADER}${'Write at 0x00c000094000 by goroutine 7 '.repeat(30)}\n`,
  'quotes in quotes': `${HEADER}${'> '.repeat(500)}p.F()\n`,
  'tags that never close': `${HEADER}${'<br><pre '.repeat(100)}()\n`,
  'links that never close': `${HEADER}${'[a]('.repeat(300)}()\n`,
  'comments that never close': '<!-- ',
  'comments with half an end': '<!-- --',
  'fences around comments': '```\n<!--\n',
  'terminal escapes that never end': `${HEADER}${'\x1b]'.repeat(500)}()\n`,
  'colours that never end': `${HEADER}${'[31'.repeat(300)}m()\n`,
  'broken messages': `{"Output":"WARNING: DATA RACE${'\\\\'.repeat(300)}\n`,
  'records of a log': '{"level":"error","msg":"WARNING: DATA RACE\\n"}\n',
  'messages in messages': `${JSON.stringify({ log: `${JSON.stringify({ log: '{"log":"WARNING: DATA RACE"}\n' })}\n` })}\n`,
  'tests that never end': '{"Test":"T","Output":"WARNING: DATA RACE"}',
  'one report on one line': 'WARNING: DATA RACE Write at 0x00c000094000 by goroutine 7: p.F() /x.go:1 +0x1 ',
  'one line without an end': 'WARNING: DATA RACE ',
  'segments of a symbol': `${HEADER}${'a.'.repeat(500)}()\n`,
  'offsets in a line': `${HEADER}${' +0x1'.repeat(300)}\n`,
  'elements of a path': `${HEADER}  ${'a/'.repeat(500)}x.F()\n      ${'external/'.repeat(200)}x.go:1 +0x1\n`,
  'hosts in a path': `${HEADER}  ${'a.b/'.repeat(500)}x.F()\n      /${'a.b/'.repeat(500)}x@v1.0.0/x.go:1 +0x1\n`,
  'a repository of Bazel': `${HEADER}  ${'a.b/'.repeat(500)}x.F()\n      external/com_a/${'a/'.repeat(500)}x.go:1 +0x1\n`,
  containers: 'a_1 | WARNING: DATA RACE\n',
  'goroutines without an end': `${HEADER}${'Goroutine 7 (running) created at:\nGoroutine 8 (running) created at:\n'.repeat(9)}`,
  'carriage returns': 'WARNING: DATA RACE\r',
  'nulls and halves of pairs': '\0\ud800WARNING: DATA RACE\udc00\n',
};

/** @returns `length` characters of it */
export function nearMatch(name: string, length: number): string {
  const piece = NEAR_MATCHES[name] ?? '';
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
