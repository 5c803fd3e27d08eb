import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { reportOf } from '../triage/build.ts';
import { cli, type Ran } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'race-triage-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MODULE = ['--module', 'github.com/acme/widgets'];

const RACE = reportOf();
const OTHER = reportOf({ write: 'queue.(*Ring).Push', read: 'queue.(*Ring).Pop', spawn: 'queue.Start' });

interface Line {
  readonly number: number;
  readonly verdict: string;
  readonly duplicate_of: number | null;
  readonly regression_of: number | null;
  readonly labels: readonly string[];
  readonly related: readonly { readonly number: number; readonly level: string }[];
}

/** An issue in GitHub's field names, opened on a day of January 2026. */
function issue(number: number, day: number, change: object = {}): object {
  return { number, title: 'a race', body: RACE, state: 'open', created_at: on(day), ...change };
}

function on(day: number): string {
  return `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
}

let files = 0;

async function replay(lines: readonly (object | string)[], ...more: string[]): Promise<Ran> {
  const file = join(folder, `issues-${files++}.jsonl`);
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return await cli(['replay', '--from', file, ...MODULE, ...more]);
}

async function played(lines: readonly object[], ...more: string[]): Promise<Line[]> {
  const { code, stdout } = await replay(lines, '--json', ...more);
  expect(code).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}

const CLOSED = { state: 'closed', state_reason: 'completed' };

describe('an issue is judged by what was known when it was opened', () => {
  test.each<[string, object[], [number, string, number | null][]]>([
    [
      'the second with a race is a duplicate of the first, whatever the order in the file',
      [issue(9, 5), issue(4, 2)],
      [
        [4, 'new', null],
        [9, 'duplicate', 4],
      ],
    ],
    [
      'of two of one second, the lower number is first',
      [issue(8, 2), issue(7, 2)],
      [
        [7, 'new', null],
        [8, 'duplicate', 7],
      ],
    ],
    [
      'an issue closed before is a regression',
      [issue(1, 1, { ...CLOSED, closed_at: on(3) }), issue(2, 4)],
      [
        [1, 'new', null],
        [2, 'regression', 1],
      ],
    ],
    [
      'an issue closed later was open then',
      [issue(1, 1, { ...CLOSED, closed_at: on(5) }), issue(2, 4)],
      [
        [1, 'new', null],
        [2, 'duplicate', 1],
      ],
    ],
    [
      'closed in the very second counts as later',
      [issue(1, 1, { ...CLOSED, closed_at: on(4) }), issue(2, 4)],
      [
        [1, 'new', null],
        [2, 'duplicate', 1],
      ],
    ],
    [
      'a race that was not to be fixed is declined',
      [issue(1, 1, { ...CLOSED, state_reason: 'not_planned', closed_at: on(3) }), issue(2, 4)],
      [
        [1, 'new', null],
        [2, 'declined', 1],
      ],
    ],
    ['its own end is not known yet', [issue(1, 1, { ...CLOSED, closed_at: on(1) })], [[1, 'new', null]]],
    [
      'a report in a comment is a sighting from then on',
      [
        issue(1, 1, {
          body: 'It fails.',
          comments: [{ body: RACE, user: { login: 'octocat' }, created_at: on(3) }],
        }),
        issue(2, 2),
        issue(3, 4),
      ],
      [
        [1, 'no-race', null],
        [2, 'new', null],
        [3, 'duplicate', 1],
      ],
    ],
    [
      'a comment on a closed issue does not open it',
      [
        issue(1, 1, { ...CLOSED, body: '', closed_at: on(2), comments: [{ body: RACE, created_at: on(3) }] }),
        issue(2, 4),
      ],
      [
        [1, 'no-race', null],
        [2, 'regression', 1],
      ],
    ],
    [
      'another race is new',
      [issue(1, 1), issue(2, 2, { body: OTHER })],
      [
        [1, 'new', null],
        [2, 'new', null],
      ],
    ],
    [
      'an issue that is to be ignored is',
      [issue(1, 1, { labels: [{ name: 'Race-triage: ignore' }] })],
      [[1, 'ignored', null]],
    ],
  ])('%s', async (_, issues, expected) => {
    const lines = await played(issues);
    expect(lines.map((line) => [line.number, line.verdict, targetOf(line)])).toEqual(expected);
  });
});

function targetOf(line: Line & { readonly declined_in?: number | null }): number | null {
  return line.duplicate_of ?? line.regression_of ?? line.declined_in ?? null;
}

test('a line has every field of its schema', async () => {
  const [line] = await played([issue(1, 1)]);
  expect(line).toEqual({
    schema: 'race-triage/replay@1',
    number: 1,
    verdict: 'new',
    races: 1,
    duplicate_of: null,
    regression_of: null,
    declined_in: null,
    likely: [],
    related: [],
    modules: [
      {
        name: 'store',
        confidence: expect.any(String),
        labels: [],
        owners: [],
        because: expect.arrayContaining([expect.stringContaining('store.(*Cache).Put')]),
      },
    ],
    labels: ['race'],
    patterns: expect.any(Array),
    because: ['no earlier issue of this repository holds this race'],
  });
});

test('labels are those of the configuration, spelled as the repository spells them', async () => {
  const config = join(folder, 'config.yml');
  writeFileSync(config, 'modules:\n  - { name: storage, paths: [store, api], labels: [area/storage] }\n');
  const [line] = await played([issue(1, 1, { labels: ['Area/Storage', 'RACE'] })], '--config', config);
  expect(line?.labels).toEqual(['RACE', 'Area/Storage']);
});

test('owners are those of CODEOWNERS', async () => {
  const file = join(folder, 'CODEOWNERS');
  writeFileSync(file, '/store/ @acme/storage\n');
  const { stdout } = await replay([issue(1, 1)], '--json', '--codeowners', file);
  expect(stdout).toContain('"owners":["@acme/storage"]');
});

test('more issues with one race than a look-up gives have one centre', async () => {
  const issues = Array.from({ length: 300 }, (_, i) => issue(i + 1, 1));
  const lines = await played(issues);
  expect(new Set(lines.slice(1).map((line) => line.duplicate_of))).toEqual(new Set([1]));
});

describe('the summary', () => {
  test('counts, compares with people, and shows the biggest families', async () => {
    const { code, stdout } = await replay([
      issue(1, 1, { labels: ['sig/a'] }),
      issue(2, 2, { labels: ['duplicate', 'sig/a'] }),
      issue(3, 3, { labels: ['sig/a'] }),
      issue(4, 4, { body: OTHER, labels: ['duplicate'] }),
      issue(5, 5, { body: 'Nothing.' }),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#1 +2026-01-01 +new/);
    expect(stdout).toContain('#2        2026-01-02  duplicate   of #1');
    expect(stdout).not.toMatch(/^#5/m);
    expect(stdout).toMatch(/issues +5; 4 hold a race report\n/);
    expect(stdout).toMatch(/races +4 reports of 2 different races\n/);
    expect(stdout).toMatch(/duplicates +2 of an issue that was open\n/);
    expect(stdout).toMatch(/same as an earlier issue +2 +2 +1 +1: #4 +1: #3\n/);
    expect(stdout).toMatch(/store +3 +sig\/a +100 % +75 %|store .*\n/);
    expect(stdout).toMatch(
      /\n3 +3 +#1 +2026-01-01 +2026-01-03 +3 +store\.\(\*Cache\)\.Put \/ api\.\(\*Server\)\.Get/,
    );
  });

  test('no issue at all is a summary too', async () => {
    const { code, stdout } = await replay([]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/issues +0; 0 hold a race report\n/)]);
  });

  test('what the file does not tell is said on the other channel', async () => {
    const { stderr } = await replay([
      issue(1, 1, { state: 'closed' }),
      issue(2, 2, { pull_request: { url: 'https://api.github.com/x' } }),
    ]);
    expect(stderr).toContain('1 pull requests left out');
    expect(stderr).toContain('1 closed issues without closed_at; they count as open throughout');
  });

  test('nothing of a stranger reaches the terminal as a command', async () => {
    const { stdout } = await replay([
      issue(1, 1, { body: RACE.replaceAll('Cache', 'Ca\u001b]0;x\u0007che') }),
    ]);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('a line that cannot be used ends the replay, naming file and line', () => {
  const good = issue(1, 1);
  test.each<[string, (object | string)[], RegExp]>([
    ['no JSON', [good, 'x'], /issues-\d+\.jsonl:2: not JSON: /],
    [
      'half a line',
      [good, JSON.stringify(good).slice(0, 40)],
      /:2: not JSON: .*write each issue as one line/,
    ],
    [
      'a list',
      [JSON.stringify([good])],
      /:1: the line must be an object.*it is a list: write each issue as one line/,
    ],
    ['no number', [{ ...good, number: undefined }], /:1: number must be a whole number above 0/],
    ['a number that is text', [{ ...good, number: '1' }], /:1: number must be a whole number above 0/],
    ['a body that is a number', [{ ...good, body: 3 }], /:1: body must be a text/],
    ['no time', [{ ...good, created_at: 'yesterday' }], /:1: created_at must be a time such as/],
    ['a state of another kind', [{ ...good, state: 'merged' }], /:1: state must be open or closed/],
    [
      'a label without a name',
      [{ ...good, labels: [{}] }],
      /:1: labels\.0 must be a name, or an object with one/,
    ],
    ['a comment without a time', [{ ...good, comments: [{ body: 'x' }] }], /:1: comments/],
    ['an issue twice', [good, '', good], /:3: issue 1 was on line 1 already; a replay takes one repository/],
    [
      'the field names of another tool',
      [{ number: 1, title: 'a', createdAt: on(1) }],
      /:1: created_at .*`gh issue list --json` has other field names/,
    ],
  ])('%s', async (_, lines, message) => {
    const { code, stdout, stderr } = await replay(lines);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([3, '']);
  });

  test.each<[string, string]>([
    ['blank lines and a byte order mark', `\ufeff${JSON.stringify(good)}\n\n \n`],
    ['carriage returns', `${JSON.stringify(good)}\r\n${JSON.stringify(issue(2, 2))}\r\n`],
    [
      'GitHub’s number of comments, null bodies and users',
      JSON.stringify({ ...good, comments: 3, body: null, user: null }),
    ],
    ['a line separator inside a text', JSON.stringify({ ...good, title: 'a\u2028b' })],
    ['the last line without its end', JSON.stringify(good)],
  ])('but %s are fine', async (_, text) => {
    expect((await replay([text], '--json')).code).toBe(0);
  });
});

describe('usage', () => {
  test.each<[string, string[], number, RegExp]>([
    ['nothing to read', [], 2, /--from FILE is missing.*\n.*gh api --paginate 'repos\/OWNER\/NAME\/issues/],
    [
      'a repository only',
      ['--repo', 'acme/widgets'],
      2,
      /does not read GitHub itself yet.*\n.*repos\/acme\/widgets\/issues/,
    ],
    [
      'no repository',
      ['--repo', 'widgets', '--from', 'x'],
      2,
      /--repo "widgets" is no repository; it is written OWNER\/NAME/,
    ],
    ['a file too many', ['--from', 'x', 'y'], 2, /y is one too many; the issues go behind --from/],
    [
      'a file that is not there',
      ['--from', 'nowhere.jsonl'],
      3,
      /nowhere\.jsonl cannot be read: there is no such file/,
    ],
    ['a directory', ['--from', 'src'], 3, /src cannot be read: it is a directory/],
    ['an empty module', ['--from', 'x', '--module', ''], 2, /is no module path/],
  ])('%s', async (_, args, code, message) => {
    const ran = await cli(['replay', ...args]);
    expect(ran.stderr).toMatch(message);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
  });

  test('- is standard input', async () => {
    const { code, stdout } = await cli(
      ['replay', '--json', '--from', '-'],
      `${JSON.stringify(issue(1, 1))}\n`,
    );
    expect([code, stdout.split('\n').length]).toEqual([0, 2]);
  });
});
