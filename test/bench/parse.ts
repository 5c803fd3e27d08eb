import { parseRaceReports } from '../../src/race/index.ts';
import { samples, sampleText } from '../race/samples.ts';

/**
 * How fast the parser is: medians in MB/s, and as a multiple of the time that counting the line feeds of the same
 * text takes, since that hardly depends on the machine.
 */

const ROUNDS = 9;

const printed = repeat(
  samples
    .filter(({ layout }) => layout === 'abs')
    .map(sampleText)
    .join(''),
  8_000_000,
);
const stamped = repeat(
  printed.slice(0, 2_000_000).replaceAll(/^/gm, '2020-08-31T22:34:05.3613827Z '),
  8_000_000,
);
const quiet = repeat('2026/11/21 06:10:11 INFO tick of the clock, nothing to see here\n', 16_000_000);
const json = repeat(
  samples
    .filter(({ layout }) => layout === 'test-json')
    .map(sampleText)
    .join(''),
  4_000_000,
);

const MEGA = 1_000_000;

speed('reports as printed', printed);
speed('reports behind time stamps', stamped);
speed('go test -json', json);
speed('a log without a race', quiet);

for (const [name, body] of Object.entries(hostile())) growth(name, body);

function speed(name: string, text: string): void {
  const parse = median(() => parseRaceReports(text));
  const scan = median(() => countLines(text));
  const rate = (text.length / MEGA / (parse / 1000)).toFixed(1);
  console.log(
    `${name.padEnd(32)} ${rate.padStart(8)} MB/s  ${(parse / scan).toFixed(1).padStart(6)} × a newline scan`,
  );
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

function growth(name: string, piece: string): void {
  const [body, quarter, whole] = [65_536, 256_000, 1_024_000].map((length) =>
    repeat(piece, length).slice(0, length),
  );
  const times = [body, quarter, whole].map((text) => median(() => parseRaceReports(text ?? ''), 3));
  const [ofBody = 0, ofQuarter = 0, ofWhole = 0] = times;
  const ratio = (ofWhole / ofQuarter).toFixed(1);
  console.log(
    `${name.padEnd(32)} 64 Ki: ${ofBody.toFixed(1).padStart(6)} ms   1 MB / 256 KB: ${ratio.padStart(5)} × (${ofWhole.toFixed(0)} ms)`,
  );
}

function repeat(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length));
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function median(run: () => unknown, rounds = ROUNDS): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    run();
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}
