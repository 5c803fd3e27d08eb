import { createRaceReader, parseRaceReports } from '../../src/race/index.ts';
import { samples, sampleText } from '../race/samples.ts';
import { type Bench, median, repeat, type Row } from './bench.ts';

const MEGA = 1_000_000;

/** GitHub's limit for the text of an issue. */
const BODY = 65_536;

/**
 * How fast the parser is: in MB/s, and as a multiple of the time that counting the line feeds of the same text takes,
 * since that hardly depends on the machine.
 */
export const parse: Bench = {
  name: 'parse',
  *measure(): Iterable<Row> {
    const printed = repeat(textOf('abs'), 8 * MEGA);
    const stamped = repeat(
      printed.slice(0, 2 * MEGA).replaceAll(/^/gm, '2020-08-31T22:34:05.3613827Z '),
      8 * MEGA,
    );
    yield* speed('reports as printed', printed, 62);
    yield* speed('reports behind time stamps', stamped, 30);
    yield* speed('go test -json', repeat(textOf('test-json'), 4 * MEGA));
    yield* speed('a log without a race', repeat(QUIET, 16 * MEGA));
    for (const [name, piece] of Object.entries(hostile())) yield* growth(name, piece);
  },
};

const QUIET = '2026/11/21 06:10:11 INFO tick of the clock, nothing to see here\n';

function textOf(layout: string): string {
  return samples
    .filter((sample) => sample.layout === layout)
    .map(sampleText)
    .join('');
}

function* speed(name: string, text: string, atLeast?: number): Iterable<Row> {
  const time = median(() => readAll(text));
  const scan = median(() => countLines(text));
  const value = text.length / MEGA / (time / 1000);
  yield { name: `parse: ${name}`, value, unit: 'MB/s', ...(atLeast ? { bar: { atLeast } } : {}) };
  yield { name: `parse: ${name}, against a newline scan`, value: time / scan, unit: '×' };
}

/** Near-matches that would hurt a parser which looks twice. */
function hostile(): Record<string, string> {
  const header = '==================\nWARNING: DATA RACE\nWrite at 0x00c000094000 by goroutine 7:\n';
  return {
    'open brackets': `${header}  p.${'['.repeat(1000)}()\n`,
    blanks: `${header}${' '.repeat(2000)}x()\n`,
    rules: `${'='.repeat(41)}\n`,
    'rules in a line': `${header}${'= '.repeat(500)}()\n`,
    'headers in a line': `${header}${'Write at 0x00c000094000 by goroutine 7 '.repeat(30)}\n`,
    quotes: `${header}${'> '.repeat(500)}p.F()\n`,
    tags: `${header}${'<br><pre '.repeat(100)}()\n`,
    links: `${header}${'[a]('.repeat(300)}()\n`,
    comments: '<!-- ',
    'comments and ends': '<!-- --',
    fences: '```\n<!--\n',
    escapes: `${header}${'\x1b]'.repeat(500)}()\n`,
    colours: `${header}${'[31'.repeat(300)}m()\n`,
    json: `{"Output":"WARNING: DATA RACE${'\\\\'.repeat(300)}\n`,
    'one line': 'WARNING: DATA RACE Write at 0x00c000094000 by goroutine 7: p.F() /x.go:1 +0x1 ',
    symbols: `${header}${'a.'.repeat(500)}()\n`,
    offsets: `${header}${' +0x1'.repeat(300)}\n`,
    slashes: `${header}  ${'a/'.repeat(500)}x.F()\n      ${'external/'.repeat(200)}x.go:1 +0x1\n`,
    modules: `${header}  ${'a.b/'.repeat(500)}x.F()\n      /${'a.b/'.repeat(500)}x@v1.0.0/x.go:1 +0x1\n`,
    containers: `a_1 | WARNING: DATA RACE\n`,
    bazel: `${header}  ${'a.b/'.repeat(500)}x.F()\n      external/com_a/${'a/'.repeat(500)}x.go:1 +0x1\n`,
  };
}

/** A body full of it, and how the time grows with its length: four times as much text, four times as long. */
function* growth(name: string, piece: string): Iterable<Row> {
  const [body = 0, quarter = 0, whole = 0] = [BODY, 256_000, 1_024_000].map((length) => {
    const text = repeat(piece, length).slice(0, length);
    return median(() => parseRaceReports(text), 15);
  });
  yield { name: `parse: 64 KiB of ${name}`, value: body, unit: 'ms', bar: { atMost: 50 } };
  yield {
    name: `parse: 1 MB against 256 KB of ${name}`,
    value: whole / quarter,
    unit: '×',
    bar: { atMost: 5 },
  };
}

/** Through the reader, which builds every report: of a whole text only the first thousand would be. */
function readAll(text: string): number {
  const reader = createRaceReader();
  return reader.feed(text).length + reader.end().length;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
