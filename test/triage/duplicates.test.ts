import { describe, expect, test } from '@jest/globals';
import { relate } from '../../src/triage/duplicates.ts';
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
      'only duplicates of something else: nothing to point at',
      [sightingOf(4, { duplicateOf: 2 })],
      { verdict: 'new' },
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
