import { describe, expect, test } from '@jest/globals';
import { diff } from '../../src/triage/diff.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { planTriage } from '../../src/triage/plan.ts';
import type { TriagePlan } from '../../src/triage/types.ts';
import { reportOf, sightingOf, type SnapshotChange, snapshotOf } from './build.ts';

const CLOSED = { state: 'closed', stateReason: 'completed', closedAt: '2026-01-15T00:00:00Z' } as const;
const ONE_SIDE = reportOf().split('\n').slice(0, 7).join('\n');

describe('verdicts and labels', () => {
  const rows: [string, string, SnapshotChange, TriagePlan['verdict'], string[]][] = [
    ['no race', 'The build is slow.', {}, 'no-race', []],
    ['a first report', reportOf(), {}, 'new', ['race']],
    ['known and open', reportOf(), { sightings: [sightingOf(3)] }, 'duplicate', ['race', 'duplicate']],
    [
      'fixed and back',
      reportOf(),
      { sightings: [sightingOf(3, CLOSED)] },
      'regression',
      ['race', 'race: regression'],
    ],
    [
      'declined',
      reportOf(),
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'not_planned' })] },
      'declined',
      ['race'],
    ],
    [
      'likely: a link, no label',
      reportOf(),
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })] },
      'likely',
      ['race'],
    ],
    ['one side only', ONE_SIDE, {}, 'incomplete', ['race']],
    [
      'only the title speaks of it',
      'see the build',
      { issue: { title: 'data race in TestX' } },
      'incomplete',
      ['race'],
    ],
    ['a label says leave it', reportOf(), { issue: { labels: ['race-triage: ignore'] } }, 'ignored', []],
    ['a label that people use already', reportOf(), { facts: { labels: ['Race'] } }, 'new', ['Race']],
    [
      'a name of its own',
      reportOf(),
      { yaml: 'labels: { race: kind/data-race }' },
      'new',
      ['kind/data-race'],
    ],
    ['a label switched off', reportOf(), { yaml: 'labels: { race: null }' }, 'new', []],
    ['nothing may be created', reportOf(), { yaml: 'createLabels: false' }, 'new', []],
    [
      'the label of a module',
      reportOf(),
      { yaml: 'modules: [{ name: data, paths: [store, api], labels: [area/data] }]' },
      'new',
      ['race', 'area/data'],
    ],
    [
      'likely, where the repository wants the label for that too',
      reportOf(),
      {
        yaml: 'duplicates: { labelLikely: true }',
        sightings: [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })],
      },
      'likely',
      ['race', 'duplicate'],
    ],
    [
      'the label of a kind of race',
      reportOf({ write: 'store_test.TestA', read: 'store_test.TestB' }),
      { yaml: 'patterns: { labels: { test-only: race/test, map: race/map } }' },
      'new',
      ['race', 'race/test'],
    ],
    [
      'the label of races inside a dependency',
      reportOf().replaceAll('github.com/acme/widgets/store.', 'github.com/other/lib.'),
      { yaml: 'thirdParty: { label: third-party }' },
      'new',
      ['race', 'third-party'],
    ],
  ];
  test.each(rows)('%s', (_, body, change, verdict, labels) => {
    const plan = planTriage(snapshotOf(body, change));
    expect([plan.verdict, plan.labels.map((label) => label.name)]).toEqual([verdict, labels]);
  });
});

describe('when it speaks', () => {
  const known = { sightings: [sightingOf(3)] };
  const comment = { memory: { ...NO_MEMORY, comment: { id: 5, digest: 'old' } } };
  const rows: [string, string, SnapshotChange, RegExp | null][] = [
    ['a readable report, also the first', reportOf(), {}, /No earlier issue/],
    ['one side is readable', ONE_SIDE, {}, /one side only.*Add the rest of the report/s],
    ['no report: silent', 'see the build', { issue: { title: 'data race' } }, null],
    ['no race: silent', 'hello', {}, null],
    ['the last report was edited away', 'hello', comment, /no longer holds a race report/],
    ['told to be silent', reportOf(), { yaml: 'comment: never' }, null],
    ['only when it knows something: new', reportOf(), { yaml: 'comment: known' }, null],
    ['only when it knows something: known', reportOf(), { yaml: 'comment: known', ...known }, /see #3/],
    ['told to leave the issue alone', reportOf(), { issue: { labels: ['race-triage: ignore'] } }, null],
  ];
  test.each(rows)('%s', (_, body, change, expected) => {
    const { comment: text } = planTriage(snapshotOf(body, change));
    if (expected === null) expect(text).toBeNull();
    else expect(text).toMatch(expected);
  });
});

describe('the mode is the stricter of operator and repository', () => {
  test.each<[TriagePlan['mode'], string, TriagePlan['mode']]>([
    ['act', '', 'act'],
    ['observe', '', 'observe'],
    ['act', 'mode: suggest', 'suggest'],
    ['suggest', 'mode: act', 'suggest'],
    ['off', 'mode: act', 'off'],
    ['act', 'mode: nonsense', 'observe'],
    ['off', 'mode: nonsense', 'off'],
  ])('%s and "%s": %s', (ceiling, yaml, mode) => {
    expect(planTriage(snapshotOf(reportOf(), { ceiling, yaml })).mode).toBe(mode);
  });

  test('an invalid configuration says so among the reasons', () => {
    const plan = planTriage(snapshotOf(reportOf(), { yaml: 'mode: nonsense' }));
    expect(plan.because.join()).toContain('configuration is not valid');
  });
});

test('when the last report is edited away, what we put on is taken off', () => {
  const snapshot = snapshotOf('never mind', {
    issue: { labels: ['race', 'bug'] },
    memory: { ...NO_MEMORY, applied: ['race'], comment: { id: 5, digest: 'old' } },
  });
  const effects = diff(planTriage(snapshot), snapshot);
  expect(effects).toMatchObject([
    { do: 'remove-label', label: 'race' },
    { do: 'update-comment', id: 5 },
  ]);
});

test('the same snapshot gives the same plan', () => {
  const snapshot = snapshotOf(reportOf(), { sightings: [sightingOf(3)] });
  expect(planTriage(structuredClone(snapshot))).toEqual(planTriage(snapshot));
});
