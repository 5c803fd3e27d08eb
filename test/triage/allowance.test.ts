import { describe, expect, test } from '@jest/globals';
import { ALLOWANCE_TIME, allowanceOf, type Answered } from '../../src/triage/allowance.ts';

let comment = 0;
const answered = (more: Partial<Answered> = {}): Answered => ({
  comment: ++comment,
  login: 'somebody',
  at: 0,
  commands: 0,
  complained: false,
  replied: false,
  ...more,
});
const many = (count: number, more: Partial<Answered>) => Array.from({ length: count }, () => answered(more));
const asker = { comment: 99_999, login: 'Somebody' };

describe('what an answer may do', () => {
  test.each<[string, Answered[], object]>([
    ['the first of the hour: everything', [], { commands: 30, complain: true, reply: true }],
    [
      'told once what was wrong: not again',
      [answered({ complained: true, replied: true })],
      { complain: false, reply: true },
    ],
    [
      'somebody else was told',
      [answered({ complained: true, replied: true, login: 'other' })],
      { complain: true },
    ],
    [
      'ten replies on the issue: no more',
      many(10, { replied: true, login: 'other' }),
      { complain: false, reply: false },
    ],
    ['thirty commands on the issue: no more', many(10, { commands: 3 }), { commands: 0 }],
    ['not quite thirty', many(9, { commands: 3 }), { commands: 3 }],
  ])('%s', (_, log, expected) => {
    expect(allowanceOf(log, asker)).toMatchObject(expected);
  });

  test('what was noted on an earlier try of the same comment stands', () => {
    const before = answered({ comment: asker.comment, commands: 2, complained: true, replied: true });
    const log = [...many(12, { replied: true, commands: 30 }), before];
    expect(allowanceOf(log, asker)).toEqual({ commands: 2, complain: true, reply: true });
  });
});

/** Plays comments of one second each through the allowance, and keeps what was noted for the hour. */
function play(count: number, login: (i: number) => string): { replies: number; complaints: number } {
  let log: Answered[] = [];
  const told = { replies: 0, complaints: 0 };
  for (let i = 0; i < count; i++) {
    const at = i * 1_000;
    log = log.filter((one) => one.at > at - ALLOWANCE_TIME);
    const { complain } = allowanceOf(log, { comment: i, login: login(i) });
    told.replies += complain ? 1 : 0;
    told.complaints += complain ? 1 : 0;
    log.push({ comment: i, login: login(i), at, commands: 0, complained: complain, replied: complain });
  }
  return told;
}

test('a thousand bad commands in one issue: one word to one person, ten to a thousand people', () => {
  expect(play(1_000, () => 'somebody').complaints).toBe(1);
  expect(play(1_000, (i) => `person${i}`).replies).toBe(10);
  // Over four hours, the same once an hour.
  expect(play(4 * 3_600, () => 'somebody').complaints).toBe(4);
});
