import { expect, test } from '@jest/globals';
import { forgetRefusals, NO_MEMORY, noticeRemovals, rememberLabel } from '../../src/triage/memory.ts';
import type { IssueMemory } from '../../src/triage/types.ts';

type Labels = Pick<IssueMemory, 'applied' | 'handsOff'>;

test.each<[string, Labels, string, boolean, Labels]>([
  [
    'a person takes ours off: hands off',
    { applied: ['race'], handsOff: [] },
    'race',
    false,
    { applied: [], handsOff: ['race'] },
  ],
  [
    'our own adding, heard late, changes nothing',
    { applied: ['race'], handsOff: [] },
    'Race',
    true,
    { applied: ['race'], handsOff: [] },
  ],
  [
    'a person puts one on: it is theirs',
    { applied: [], handsOff: [] },
    'race',
    true,
    { applied: [], handsOff: ['race'] },
  ],
  [
    'taken off and put on again: still theirs',
    { applied: [], handsOff: ['race'] },
    'race',
    true,
    { applied: [], handsOff: ['race'] },
  ],
  [
    'a label we never had, taken off',
    { applied: [], handsOff: [] },
    'bug',
    false,
    { applied: [], handsOff: ['bug'] },
  ],
])('%s', (_, known, label, present, expected) => {
  expect(rememberLabel({ ...NO_MEMORY, ...known }, label, present)).toEqual({ ...NO_MEMORY, ...expected });
});

test('a label of ours that is gone was taken off, even if nobody told us', () => {
  const memory = noticeRemovals({ ...NO_MEMORY, applied: ['race', 'duplicate'] }, ['RACE']);
  expect(memory).toEqual({ ...NO_MEMORY, applied: ['race'], handsOff: ['duplicate'] });
});

test('a label of ours that is gone because we set out to take it off is nobody’s no', () => {
  const memory = noticeRemovals({ ...NO_MEMORY, applied: ['race', 'Duplicate'] }, ['race'], ['duplicate']);
  expect(memory).toEqual({ ...NO_MEMORY, applied: ['race'] });
});

test('force forgets every refusal and nothing else', () => {
  const memory = {
    ...NO_MEMORY,
    applied: ['race'],
    handsOff: ['duplicate'],
    commentRefused: true,
    refusedDigest: 'd',
  };
  expect(forgetRefusals(memory)).toEqual({ ...NO_MEMORY, applied: ['race'], refusedDigest: '' });
});
