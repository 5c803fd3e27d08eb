import { describe, expect, test } from '@jest/globals';
import { relate, type Said } from '../../src/triage/duplicates.ts';
import type { Ruling } from '../../src/triage/ruling.ts';
import type { Sighting } from '../../src/triage/types.ts';
import { issueOf, reportOf, sightingOf, snapshotOf } from './build.ts';

const one = snapshotOf(reportOf()).races;
const two = snapshotOf([reportOf(), reportOf({ write: 'db.(*Tx).Commit' })].join('\n')).races;

const CLOSED = { state: 'closed', stateReason: 'completed', closedAt: '2026-01-15T00:00:00Z' } as const;

describe('one race', () => {
  const rows: [string, Sighting[], object][] = [
    ['nobody had it', [], { verdict: 'new' }],
    ['an open issue has it', [sightingOf(3)], { verdict: 'duplicate', target: 3 }],
    [
      'of several open issues the oldest is the centre',
      [sightingOf(5), sightingOf(3), sightingOf(4)],
      { verdict: 'duplicate', target: 3 },
    ],
    ['a newer open issue never is', [sightingOf(12)], { verdict: 'new' }],
    [
      'an issue that is itself a duplicate is never pointed at',
      [sightingOf(4, { duplicateOf: 3 }), sightingOf(3)],
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'whoever it repeated holds another race by now: neither is pointed at',
      [sightingOf(4, { duplicateOf: 3 }), sightingOf(3, { matches: [{ race: 0, level: 'one-sided' }] })],
      { verdict: 'related', target: null },
    ],
    [
      'what it repeated was deleted: it stands for itself again',
      [sightingOf(4, { duplicateOf: 2 })],
      { verdict: 'duplicate', target: 4 },
    ],
    [
      'closed, and what it repeated is not known: nothing to point at',
      [sightingOf(4, { ...CLOSED, duplicateOf: 2 })],
      { verdict: 'new' },
    ],
    [
      'it was fixed, and a newer issue that came first has it, too: it is back here',
      [sightingOf(3, CLOSED), sightingOf(12)],
      { verdict: 'regression', target: 3 },
    ],
    ['it was fixed: it is back', [sightingOf(3, CLOSED)], { verdict: 'regression', target: 3 }],
    [
      'an open issue counts more than a fixed one',
      [sightingOf(2, CLOSED), sightingOf(3)],
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'closed as not planned: declined, no regression',
      [sightingOf(3, { ...CLOSED, stateReason: 'not_planned' })],
      { verdict: 'declined', target: 3 },
    ],
    [
      'of several closed ones the last closed speaks',
      [
        sightingOf(2, { ...CLOSED, stateReason: 'not_planned' }),
        sightingOf(3, { ...CLOSED, closedAt: '2026-01-20T00:00:00Z' }),
      ],
      { verdict: 'regression', target: 3 },
    ],
    [
      'fixed after this issue was opened: the old report is no regression',
      [sightingOf(3, { ...CLOSED, closedAt: '2026-03-01T00:00:00Z' })],
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'closed as a duplicate: no target',
      [sightingOf(3, { ...CLOSED, stateReason: 'duplicate' })],
      { verdict: 'new' },
    ],
    [
      'only the leaves agree: likely, and nothing is done',
      [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })],
      { verdict: 'likely', likely: [3] },
    ],
    [
      'the goroutines have one origin: related',
      [sightingOf(3, { matches: [{ race: 0, level: 'fork-point' }] })],
      { verdict: 'related', related: [{ number: 3, level: 'fork-point' }] },
    ],
    [
      'one side agrees: related',
      [sightingOf(3, { matches: [{ race: 0, level: 'one-sided' }] })],
      { verdict: 'related', related: [{ number: 3, level: 'one-sided' }] },
    ],
    [
      'at most three related issues are shown',
      [1, 2, 3, 4, 5].map((n) => sightingOf(n, { matches: [{ race: 0, level: 'one-sided' }] })),
      { verdict: 'related', related: [1, 2, 3].map((number) => ({ number, level: 'one-sided' })) },
    ],
  ];
  test.each(rows)('%s', (_, sightings, expected) => {
    expect(short(relate(issueOf(), one, sightings))).toMatchObject(expected);
  });
});

describe('two races', () => {
  const rows: [string, Sighting[], object][] = [
    [
      'both in one open issue: a duplicate',
      [
        sightingOf(3, {
          matches: [
            { race: 0, level: 'exact' },
            { race: 1, level: 'exact' },
          ],
        }),
      ],
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'one of them: shares a race, and is no duplicate',
      [sightingOf(3)],
      { verdict: 'related', target: null, related: [{ number: 3, level: 'shares-race' }] },
    ],
    [
      'each in another issue: no duplicate of either',
      [sightingOf(3), sightingOf(4, { matches: [{ race: 1, level: 'exact' }] })],
      {
        verdict: 'related',
        target: null,
        related: [
          { number: 3, level: 'shares-race' },
          { number: 4, level: 'shares-race' },
        ],
      },
    ],
  ];
  test.each(rows)('%s', (_, sightings, expected) => {
    expect(short(relate(issueOf(), two, sightings))).toMatchObject(expected);
  });
});

/** In issue `issue` a person with rights said that its race is `kind` as that of `other`. */
function said(issue: number, kind: 'same' | 'different', other: number, hour = 1): Ruling {
  const at = `2026-02-01T0${hour}:00:00Z`;
  return { kind, issue, other, by: 'maintainer', rights: 'triage', at, comment: hour };
}
const LIKELY = { matches: [{ race: 0, level: 'likely' }] } as const;
const card = (issue: number, change: Partial<Sighting> = {}) => sightingOf(issue, { matches: [], ...change });

describe('what people said counts more than any key', () => {
  const rows: [string, Sighting[], Said, object][] = [
    [
      'it repeats an issue with another key',
      [],
      { rulings: [said(10, 'same', 4)], linked: [card(4)] },
      { verdict: 'duplicate', target: 4 },
    ],
    [
      'it repeats an issue that was fixed',
      [],
      { rulings: [said(10, 'same', 4)], linked: [card(4, CLOSED)] },
      { verdict: 'regression', target: 4 },
    ],
    [
      'it repeats a newer one, which people made the centre',
      [],
      { rulings: [said(10, 'same', 14)], linked: [card(14)] },
      { verdict: 'duplicate', target: 14 },
    ],
    [
      'it repeats one that itself repeats another: the centre is shown',
      [],
      { rulings: [said(10, 'same', 4), said(4, 'same', 2)], linked: [card(4), card(2)] },
      { verdict: 'duplicate', target: 2 },
    ],
    ['it repeats one that is gone', [], { rulings: [said(10, 'same', 4)] }, { verdict: 'new', target: null }],
    [
      'an issue with the same key was sent elsewhere: this one follows',
      [sightingOf(5)],
      { rulings: [said(5, 'same', 3)], linked: [card(3)] },
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'an issue with the same key was sent to this one: it is the centre',
      [sightingOf(5)],
      { rulings: [said(5, 'same', 10)] },
      { verdict: 'new', target: null },
    ],
    [
      'it repeats a newer one that we took for its repetition: what we found gives way',
      [sightingOf(14, { duplicateOf: 10 })],
      { rulings: [said(10, 'same', 14)] },
      { verdict: 'duplicate', target: 14 },
    ],
    [
      'that newer one was closed as a duplicate: neither is pointed at',
      [sightingOf(14, { ...CLOSED, stateReason: 'duplicate', duplicateOf: 10 })],
      { rulings: [said(10, 'same', 14)] },
      { verdict: 'new', target: null },
    ],
    [
      'the oldest was sent to one that we took for its repetition: that is the centre now',
      [sightingOf(3), sightingOf(4, { duplicateOf: 3 }), sightingOf(5, { duplicateOf: 3 })],
      { rulings: [said(3, 'same', 5)] },
      { verdict: 'duplicate', target: 5 },
    ],
    [
      'two were sent round in a circle by what we found: the older of the named is the centre',
      [sightingOf(2, { duplicateOf: 8 }), sightingOf(3), sightingOf(5, { duplicateOf: 8 }), sightingOf(8)],
      { rulings: [said(3, 'same', 5), said(8, 'same', 2)] },
      { verdict: 'duplicate', target: 2 },
    ],
    [
      'people declared a circle: it points at nobody',
      [sightingOf(5)],
      { rulings: [said(5, 'same', 3), said(3, 'same', 5)], linked: [card(3)] },
      { verdict: 'new', target: null },
    ],
    [
      'the race is not that of the issue with the same key: nor of others with it',
      [sightingOf(3), sightingOf(4)],
      { rulings: [said(10, 'different', 3)] },
      { verdict: 'new', target: null, likely: [], related: [] },
    ],
    [
      'said in the other issue it holds as well',
      [sightingOf(3)],
      { rulings: [said(3, 'different', 10)] },
      { verdict: 'new', target: null },
    ],
    [
      'and is taken back',
      [sightingOf(3)],
      { rulings: [said(10, 'different', 3), said(10, 'same', 3, 2)] },
      { verdict: 'duplicate', target: 3 },
    ],
    [
      'the race is not that of the centre: nor of those that repeat it',
      [sightingOf(5, { duplicateOf: 3 })],
      { rulings: [said(10, 'different', 3)], linked: [card(3)] },
      { verdict: 'new', target: null },
    ],
    [
      'two that hold this race were told apart: both are shown, none is acted on',
      [sightingOf(3), sightingOf(4)],
      { rulings: [said(4, 'different', 3)] },
      { verdict: 'likely', target: null, likely: [3, 4] },
    ],
    [
      'two that were told apart, and one that repeats the first: it is not shown',
      [sightingOf(3), sightingOf(4), sightingOf(5, { duplicateOf: 3 })],
      { rulings: [said(4, 'different', 3)] },
      { verdict: 'likely', target: null, likely: [3, 4] },
    ],
    [
      'a likely one that was ruled out is not shown',
      [sightingOf(3, LIKELY), sightingOf(4, LIKELY)],
      { rulings: [said(10, 'different', 3)] },
      { verdict: 'likely', likely: [4] },
    ],
  ];
  test.each(rows)('%s', (_, sightings, context, expected) => {
    expect(short(relate(issueOf(), one, sightings, context))).toMatchObject(expected);
  });

  test('an author’s word holds in the author’s issue only', () => {
    const word = { ...said(10, 'different', 3), rights: 'author' } as const;
    const context = { rulings: [word] };
    expect(relate(issueOf(), one, [sightingOf(3)], context).verdict).toBe('new');
    expect(relate(issueOf({ number: 11 }), one, [sightingOf(3), sightingOf(10)], context)).toMatchObject({
      verdict: 'duplicate',
      target: { issue: 3 },
    });
  });
});

describe('links', () => {
  test('of likely and related issues lead to the centre, each once', () => {
    const found = [
      sightingOf(3, { ...LIKELY, duplicateOf: 2 }),
      sightingOf(4, { ...LIKELY, duplicateOf: 2 }),
      sightingOf(5, { matches: [{ race: 0, level: 'fork-point' }], duplicateOf: 1 }),
    ];
    const relation = relate(issueOf(), one, found, { linked: [card(2), card(1)] });
    expect(short(relation)).toMatchObject({ likely: [2], related: [{ number: 1, level: 'fork-point' }] });
  });

  test('never lead to the issue itself, nor to one closed as a duplicate of nobody knows what', () => {
    const found = [
      sightingOf(3, { ...LIKELY, duplicateOf: 10 }),
      sightingOf(4, { ...LIKELY, state: 'closed', stateReason: 'duplicate' }),
    ];
    expect(short(relate(issueOf(), one, found))).toMatchObject({ verdict: 'new', likely: [] });
  });

  test('are not made by a leaf that races with everybody, unless more agrees', () => {
    const found = [
      sightingOf(3, LIKELY),
      sightingOf(4, { matches: [{ race: 0, level: 'one-sided' }] }),
      sightingOf(5, { matches: [{ race: 0, level: 'fork-point' }] }),
    ];
    const relation = short(relate(issueOf(), one, found, { promiscuous: [0] }));
    expect(relation).toMatchObject({ likely: [], related: [{ number: 5, level: 'fork-point' }] });
    expect(short(relate(issueOf(), one, [sightingOf(3)], { promiscuous: [0] })).target).toBe(3);
  });
});

test.each<[string, Partial<Sighting>]>([
  ['the same', {}],
  ['a race that is likely the same', { matches: [{ race: 0, level: 'likely' }] }],
  ['a race with the same fork point', { matches: [{ race: 0, level: 'fork-point' }] }],
])('newer issues with %s change nothing of what is said: whether they are known yet is chance', (_, more) => {
  const said = (sightings: Sighting[]) => relate(issueOf(), one, sightings);
  expect(said([sightingOf(12, more), sightingOf(13, more)])).toEqual(said([]));
});

test('every relation says why', () => {
  expect(relate(issueOf(), one, [sightingOf(3)]).because).toEqual([
    'issue 3 is open and holds the same race',
  ]);
  expect(relate(issueOf(), one, []).because).toEqual(['no earlier issue of this repository holds this race']);
});

function short(relation: ReturnType<typeof relate>) {
  return {
    ...relation,
    target: relation.target?.issue ?? null,
    likely: relation.likely.map(({ number }) => number),
  };
}
