import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { createRaceReader, fingerprint, parseRaceReports, renderReport } from '../../src/race/index.ts';
import type { RaceReport } from '../../src/race/index.ts';
import { issueNames, issueText } from './accept.ts';
import { samples, sampleText } from './samples.ts';
import { WRAPPINGS } from './wrappings.ts';

const RUNS = { seed: 20_201_121, numRuns: 60 };

const texts: readonly string[] = [
  ...issueNames().map(issueText),
  ...samples
    .filter(({ layout, file }) => layout !== 'test-json' && !/deep|recursive/.test(file))
    .map(sampleText),
];
const reports: readonly RaceReport[] = texts
  .flatMap((text) => parseRaceReports(text))
  .filter((report) => report.complete);
const anyText = constantFrom(...texts.filter((text) => text.length < 30_000));
const anyReport = constantFrom(...reports);

/** What a report says, without where it stands in the text. */
function canonical(report: RaceReport): unknown {
  const { dialect, complete, accesses, goroutines } = report;
  return { dialect, complete, accesses: accesses.map(bare), goroutines: goroutines.map(bare) };
}

function bare(stack: { readonly frames: readonly object[] }): object {
  return { ...stack, frames: stack.frames.map((frame) => ({ ...frame, at: 0 })) };
}

describe('what a report says does not depend on how it is wrapped', () => {
  test.each(Object.keys(WRAPPINGS))('%s', (name) => {
    const wrap = WRAPPINGS[name] ?? ((text: string) => text);
    for (const report of reports.slice(0, 60)) {
      const found = parseRaceReports(wrap(renderReport(report).trimEnd()));
      expect(found.map(canonical)).toEqual([canonical(report)]);
    }
  });

  test('two wrappings at once', () => {
    const stackable = [
      'quotes',
      'Jenkins',
      'GitHub Actions',
      'CRI',
      'carriage returns',
      'colours',
      'four blanks',
      'syslog',
    ];
    const any = constantFrom(...stackable);
    assert(
      property(anyReport, any, any, (report, inner, outer) => {
        const text = WRAPPINGS[outer]?.(WRAPPINGS[inner]?.(renderReport(report).trimEnd()) ?? '') ?? '';
        expect(parseRaceReports(text).map(canonical)).toEqual([canonical(report)]);
      }),
      RUNS,
    );
  });
});

test('parse(render(report)) = report', () => {
  for (const report of reports)
    expect(parseRaceReports(renderReport(report)).map(canonical)).toEqual([canonical(report)]);
});

test('addresses, goroutine numbers, lines, offsets and build roots are not in the keys', () => {
  assert(
    property(anyReport, integer({ min: 1, max: 1_000_000 }), (report, n) => {
      const other = renderReport(report)
        .replaceAll(/0x[0-9a-f]{12}\b/g, `0x${n.toString(16).padStart(12, '0')}`)
        .replaceAll(/oroutine (\d+)/g, (_, id: string) => `oroutine ${Number(id) + n}`)
        .replaceAll(/:\d+ \+0x[0-9a-f]+/g, `:${n} +0x${n.toString(16)}`)
        .replaceAll('/home/ci/src/', `/build/${n}/src/`)
        .replaceAll('(running)', '(finished)');
      expect(parseRaceReports(other).map((found) => fingerprint(found))).toEqual([fingerprint(report)]);
    }),
    RUNS,
  );
});

test('the order of the two accesses is not in the keys', () => {
  for (const report of reports) {
    const accesses = report.accesses.toReversed().map((access, i) => ({ ...access, previous: i === 1 }));
    expect(fingerprint({ ...report, accesses })).toEqual(fingerprint(report));
  }
});

test('parse(a + b) = parse(a) + parse(b), lines moved', () => {
  assert(
    property(anyText, anyText, (a, b) => {
      const first = a.endsWith('\n') ? a : `${a}\n`;
      const both = parseRaceReports(first + b);
      expect(both.map(canonical)).toEqual(
        [...parseRaceReports(first), ...parseRaceReports(b)].map(canonical),
      );
      const by = first.split('\n').length - 1;
      expect(both.at(-1)?.span.from).toBe((parseRaceReports(b).at(-1)?.span.from ?? 0) + by);
    }),
    RUNS,
  );
});

test('a text cut anywhere shows no frame that was not there', () => {
  assert(
    property(anyText, integer({ min: 0, max: 30_000 }), (text, at) => {
      const whole = new Map(framesOf(text).map((frame) => [frame.at, frame]));
      for (const frame of framesOf(text.slice(0, at))) {
        const before = whole.get(frame.at);
        expect(before?.symbol).toBe(frame.symbol);
        expect(before?.file ?? '').toContain(frame.file ?? '');
        expect([before?.line, null]).toContain(frame.line);
      }
    }),
    { ...RUNS, numRuns: 400 },
  );
});

function framesOf(text: string): RaceReport['accesses'][number]['frames'] {
  return parseRaceReports(text).flatMap(({ accesses, goroutines }) =>
    [...accesses, ...goroutines].flatMap((s) => s.frames),
  );
}

/** What other writers put between the lines of a report. */
const NOISE = [
  '2026/11/21 06:10:11 INFO tick',
  'time="2017-03-24T10:00:00Z" level=debug msg="form data: {}"',
  'I0328 16:45:14.315123   12345 exec.go:12] hello',
  '[2023/01/29 15:51:47.121 +08:00] [INFO] [coprocessor.go:1205] ["x"]',
  '    logger.go:130: 2024-01-02T03:04:05.000Z\tINFO\tserver started',
  '=== CONT  TestX',
  '--- PASS: TestOther (0.00s)',
  '=== RUN   TestZ',
  'ok  \tp/q\t0.1s',
  '    x_test.go:12: got 5 at 0x1234',
  '{"level":"info","ts":1,"msg":"a()"}',
  'call foo() please',
  'main.go:12',
  'http: Server closed',
  'Read 5 bytes by goroutine',
  'Previous run was fine',
  'Goroutine pool started',
];

test('other writers change no frame and end no report', () => {
  const lines = array(tuple(constantFrom(...NOISE), integer({ min: 0, max: 200 })), { maxLength: 30 });
  assert(
    property(anyReport, lines, (report, noise) => {
      const text = renderReport(report).trimEnd().split('\n');
      for (const [line, at] of noise) text.splice(2 + (at % (text.length - 2)), 0, line);
      expect(parseRaceReports(text.join('\n')).map(canonical)).toEqual([canonical(report)]);
    }),
    { ...RUNS, numRuns: 300 },
  );
});

test('a log in pieces gives what the log gives', () => {
  assert(
    property(anyText, integer({ min: 1, max: 5000 }), (text, size) => {
      const reader = createRaceReader();
      const found: RaceReport[] = [];
      for (let at = 0; at < text.length; at += size) found.push(...reader.feed(text.slice(at, at + size)));
      found.push(...reader.end());
      const whole = createRaceReader();
      expect(found).toEqual([...whole.feed(text), ...whole.end()]);
    }),
    RUNS,
  );
});

test('no text throws, and every frame found stands in the text', () => {
  const words = [
    'WARNING: DATA RACE\n',
    '==================\n',
    'Write at 0x00c000094000 by goroutine 7:\n',
    '  p.F()\n',
  ];
  const more = [
    '      /x.go:1 +0x1\n',
    'Previous read at 0x00c000094000 by main goroutine:\n',
    '```\n',
    '<br>',
    '\\',
    '[31m',
    '{"',
  ];
  const piece = constantFrom(
    ...words,
    ...more,
    'Goroutine 7 (running) created at:\n',
    '\r',
    '\x1b[',
    '<!--',
    '-->',
    '&lt;',
    '> ',
  );
  assert(
    property(
      tuple(piece, piece, piece, piece, piece, piece, string({ unit: 'binary', maxLength: 8 }), piece, piece),
      (pieces) => {
        const text = pieces.join('');
        for (const frame of framesOf(text)) expect(text).toContain(frame.symbol);
      },
    ),
    { ...RUNS, numRuns: 2000 },
  );
});
