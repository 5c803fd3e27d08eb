import { describe, expect, test } from '@jest/globals';
import { MOST_REPORTS, parseRaceReports } from '../../src/race/index.ts';
import type { Frame, RaceReport } from '../../src/race/index.ts';

const HEAD = '==================\nWARNING: DATA RACE\n';
const WRITE = 'Write at 0x00c000094000 by goroutine 8:\n  p.a()\n      /s/x.go:1 +0x1\n';
const READ = 'Previous read at 0x00c000094000 by main goroutine:\n  p.b()\n      /s/x.go:2 +0x2\n';
const MADE = 'Goroutine 8 (running) created at:\n  p.c()\n      /s/x.go:3 +0x3\n';
const FOOT = '==================\n';
const WHOLE = 'write 8 [p.a x.go:1] read main [p.b x.go:2] made 8 [p.c x.go:3]';

/** A report in one line: `write 8 [p.a x.go:1] …`, then the codes of its defects. */
function told(report: RaceReport): string {
  const accesses = report.accesses.map(
    ({ op, by, stack, frames }) => `${op} ${by.id ?? by.kind} ${shown(stack, frames)}`,
  );
  const made = report.goroutines.map(({ id, stack, frames }) => `made ${id} ${shown(stack, frames)}`);
  return [...accesses, ...made, ...new Set(report.defects.map(({ code }) => `!${code}`))].join(' ');
}

function shown(stack: string, frames: readonly Frame[]): string {
  if (stack !== 'restored') return `[${stack}]`;
  return `[${frames.map(({ symbol, file, line }) => `${symbol} ${file?.replace('/s/', '') ?? '?'}:${line ?? '?'}`).join(', ')}]`;
}

describe('what may happen to a report', () => {
  test.each<[string, string, readonly string[]]>([
    ['as printed', HEAD + WRITE + '\n' + READ + '\n' + MADE + FOOT, [WHOLE]],
    ['no blank lines', HEAD + WRITE + READ + MADE + FOOT, [WHOLE]],
    ['two rules before it', FOOT + HEAD + WRITE + READ + MADE + FOOT, [WHOLE]],
    ['no rule after it', HEAD + WRITE + READ + MADE, [`${WHOLE} !no-footer`]],
    ['no first line', WRITE + READ + MADE + FOOT, [`${WHOLE} !no-header`]],
    ['two in a row', (HEAD + WRITE + READ + MADE + FOOT).repeat(2), [WHOLE, WHOLE]],
    [
      'two without rules',
      ('WARNING: DATA RACE\n' + WRITE + READ + MADE).repeat(2),
      [`${WHOLE} !no-footer`, `${WHOLE} !no-footer`],
    ],
    [
      'two without first lines',
      (WRITE + READ + MADE).repeat(2),
      [`${WHOLE} !no-header !no-footer`, `${WHOLE} !no-header !no-footer`],
    ],
    [
      'Go 1.6, without addresses',
      (HEAD + WRITE + READ + MADE + FOOT).replaceAll(' at 0x00c000094000', ''),
      [WHOLE],
    ],
    [
      'another writer after WARNING',
      (HEAD + WRITE + READ + MADE + FOOT).replace('DATA RACE', 'DATA RACE2026/01/02 05:56:54 INFO tick'),
      [WHOLE],
    ],
    [
      'another writer in an access line',
      (HEAD + WRITE + READ + MADE + FOOT).replace(
        'by goroutine 8:',
        'by 2026/01/02 05:56:54 INFO tick\ngoroutine 8:',
      ),
      [WHOLE],
    ],
    [
      'a wrapped access line',
      (HEAD + WRITE + READ + MADE + FOOT).replace('by goroutine 8:', 'by goroutine\n8:'),
      [WHOLE],
    ],
    [
      'a header without its colon',
      (HEAD + WRITE + READ + MADE + FOOT).replace('goroutine 8:', 'goroutine 8'),
      [WHOLE],
    ],
    [
      'a header with a state',
      (HEAD + WRITE + READ + MADE + FOOT).replace('goroutine 8:', 'goroutine 8 (running):'),
      [WHOLE],
    ],
    [
      'an access line that a terminal wrapped',
      (HEAD + WRITE + READ + MADE + FOOT).replace(' by main', '\nby main'),
      [WHOLE],
    ],
    [
      'a second access that cannot be read: its frames are nobody else’s',
      (HEAD + WRITE + READ + MADE + FOOT).replace(' at 0x00c000094000 by main goroutine:', ' at something'),
      ['write 8 [p.a x.go:1] made 8 [p.c x.go:3] !foreign-line !one-access'],
    ],
    [
      'paths typed on Windows',
      (HEAD + WRITE + READ + MADE + FOOT).replace('/s/x.go:1', String.raw`D:\new\x.go:1`),
      [WHOLE.replace('x.go:1', String.raw`D:\new\x.go:1`)],
    ],
    [
      'an access line whose end never comes',
      (HEAD + WRITE + READ + MADE + FOOT).replace('by goroutine 8:', 'by INFO tick'),
      ['write unknown [p.a x.go:1] read main [p.b x.go:2] made 8 [p.c x.go:3] !broken-access'],
    ],
    [
      'logs between symbol and file',
      (HEAD + WRITE + READ + MADE + FOOT).replace('p.a()\n', 'p.a()\ntime="x" level=debug msg="y"\n'),
      [`${WHOLE} !foreign-line`],
    ],
    [
      'lines of go test inside',
      HEAD + WRITE + '--- PASS: TestY (0.00s)\n=== RUN   TestZ\n' + READ + MADE + FOOT,
      [`${WHOLE} !foreign-line`],
    ],
    [
      'go test goes on after it',
      HEAD + WRITE + READ + MADE + '--- FAIL: TestX (0.01s)\nFAIL\tp\t0.1s\n==================\n',
      [`${WHOLE} !no-footer`],
    ],
    [
      'a panic after it',
      HEAD + WRITE + READ + 'panic: boom\n\ngoroutine 7 [running]:\nmain.main()\n\t/tmp/x.go:5 +0x17\n',
      ['write 8 [p.a x.go:1] read main [p.b x.go:2] !no-creation-stack !no-footer !cut'],
    ],
    [
      'source code after it',
      HEAD + WRITE + READ + '```\nThe code:\n```go\nfunc main() {\n\twg.Wait()\n\tmu.Lock()\n}\n```\n',
      ['write 8 [p.a x.go:1] read main [p.b x.go:2] !no-creation-stack !no-footer !cut'],
    ],
    [
      'a fence for each section',
      '```\n' + HEAD + WRITE + '```\nand\n```\n' + READ + '```\n```\n' + MADE + FOOT + '```\n',
      [`${WHOLE} !foreign-line`],
    ],
    [
      'a stack that could not be restored',
      HEAD +
        WRITE +
        'Previous read at 0x00c000094000 by goroutine 9:\n  [failed to restore the stack]\n\n' +
        MADE +
        FOOT,
      ['write 8 [p.a x.go:1] read 9 [failed] made 8 [p.c x.go:3] !stack-not-restored !no-creation-stack'],
    ],
    ['only one access', HEAD + WRITE + MADE + FOOT, ['write 8 [p.a x.go:1] made 8 [p.c x.go:3] !one-access']],
    [
      'no creation stack',
      HEAD + WRITE + READ + FOOT,
      ['write 8 [p.a x.go:1] read main [p.b x.go:2] !no-creation-stack'],
    ],
    [
      'accesses without frames',
      HEAD + 'Write at 0x00c000094000 by goroutine 8:\n...\n',
      ['write 8 [missing] !no-frames !no-creation-stack !one-access !no-footer !cut'],
    ],
    [
      'accesses that were lost',
      HEAD + '...\n' + MADE + FOOT,
      ['made 8 [p.c x.go:3] !no-access !foreign-line'],
    ],
    [
      'a file that was lost',
      (HEAD + WRITE + READ + MADE + FOOT).replace('      /s/x.go:1 +0x1\n', ''),
      ['write 8 [p.a ?:?] read main [p.b x.go:2] made 8 [p.c x.go:3] !frame-without-file'],
    ],
    [
      'a symbol that was lost',
      (HEAD + WRITE + READ + MADE + FOOT).replace('  p.a()\n', '  p.0()\n      /s/x.go:0 +0x1\n'),
      ['write 8 [p.0 x.go:0] read main [p.b x.go:2] made 8 [p.c x.go:3] !file-without-frame'],
    ],
    ['offsets that were lost', (HEAD + WRITE + READ + MADE + FOOT).replaceAll(/ \+0x\d/g, ''), [WHOLE]],
    [
      'a browser that took <autogenerated> for a tag',
      (HEAD + WRITE + READ + MADE + FOOT).replace('/s/x.go:1 ', ':1 '),
      ['write 8 [p.a ?:1] read main [p.b x.go:2] made 8 [p.c x.go:3]'],
    ],
    [
      'a program without symbols',
      (HEAD + WRITE + READ + MADE + FOOT).replace('p.a()\n      /s/x.go:1', '??()\n      -:0'),
      ['write 8 [?? -:0] read main [p.b x.go:2] made 8 [p.c x.go:3]'],
    ],
    [
      'sections Go does not fill',
      HEAD +
        WRITE +
        READ +
        'Heap block of size 8 at 0x00c000094000 allocated by main goroutine:\n  p.h()\n      /s/h.go:1 +0x1\n\n' +
        MADE +
        FOOT,
      [WHOLE],
    ],
    [
      'Windows',
      (HEAD + WRITE + READ + MADE + FOOT).replace('/s/x.go:1', 'C:/Program Files/x.go:1'),
      ['write 8 [p.a C:/Program Files/x.go:1] read main [p.b x.go:2] made 8 [p.c x.go:3]'],
    ],
  ])('%s', (_, text, expected) => expect(parseRaceReports(text).map(told)).toEqual(expected));
});

test('records of a log between the lines of a report are no part of it', () => {
  const record = '{"level":"info","msg":"p.f()"}\n';
  const text = HEAD + WRITE + record + READ + record + MADE + FOOT;
  expect(parseRaceReports(text).map(told)).toEqual([`${WHOLE} !foreign-line`]);
});

describe('what damaged texts have shown', () => {
  test('a report on one line lies on that line', () => {
    const [report] = parseRaceReports((HEAD + WRITE + READ + MADE + FOOT).replaceAll(/\s+/g, ' '));
    expect(report?.span).toEqual({ from: 1, to: 1 });
  });

  test('a hundred small defects do not hide the one that counts', () => {
    const [report] = parseRaceReports(HEAD + WRITE + '      /s/y.go:1 +0x1\n'.repeat(200) + FOOT);
    expect(report?.defects.map(({ code }) => code)).toContain('one-access');
  });

  test('what ThreadSanitizer prints is no part of a report of Go', () => {
    const thread =
      "Thread T8 'w' (tid=7, running) created by main thread at:\n  p.x()\n      /s/x.go:9 +0x9\n";
    const [report] = parseRaceReports(HEAD + WRITE + READ + thread + FOOT);
    expect(report?.goroutines).toEqual([]);
  });

  test('goroutines without an end are cut, and it is said', () => {
    const [report] = parseRaceReports(
      HEAD + WRITE + READ + (MADE + MADE.replace('8', '9')).repeat(100) + FOOT,
    );
    expect(report?.goroutines).toHaveLength(100);
    expect(report?.defects.filter(({ code }) => code === 'cut')).toHaveLength(1);
  });

  test('a carriage return in a message begins a line', () => {
    const lines = (HEAD + WRITE + READ + MADE + FOOT)
      .replace('  p.a()', '10%\r  p.a()')
      .trimEnd()
      .split('\n');
    const text = lines.map((line) => event('TestA', line)).join('\n');
    expect(parseRaceReports(text).map(told)).toEqual([`${WHOLE} !foreign-line`]);
  });
});

test('span: from the WARNING line to the last before the rule; at: the line of the symbol', () => {
  const [report] = parseRaceReports(`text\n\n${HEAD}${WRITE}\n${READ}\n${MADE}${FOOT}`);
  expect(report?.span).toEqual({ from: 4, to: 15 });
  expect(report?.accesses[1]?.frames[0]?.at).toBe(10);
});

test('the state of a goroutine comes from where it was created', () => {
  const [report] = parseRaceReports(HEAD + WRITE + READ + MADE.replace('running', 'finished') + FOOT);
  expect(report?.accesses.map(({ by }) => by)).toEqual([
    { kind: 'goroutine', id: 8, state: 'finished' },
    { kind: 'main', id: null, state: null },
  ]);
});

function event(name: string, line: string): string {
  return JSON.stringify({ Action: 'output', Package: 'p', Test: name, Output: `${line}\n` });
}

test('two tests of go test -json that run at once are read apart', () => {
  const text = (HEAD + WRITE + READ + MADE + FOOT).trimEnd().split('\n');
  const lines = text.flatMap((line) => [event('TestA', line), event('TestB', line)]);
  expect(parseRaceReports(lines.join('\n')).map(told)).toEqual([WHOLE, WHOLE]);
});

test('two containers that share a log are read apart', () => {
  const text = (HEAD + WRITE + READ + MADE + FOOT).trimEnd().split('\n');
  const lines = text.flatMap((line) => [`web_1  | ${line}`, `db_1   | ${line}`]);
  expect(parseRaceReports(lines.join('\n')).map(told)).toEqual([WHOLE, WHOLE]);
});

test('a report whose end go test charged to the next test is one report', () => {
  const lines = (HEAD + WRITE + READ + MADE).trimEnd().split('\n');
  const text = lines.map((line, i) => event(i < 6 ? 'TestA' : 'TestB', line));
  expect(parseRaceReports(text.join('\n')).map(told)).toEqual([`${WHOLE} !no-footer`]);
});

test('the checkout of one frame tells where the others lie', () => {
  const text =
    HEAD +
    WRITE.replace('p.a', 'github.com/o/r/p.a').replace('/s/', '/home/u/r/p/') +
    READ.replace('p.b', 'main.b').replace('/s/', '/home/u/r/cmd/') +
    FOOT;
  const [report] = parseRaceReports(text, { modules: ['github.com/o/r'] });
  expect(report?.accesses[1]?.frames[0]).toMatchObject({
    origin: 'repository',
    module: 'github.com/o/r',
    path: 'cmd/x.go',
  });
});

test('more reports than the cap: the last one says how many are left out', () => {
  const found = parseRaceReports((HEAD + WRITE + READ + MADE + FOOT).repeat(MOST_REPORTS + 7));
  expect(found).toHaveLength(MOST_REPORTS);
  expect(found.at(-1)?.defects).toMatchObject([
    { code: 'too-many-reports', message: expect.stringContaining('the last 7') },
  ]);
});
