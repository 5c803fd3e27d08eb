import { describe, expect, test } from '@jest/globals';
import {
  ignoreRuling,
  moduleRuling,
  opinionOn,
  type PairRuling,
  type Ruling,
  statedDuplicateOf,
} from '../../src/triage/ruling.ts';

/** `said('7 same 3', 2)`: in issue 7 somebody said at hour 2 that it repeats issue 3. */
function said(words: string, hour: number, rights: 'triage' | 'author' = 'triage'): PairRuling {
  const [issue, kind, other] = words.split(' ');
  return {
    kind: kind === 'same' ? 'same' : 'different',
    issue: Number(issue),
    other: Number(other),
    by: 'maintainer',
    rights,
    at: `2026-01-01T0${hour}:00:00Z`,
    comment: hour,
  };
}

describe('what people said of two issues', () => {
  test.each<[string, PairRuling[], string | null]>([
    ['nothing', [], null],
    ['of others', [said('7 same 4', 1)], null],
    ['that they are the same', [said('7 same 3', 1)], 'same'],
    ['in the other issue', [said('3 different 7', 1)], 'different'],
    ['and took it back', [said('7 same 3', 1), said('7 different 3', 2)], 'different'],
    ['and took it back in the other issue', [said('7 different 3', 1), said('3 same 7', 2)], 'same'],
    ['read in another order', [said('7 different 3', 2), said('7 same 3', 1)], 'different'],
    ['an author alone, in the own issue', [said('7 different 3', 1, 'author')], 'different'],
    ['an author alone, in the other issue: none of our business', [said('3 different 7', 1, 'author')], null],
    [
      'an author, after somebody with triage rights: theirs binds',
      [said('7 same 3', 1), said('7 different 3', 2, 'author')],
      'same',
    ],
  ])('%s', (_, rulings, expected) => {
    expect(opinionOn(rulings, 7, 3)?.kind ?? null).toBe(expected);
  });
});

describe('the issue that people said one repeats', () => {
  test.each<[string, PairRuling[], number | null]>([
    ['nobody said so', [said('3 same 7', 1)], null],
    ['one', [said('7 same 3', 1)], 3],
    ['of two, the one named last', [said('7 same 3', 1), said('7 same 4', 2)], 4],
    ['taken back', [said('7 same 3', 1), said('7 different 3', 2)], null],
    [
      'the last one taken back: the one before stands',
      [said('7 same 3', 1), said('7 same 4', 2), said('7 different 4', 3)],
      3,
    ],
  ])('%s', (_, rulings, expected) => {
    expect(statedDuplicateOf(rulings, 7)?.other ?? null).toBe(expected);
  });
});

describe('rulings on one issue', () => {
  const base = { issue: 7, by: 'maintainer', rights: 'triage', comment: 1 } as const;
  const rulings: Ruling[] = [
    { ...base, kind: 'module', module: 'store', at: '2026-01-01T01:00:00Z' },
    { ...base, kind: 'module', module: null, at: '2026-01-01T02:00:00Z' },
    { ...base, kind: 'ignore', ignore: true, at: '2026-01-01T01:00:00Z' },
  ];

  test('the last word on the module counts, also that there is none', () => {
    expect(moduleRuling(rulings.slice(0, 1), 7)?.module).toBe('store');
    expect(moduleRuling(rulings, 7)).toMatchObject({ module: null });
    expect(moduleRuling(rulings, 8)).toBeNull();
  });

  test('an issue is left alone until somebody takes it back', () => {
    expect(ignoreRuling(rulings, 7)).not.toBeNull();
    const back: Ruling = { ...base, kind: 'ignore', ignore: false, at: '2026-01-01T03:00:00Z' };
    expect(ignoreRuling([...rulings, back], 7)).toBeNull();
    expect(ignoreRuling(rulings, 8)).toBeNull();
  });
});
