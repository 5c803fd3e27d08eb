import { describe, expect, test } from '@jest/globals';
import { parseCommands } from '../../src/commands/parse.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { planTriage } from '../../src/triage/plan.ts';
import { readComment } from '../hostile/read.ts';
import type { Snapshot } from '../../src/triage/types.ts';
import { REPOSITORY, reportOf, sightingOf, type SnapshotChange, snapshotOf } from './build.ts';

function comment(body: string, change: SnapshotChange = {}): string {
  return planTriage(snapshotOf(body, change)).comment ?? '';
}

/** What stands before the first fold; the rule under the head of a table is no line. */
function visible(text: string): string[] {
  const lines = (text.split('<details>')[0] ?? '').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('| ---'));
}

/** As a reader sees it: without the addresses of links. */
function shown(text: string): string {
  return visible(text)
    .join('\n')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/[`*[\]]/g, '');
}

/** The text under a heading that is folded. */
function folded(text: string, summary: string): string {
  const [, rest = ''] = text.split(`<summary>${summary}`);
  return rest.split('</details>')[0] ?? '';
}

const CLOSED = { state: 'closed', closedAt: '2026-01-15T00:00:00Z' } as const;
const SURE = reportOf({ read: 'store.(*Cache).Get' });
const TREE = 'https://github.com/acme/widgets/blob/main';

test('one race: what raced, what is known, whose it is', () => {
  expect(visible(comment(SURE))).toEqual([
    `**Data race**: a write in \`store.(*Cache).Put\` ([\`store/store.go:12\`](${TREE}/store/store.go#L12)) collides with a read in \`store.(*Cache).Get\` ([\`store/store.go:40\`](${TREE}/store/store.go#L40)).`,
    'No earlier issue of this repository holds it.',
    'Module guess: **`store`** (high) – `store.(*Cache).Put` writes the memory (and 1 more frame); `store/store.go` lies there.',
  ]);
});

describe('what is known', () => {
  test.each<[string, SnapshotChange, string]>([
    [
      'duplicate',
      { sightings: [sightingOf(3)] },
      'This race is known: see #3, opened 2026-01-01 – the innermost frames of both sides, and the code that led there, are the same.',
    ],
    [
      'duplicate of one closed since',
      {
        sightings: [sightingOf(3, { ...CLOSED, closedAt: '2026-03-01T00:00:00Z', stateReason: 'completed' })],
      },
      'This race is known: see #3, opened 2026-01-01, closed 2026-03-01 –',
    ],
    [
      'one of many',
      { sightings: [sightingOf(3), sightingOf(4, { createdAt: '2026-01-09T00:00:00Z' })] },
      'In all, 2 earlier issues hold it, the first of 2026-01-01, the last of 2026-01-09.',
    ],
    [
      'regression',
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'completed' })] },
      'It is back: #3 had the same race and was closed as completed on 2026-01-15',
    ],
    [
      'declined',
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'not_planned' })] },
      'This race is known: #3 was closed as not planned on 2026-01-15',
    ],
    [
      'likely',
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })] },
      'Likely the same as #3: the innermost frames of both sides are the same.',
    ],
    [
      'related',
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'fork-point' }] })] },
      'Related, since the same code starts both goroutines: #3.',
    ],
  ])('%s', (_, change, expected) => {
    expect(comment(reportOf(), change)).toContain(expected);
  });

  test.each<[string, SnapshotChange, RegExp]>([
    [
      'an issue that holds it',
      { sightings: [sightingOf(3)] },
      /^\*\*Data race, the same as in #3\*\*: a write in/,
    ],
    [
      'an issue that was fixed',
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'completed' })] },
      /^\*\*Data race, back after #3\*\*: a write in/,
    ],
    [
      'a likely one',
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })] },
      /^\*\*Data race, likely the same as in #3\*\*: a write in/,
    ],
    ['none', {}, /^\*\*Data race\*\*: a write in/],
  ])('the first line names %s', (_, change, expected) => {
    expect(comment(reportOf(), change)).toMatch(expected);
  });

  test('what only people called the same is said to be their word', () => {
    const rulings: Snapshot['rulings'] = [
      {
        kind: 'same',
        issue: 10,
        other: 3,
        by: 'ann',
        rights: 'triage',
        at: '2026-02-01T00:00:00Z',
        comment: 1,
      },
    ];
    const linked = [sightingOf(3, { matches: [] })];
    expect(comment(reportOf(), { rulings, linked })).toContain('see #3, opened 2026-01-01 – people said so.');
  });

  test('of several races, which ones', () => {
    const body = [reportOf(), other(1), other(2)].join('\n');
    const matches = [
      { race: 1, level: 'exact' },
      { race: 2, level: 'exact' },
    ] as const;
    expect(comment(body, { sightings: [sightingOf(3, { matches })] })).toContain(
      'Races 2, 3 are also in #3.',
    );
  });
});

describe('links', () => {
  const links = (body: string, change: SnapshotChange = {}) => readComment(comment(body, change)).links;
  const foreign = reportOf().replaceAll('github.com/acme/widgets/store.', 'github.com/other/lib.');

  test('the options, where the repository has a file with them', () => {
    const config = `${TREE}/.github/race-triage.yml`;
    expect(links(reportOf(), { facts: { config: 'mode: act' } })).toContain(config);
    expect(links(reportOf())).not.toContain(config);
  });

  test('code of others has none', () => expect(links(foreign)).toEqual([`${TREE}/api/api.go#L40`]));

  test('nor has code of a module that is not known to be ours', () => {
    const stranger = reportOf().replaceAll('github.com/acme/widgets', 'github.com/acme/gadgets');
    expect(links(stranger, { facts: { modules: [] } })).toEqual([]);
  });

  test('a repository without go.mod still knows its own name', () => {
    expect(links(reportOf(), { facts: { modules: [] } })).toHaveLength(2);
  });

  test('a server of one’s own', () => {
    expect(
      links(reportOf(), { facts: { repository: { ...REPOSITORY, webUrl: 'https://git.example.com' } } })[0],
    ).toBe('https://git.example.com/acme/widgets/blob/main/store/store.go#L12');
  });
});

describe('several races', () => {
  test('of which none is known', () => {
    expect(comment([other(1), other(2)].join('\n'))).toContain(
      'No earlier issue of this repository holds any of them.',
    );
  });

  const many = Array.from({ length: 70 }, (_, i) => other(i)).join('\n');

  test('are a table, the first three visible, all counted', () => {
    const text = comment(many);
    expect(visible(text).filter((line) => /^\| \d/.test(line))).toHaveLength(3);
    expect(text).toContain('**70 data races**');
    expect(text).toContain('<summary>67 more races</summary>');
    const rows = text.match(/^\| \d+ \|/gm)?.length ?? 0;
    const left = Number(/^… and (\d+) more\.$/m.exec(text)?.[1] ?? 0);
    expect(rows + left).toBe(70);
  });

  test('of one family share a row', () => {
    const family = [1, 2, 3].map((i) => reportOf({ write: `store.F${i}` })).join('\n');
    expect(comment(family)).toContain('| 1, 2, 3 (3 variants) |');
  });

  test('that are neighbours in memory share a row, others do not', () => {
    const pair = (address: string) =>
      [other(1, '0x00c000094000'), other(2, address).replaceAll('goroutine 1020', 'goroutine 1010')].join(
        '\n',
      );
    expect(comment(pair('0x00c000094038'))).toContain('| 1, 2 (2 variants) |');
    expect(comment(pair('0x00c000094040'))).not.toContain('variants');
  });

  test('one side of which is lost are still told', () => {
    const text = comment(
      [reportOf(), oneSide(reportOf({ write: 'b.F', address: '0x00c0000aa000' }))].join('\n'),
    );
    expect(text).toMatch(/^\| 2 \| write in `b\.F` .* \| not in the text \|$/m);
  });
});

describe('length', () => {
  const long = 'x'.repeat(3000);
  test.each<[string, string]>([
    [
      'sixty races in 65,536 characters',
      Array.from({ length: 60 }, (_, i) => other(i)).join(`\n${'x'.repeat(460)}\n`),
    ],
    ['a thousand races', Array.from({ length: 1000 }, (_, i) => other(i)).join('\n')],
    ['names of 3,000 letters', Array.from({ length: 9 }, (_, i) => other(i).replace('Put', long)).join('\n')],
    [
      'a stack of a thousand frames',
      reportOf().replace(/^ {2}.*worker\.Run.*\n.*\n/m, (frame) => frame.repeat(1000)),
    ],
  ])('%s: not more than 20,000 characters', (_, body) => {
    const text = comment(body);
    expect(text.length).toBeGreaterThan(500);
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(readComment(text).strange).toEqual([]);
  });
});

describe('in the folds', () => {
  test('the stacks, the deciding frames marked', () => {
    const text = comment(SURE);
    expect(folded(text, 'Stacks').split('\n')).toEqual(
      expect.arrayContaining([
        'write by goroutine 8, started in api.Serve',
        '  ► store.(*Cache).Put  store/store.go:12',
        '  ► worker.Run  worker/worker.go:30',
        'read by goroutine 9 (finished), started in api.Serve',
      ]),
    );
  });

  test('a diagram: who started them, what each did, where they met; the earlier access first', () => {
    expect(readComment(comment(SURE)).diagrams[0]?.split('\n')).toEqual([
      'sequenceDiagram',
      '  participant S as api.Serve',
      '  participant A as goroutine 9',
      '  participant M as the same memory',
      '  participant B as goroutine 8',
      '  S-)A: starts',
      '  S-)B: starts',
      '  Note over A: worker.Run',
      '  A->>M: read in store.(*Cache).Get',
      '  Note over B: worker.Run',
      '  B->>M: write in store.(*Cache).Put',
    ]);
  });

  test('no diagram of one side', () => expect(readComment(comment(oneSide(SURE))).diagrams).toEqual([]));

  test('the frames that matched, of issues that are named', () => {
    const text = comment(SURE, { sightings: [sightingOf(3)] });
    expect(folded(text, 'The frames that matched')).toContain(
      'issue 3\n  race 1, exact: innermost frames and their callers\n    write: store.(*Cache).Put ← worker.Run',
    );
  });

  test('what the app saw', () => {
    expect(folded(comment(SURE), 'What the app saw')).toMatch(
      /verdict: new\nno earlier issue .*\nrace 1: lines \d+ to \d+, complete, key rt1:[0-9a-f]{16}, likely rt1:[0-9a-f]{16}\n/,
    );
  });
});

describe('where not all can be compared', () => {
  const cut = oneSide(reportOf({ write: 'b.F', address: '0x00c0000aa000' }));
  test.each<[string, string, string]>([
    ['one side', oneSide(SURE), 'It cannot be compared with earlier issues.'],
    ['one side of two', [oneSide(SURE), cut].join('\n'), 'They cannot be compared with earlier issues.'],
    [
      'a race, and one side of another',
      [SURE, cut].join('\n'),
      'No earlier issue of this repository holds any of them, as far as they can be compared.',
    ],
  ])('%s: nothing more is said of earlier issues', (_, body, expected) => {
    expect(visible(comment(body))).toContain(expected);
  });
});

describe('one side only', () => {
  test('is said, with what helps: no option of the detector, where the text was cut', () => {
    expect(visible(comment(oneSide(SURE)))[0]).toMatch(
      /^\*\*Data race\*\*, of which the text shows one side only: a write in [^.]*\..*\. Add the rest of the report to the text of the issue, and it is read again\.$/,
    );
  });

  test('a stack that the detector lost is told apart', () => {
    const lost = SURE.replace(/(Previous read .*:\n)(?: {2}.*\n)+/, '$1  [failed to restore the stack]\n');
    expect(visible(comment(lost))[0]).toMatch(
      /collides with a read whose stack the detector could not restore\. With `GORACE/,
    );
  });
});

describe('the last report was edited away', () => {
  const memory = { ...NO_MEMORY, comment: { id: 5, digest: 'old' } };
  const [plain, off] = [/no longer holds a race report that can be read\.\n/, /are taken off again\.\n/];
  test.each<[string, SnapshotChange, RegExp]>([
    ['our labels go', {}, off],
    ['it still speaks of a race, and keeps the label', { issue: { title: 'data race in TestX' } }, plain],
    ['we never put labels on', { yaml: 'mode: suggest' }, plain],
  ])('%s', (_, change, expected) => {
    const text = comment('never mind', { memory, ...change });
    expect(text).toMatch(expected);
    expect(readComment(text).strange).toEqual([]);
  });
});

describe('in suggest mode', () => {
  const yaml = 'mode: suggest';
  test('the labels that would fit are listed, with why', () => {
    expect(comment(SURE, { yaml, sightings: [sightingOf(3)] })).toContain(
      'Labels that would fit: `race` – the issue holds a race report; `duplicate` – all its races are those of an older open issue.',
    );
  });

  test('not those that are there, nor those that people took off', () => {
    const memory = { ...NO_MEMORY, handsOff: ['duplicate'] };
    const change = { yaml, memory, issue: { labels: ['Race'] }, sightings: [sightingOf(3)] };
    expect(comment(SURE, change)).not.toContain('Labels that would fit');
  });

  test('where we act there is nothing to suggest', () => expect(comment(SURE)).not.toContain('would fit'));
});

describe('an invalid configuration', () => {
  const yaml = 'mode: obsreve\ncomment: 3\ncreateLabels: x\nignoreLabel: 7\n"@maintainer #1": 1\n';
  const text = comment(SURE, { yaml });

  test('is told with line and column, three problems at most', () => {
    expect(visible(text)[1]).toMatch(
      /^No label is touched while `\.github\/race-triage\.yml` is not valid: line 1, column 7, `mode: /,
    );
    expect(text.match(/line \d+, column \d+, /g)).toHaveLength(3);
    expect(text).toMatch(/^- and 2 more\.$/m);
    expect(readComment(text).strange).toEqual([]);
  });

  test('is not mentioned when it is mended', () => expect(comment(SURE)).not.toContain('not valid'));
});

describe('manners', () => {
  const seven = [1, 2, 3, 4, 5, 6, 7];
  const texts = [
    comment(reportOf()),
    comment(SURE, { yaml: 'mode: suggest', sightings: [sightingOf(3)] }),
    comment(SURE, { yaml: 'mode: x' }),
    comment(reportOf(), { sightings: seven.map((n) => sightingOf(n)) }),
    comment(reportOf(), {
      sightings: seven.map((n) =>
        sightingOf(n, { matches: [{ race: 0, level: n > 3 ? 'likely' : 'one-sided' }] }),
      ),
    }),
    comment(reportOf(), { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'completed' })] }),
    comment([reportOf(), other(1)].join('\n'), { sightings: [sightingOf(3)] }),
    comment([1, 2, 3, 4, 5].map((i) => other(i)).join('\n'), { yaml: 'mode: x', sightings: [sightingOf(3)] }),
    comment(oneSide(reportOf())),
    comment(reportOf({ write: `store.${'W'.repeat(200)}`, read: `api.${'R'.repeat(200)}` })),
  ];

  test('eight lines before the fold, 600 characters where there is one race', () => {
    for (const text of texts) expect(visible(text).length).toBeLessThanOrEqual(8);
    for (const text of texts.filter((one) => !one.includes('data races**'))) {
      expect(shown(text).length).toBeLessThanOrEqual(600);
    }
  });

  test('at most five issues are named', () => {
    const named = texts.map((text) => new Set(text.replace(/\]\([^)]*\)/g, '').match(/#\d+/g)).size);
    expect(Math.max(...named)).toBeLessThanOrEqual(5);
  });

  test('no line begins with the words on which GitHub acts', () => {
    expect(texts.join('\n')).not.toMatch(/^\s*duplicate of/im);
  });

  test('no line is a command', () => {
    expect(texts.flatMap((text) => parseCommands(text))).toEqual([]);
  });

  test('every sentence is one of ours', () => {
    expect(texts.flatMap((text) => readComment(text).strange)).toEqual([]);
  });

  const codeowners = { path: 'CODEOWNERS', text: '* @acme/team' };

  test('owners are named, not called', () => {
    expect(comment(SURE, { facts: { codeowners } })).toContain('owned by `@\u200bacme/team`');
  });

  test('they are called where the configuration asks for it', () => {
    expect(comment(SURE, { facts: { codeowners }, yaml: 'mention: owners' })).toContain(
      'owned by @acme/team –',
    );
  });
});

/** A race that is no relative of the others: functions, goroutines and memory of its own. */
function other(i: number, address = `0x00c0${String(i).padStart(6, '0')}00`): string {
  return reportOf({ write: `p${i}.Put`, read: `q${i}.Get`, address }).replace(
    /oroutine ([89])\b/g,
    (_, digit: string) => `oroutine ${1000 + i * 10 + Number(digit) - 8}`,
  );
}

function oneSide(report: string): string {
  return report.split('\n').slice(0, 7).join('\n');
}
