import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { cli } from './run.ts';

const SEED = 'test/fixtures/issues/tidb-31965/issue.md';
const folder = mkdtempSync(join(tmpdir(), 'race-triage-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('usage', () => {
  test.each<[string, string[], number, RegExp]>([
    ['nothing: the help', [], 0, /^race-triage reads data-race reports/],
    ['help', ['help'], 0, /race-triage parse \[--json\]/],
    ['--help of a command', ['parse', '--help'], 0, /--module PATH {2}module path/],
    ['--version', ['--version'], 0, /^race-triage \d+\.\d+\.\d+\n$/],
    ['an unknown command', ['prase'], 2, /there is no command prase; race-triage help lists them/],
    ['an unknown option', ['parse', '--jsno'], 2, /Unknown option '--jsno'; add --help/],
    ['an empty module', ['parse', '--module', '', SEED], 2, /is no module path/],
    [
      'a file that is not there',
      ['parse', 'nowhere.md'],
      3,
      /nowhere\.md cannot be read: there is no such file/,
    ],
    ['a directory', ['parse', 'src'], 3, /src cannot be read: it is a directory/],
    [
      'an address',
      ['triage', 'https://github.com/acme/widgets/issues/1'],
      2,
      /give the issue's text as a file/,
    ],
  ])('%s', async (_, args, code, text) => {
    const ran = await cli(args);
    expect(ran.stdout + ran.stderr).toMatch(text);
    expect(ran.code).toBe(code);
    expect(code === 0 ? ran.stderr : ran.stdout).toBe('');
  });
});

describe('parse', () => {
  test('--json gives the two races of a real issue, whole', async () => {
    const { code, stdout, stderr } = await cli([
      'parse',
      '--json',
      '--module',
      'github.com/pingcap/tidb',
      SEED,
    ]);
    const document = JSON.parse(stdout) as Document;
    expect([code, stderr]).toEqual([0, '']);
    expect(document.schema).toBe('race-triage/parse@1');
    const [file] = document.files;
    expect([file?.file, file?.tests]).toEqual([SEED, ['TestWeakConsistencyRead']]);
    expect(
      file?.reports.map((report) => [report.complete, report.accesses.length, report.goroutines.length]),
    ).toEqual([
      [true, 2, 2],
      [true, 2, 2],
    ]);
    expect(file?.reports[0]?.accesses[0]?.frames[0]).toEqual({
      symbol: 'github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).InitStatementContext',
      package: 'github.com/pingcap/tidb/sessionctx/variable',
      receiver: '*SessionVars',
      name: 'InitStatementContext',
      closure: false,
      file: '/go/tidb/sessionctx/variable/session.go',
      line: 1009,
      offset: '0x1e4',
      origin: 'repository',
      module: 'github.com/pingcap/tidb',
      version: null,
      path: 'sessionctx/variable/session.go',
      at: 12,
    });
  });

  test('standard input, as - and as nothing', async () => {
    const text = readFileSync(SEED, 'utf8');
    const [dash, nothing] = await Promise.all([cli(['parse', '-'], text), cli(['parse'], text)]);
    expect(dash.stdout).toMatch(
      /^standard input\n\nrace 1, lines 10 to 90, complete[\s\S]*\n2 race reports\n$/,
    );
    expect(nothing.stdout).toBe(dash.stdout);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['prose', 'The build is slow.'],
    ['binary data', '\u0000\u0001\u0002\ufffd'.repeat(1000)],
    ['one long line', 'x'.repeat(1_000_000)],
  ])('%s holds no report, and that is no failure', async (_, text) => {
    const { code, stdout } = await cli(['parse'], text);
    expect([code, stdout]).toEqual([0, 'standard input: no race report\n']);
  });

  test('escape sequences of a stranger never reach the terminal', async () => {
    const { stdout } = await cli(
      ['parse'],
      readFileSync(SEED, 'utf8').replaceAll('Consume', 'Con\u001b]0;x\u0007sume'),
    );
    expect(stdout).not.toContain('\u001b');
  });
});

describe('triage', () => {
  test('says what would be done, and why', async () => {
    const { code, stdout } = await cli(['triage', '--module', 'github.com/pingcap/tidb', SEED]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/: new\n {2}because no earlier issue/);
    expect(stdout).toContain('  would   add race\n');
    expect(stdout).toContain('  │ **2 data races** in this issue:');
  });

  test('--json is one document', async () => {
    const { stdout } = await cli(['triage', '--json'], readFileSync(SEED, 'utf8'));
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'race-triage/triage@1',
      issues: [{ file: '-', verdict: 'new', races: 2, labels: ['race'] }],
    });
  });

  test('takes a configuration', async () => {
    const config = join(folder, 'config.yml');
    writeFileSync(config, 'labels: { race: kind/race }\n');
    expect((await cli(['triage', '--config', config, SEED])).stdout).toContain('  would   add kind/race\n');
  });

  test('refuses one that is not valid', async () => {
    const config = join(folder, 'broken.yml');
    writeFileSync(config, 'mdoe: act\n');
    const ran = await cli(['triage', '--config', config, SEED]);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain('1:1');
  });
});

describe('check', () => {
  test('a valid file', async () => {
    expect(await cli(['check', '-'], 'mode: observe\n')).toEqual({
      code: 0,
      stdout: '-: valid\n',
      stderr: '',
    });
  });

  test('every problem, with line and column, and exit code 1', async () => {
    const ran = await cli(['check', '-'], 'mode: maybe\nmdules: []\n');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('-:1:7');
    expect(ran.stdout).toContain('-:2:1');
    expect(ran.stderr).toBe('race-triage: - has 2 problems\n');
  });
});

interface Document {
  readonly schema: string;
  readonly files: readonly {
    readonly file: string;
    readonly tests: readonly string[];
    readonly reports: readonly {
      readonly complete: boolean;
      readonly accesses: readonly { readonly frames: readonly object[] }[];
      readonly goroutines: readonly object[];
    }[];
  }[];
}
