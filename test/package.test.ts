import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/**
 * The package as users get it: built, packed, installed in an empty folder, run there with the machine's own Node.
 * The build goes into a folder of its own, since a `dist` in this one would be what all other commands run.
 */

const ROOT = join(import.meta.dirname, '..');
const FOLDER = mkdtempSync(join(tmpdir(), 'race-triage-package-'));
const STAGE = join(FOLDER, 'stage');
const EMPTY = join(FOLDER, 'empty');
const ISSUE = readFileSync(join(ROOT, 'test/fixtures/issues/tidb-31965/issue.md'), 'utf8');

const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  files: readonly string[];
};

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;

beforeAll(async () => {
  await build();
  [packed = { filename: '', files: [] }] = JSON.parse(
    await run(STAGE, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', FOLDER),
  ) as Packed[];
  mkdirSync(EMPTY);
  writeFileSync(join(EMPTY, 'package.json'), '{ "private": true }\n');
  await run(EMPTY, 'npm', 'install', '--ignore-scripts', '--prefer-offline', join(FOLDER, packed.filename));
}, 300_000);

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('the tarball holds what runs, its source and its papers', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'app.yml',
      '.env.example',
      'dist/cli.js',
      'dist/race/index.d.ts',
      'docs/dependencies.md',
      'LICENSE',
      'NOTICE',
      'package.json',
      'src/config/schema.json',
      'src/launch.cjs',
    ]),
  );
  const folders = new Set(paths.map((path) => (path.includes('/') ? path.split('/')[0] : '.')));
  expect(folders).toEqual(new Set(['.', 'dist', 'docs', 'src']));
});

test('the command line reads an issue from standard input', () => {
  const { status, stdout, stderr } = command(['parse', '--json'], ISSUE);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { schema, files } = JSON.parse(stdout) as {
    schema: string;
    files: { file: string; reports: { complete: boolean; defects: unknown[] }[] }[];
  };
  expect(schema).toBe('race-triage/parse@1');
  expect(files).toMatchObject([
    {
      file: '-',
      reports: [
        { complete: true, defects: [] },
        { complete: true, defects: [] },
      ],
    },
  ]);
});

test('it tells its version', () => {
  expect(command(['--version']).stdout).toBe(`race-triage ${PACKAGE.version}\n`);
});

test('the server finds all it needs, and does not start without credentials', () => {
  const { status, stderr } = command(['serve'], '', { NODE_ENV: 'production' });
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(/^race-triage: APP_ID is not set[^\n]*\n$/),
  });
});

test('the parser is a library, for whatever Node the machine has', () => {
  writeFileSync(
    join(EMPTY, 'use.mjs'),
    `import { readFileSync } from 'node:fs';
     import { fingerprint, parseRaceReports } from 'race-triage/parser';
     const reports = parseRaceReports(readFileSync(0, 'utf8'));
     console.log(reports.map((report) => fingerprint(report).exact.slice(0, 4)).join(' '));`,
  );
  const { stdout } = spawnSync('node', ['use.mjs'], { ...inEmpty(), input: ISSUE });
  expect(stdout).toBe('rt1: rt1:\n');
});

/** As `npm run build` does, into the stage. */
async function build(): Promise<void> {
  for (const file of [...PACKAGE.files, 'package.json', 'LICENSE', 'README.md']) {
    const from = join(ROOT, file);
    if (file !== 'dist' && existsSync(from)) cpSync(from, join(STAGE, file), { recursive: true });
  }
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(ROOT, process.execPath, tsc, '-p', 'tsconfig.build.json', '--outDir', join(STAGE, 'dist'));
}

function command(args: readonly string[], input = '', environment: Record<string, string> = {}) {
  const { env, ...options } = inEmpty();
  return spawnSync('npx', ['--no-install', 'race-triage', ...args], {
    ...options,
    env: { ...env, ...environment },
    input,
  });
}

function inEmpty() {
  return { cwd: EMPTY, env: environmentOfAUser(), encoding: 'utf8' as const };
}

async function run(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await new Promise<{ status: unknown; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(file, [...args], { cwd, env: environmentOfAUser() }, (error, out, err) =>
        resolve({ status: error?.code ?? 0, stdout: out, stderr: err }),
      );
    },
  );
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${String(status)}\n${stdout}${stderr}`);
  return stdout;
}

/**
 * Without what `npm run` and the launcher put in: no Node of ours on the path, no settings of this folder. Warnings
 * of npm are about the machine.
 */
function environmentOfAUser(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(?!config_(?:registry|cache|userconfig|cafile|\w*proxy)$)/i.test(name) && name !== 'NODE_ENV',
  );
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), npm_config_loglevel: 'error' };
}
