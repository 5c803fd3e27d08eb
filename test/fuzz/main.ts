import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRaceReports } from '../../src/race/index.ts';
import { failureOf } from './fuzz.ts';
import { mutant } from './mutate.ts';
import { randomFrom } from './random.ts';

/**
 * `npm run fuzz -- --minutes N --seed S`: damaged texts against the laws, until the time is over. A failure ends the
 * run; its seed and its text, made small, are printed and written to a file.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const start = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(start)) {
  console.error('usage: npm run fuzz -- [--minutes N] [--seed S] [--keep]');
  process.exit(2);
}

const PROGRESS_EVERY = 10_000;
const FILE = join(tmpdir(), 'fuzz-failure.json');

const began = performance.now();
const failures: object[] = [];
let slowest = { milliseconds: 0, seed: start, length: 0 };
let shown = began;
let seed = start;
for (; performance.now() - began < minutes * 60_000; seed++) {
  time(seed);
  const failure = failureOf(seed);
  if (failure !== null) report(failure);
  if (failure !== null && !values.keep) break;
  if (performance.now() - shown > PROGRESS_EVERY) progress();
}
progress();
process.exitCode = failures.length > 0 ? 1 : 0;

/** The slowest body is told, not judged: how fast it is belongs to the benchmark. */
function time(of: number): void {
  const { text } = mutant(randomFrom(of));
  const from = performance.now();
  parseRaceReports(text);
  const milliseconds = performance.now() - from;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed: of, length: text.length };
}

function report(failure: object): void {
  failures.push(failure);
  writeFileSync(FILE, `${JSON.stringify(failures, null, 1)}\n`);
  console.log(`${JSON.stringify(failure, null, 1)}\nwritten to ${FILE}`);
}

function progress(): void {
  shown = performance.now();
  const { milliseconds, length } = slowest;
  const took = ((shown - began) / 1000).toFixed(0);
  const worst = `${milliseconds.toFixed(1)} ms (${length} characters, seed ${slowest.seed})`;
  console.log(`${took} s: ${seed - start} texts, ${failures.length} failures, slowest ${worst}`);
}
