import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `node test/race/regenerate.ts [FOLDER]`: builds the programs of `test/fixtures/races/programs` with the `go` of this
 * machine and writes what the detector prints, with `index.tsv` beside it. Never part of the tests: it needs Go with
 * cgo, a C compiler and a minute (`apt-get install golang-go gcc libc6-dev`). GO names another go command.
 */

const PROGRAMS = join(import.meta.dirname, '../fixtures/races/programs');
const go = process.env['GO'] ?? 'go';
const version = run(go, ['env', 'GOVERSION']).trim();
const folder = process.argv[2] ?? join(PROGRAMS, 'samples', version.split('.', 2).join('.'));
const build = mkdtempSync(join(tmpdir(), 'race-programs-'));
const goroot = run(go, ['env', 'GOROOT']).trim();
const rows: string[] = [];

mkdirSync(folder, { recursive: true });
const before = new Set(known());
for (const [layout, flags] of [
  ['abs', []],
  ['trim', ['-trimpath']],
] as const) {
  const program = join(build, layout);
  run(go, ['build', '-race', ...flags, '-o', program, '.']);
  for (const scenario of run(program, []).trim().split('\n'))
    keep(layout, scenario, run(program, [scenario]));
}
const test = ['test', '-race', '-count=1'];
keep('test', 'suite', run(go, [...test, './cart']));
keep('test-v', 'suite', run(go, [...test, '-v', './cart']));
keep('test-json', 'suite', run(go, [...test, '-json', './cart']));
keep('test-trim', 'suite', run(go, [...test, '-trimpath', './cart']));
for (const file of before) rmSync(join(folder, file), { force: true });
writeFileSync(join(folder, 'index.tsv'), ['file\tgo\tlayout\tscenario\treports', ...rows, ''].join('\n'));
rmSync(build, { recursive: true });
console.log(`${rows.length} samples of ${version} in ${folder}`);

/** The files of the run before; those not written again are taken away. */
function known(): readonly string[] {
  try {
    const lines = readFileSync(join(folder, 'index.tsv'), 'utf8').trim().split('\n').slice(1);
    return lines.map((line) => line.split('\t')[0] ?? '');
  } catch {
    return [];
  }
}

/** A scenario is a matter of luck: one in which the detector saw nothing is left out, and told. */
function keep(layout: string, scenario: string, output: string): void {
  const text = neutral(output);
  const reports = text.split('WARNING: DATA RACE').length - 1;
  if (reports === 0) return console.log(`no race seen in ${layout} ${scenario}`);
  const file = `${layout}-${scenario}.txt`;
  writeFileSync(join(folder, file), text);
  before.delete(file);
  rows.push([file, version, layout, scenario, reports].join('\t'));
}

/** Nobody's directories. */
function neutral(text: string): string {
  return text
    .replaceAll(PROGRAMS, '/home/ci/src/shop')
    .replaceAll(goroot, '/usr/local/go')
    .replaceAll(build, '/tmp');
}

/** A race makes a program exit with 66 and a test with 1, so only a program that could not be started is a failure. */
function run(command: string, args: readonly string[]): string {
  const env = { ...process.env, CGO_ENABLED: '1', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' };
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd: PROGRAMS,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (args[0] === 'build' && status !== 0) throw new Error(stderr);
  return stdout + stderr;
}
