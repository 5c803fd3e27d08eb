import { describe, expect, test } from '@jest/globals';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { type Act, actAfter, rememberUndo, type Undo, undoEffects } from '../../src/triage/undo.ts';
import type { Issue, IssueMemory, Suggestion } from '../../src/triage/types.ts';
import { issueOf } from './build.ts';

const act = (...undo: Undo[]): Act => ({ delivery: 'd', at: 1, undo, undoneBy: null });

describe('one act', () => {
  const run = (delivery: string, ...undo: Undo[]) => ({ delivery, at: 2, undo });
  const label: Undo = { do: 'remove-label', label: 'race' };
  const comment: Undo = { do: 'delete-comment', id: 5 };

  test.each<[string, Act | null, ReturnType<typeof run>, Undo[] | null]>([
    ['a run that changed nothing makes none', null, run('d'), null],
    ['a run that changed nothing leaves the last', act(label), run('e'), [label]],
    ['another delivery begins a new one', act(label), run('e', comment), [comment]],
    ['a second try of the same delivery goes on with it', act(label), run('d', comment), [label, comment]],
    [
      'after it was taken back a new one begins',
      { ...act(label), undoneBy: 3 },
      run('d', comment),
      [comment],
    ],
  ])('%s', (_, last, next, expected) => {
    expect(actAfter(last, next)?.undo ?? null).toEqual(expected);
  });
});

describe('taking back', () => {
  interface Row {
    issue?: Partial<Issue>;
    memory?: Partial<IssueMemory>;
    suggestions?: Suggestion[];
    effects: object[];
  }
  const RESTORE: Undo = { do: 'restore-comment', id: 5, body: 'before', before: 'b', after: 'a' };
  const rows: [string, Undo, Row][] = [
    [
      'a label that we put on comes off',
      { do: 'remove-label', label: 'race' },
      {
        issue: { labels: ['Race'] },
        memory: { applied: ['race'] },
        effects: [{ do: 'remove-label', label: 'race' }],
      },
    ],
    [
      'a label that a person put on again stays',
      { do: 'remove-label', label: 'race' },
      { issue: { labels: ['race'] }, memory: { handsOff: ['race'] }, effects: [] },
    ],
    [
      'a label that is gone is gone',
      { do: 'remove-label', label: 'race' },
      { memory: { applied: ['race'] }, effects: [] },
    ],
    [
      'a label that we took off comes back',
      { do: 'add-label', label: 'duplicate' },
      { effects: [{ do: 'add-labels', labels: ['duplicate'] }] },
    ],
    [
      'unless a person decided on it since',
      { do: 'add-label', label: 'duplicate' },
      { memory: { handsOff: ['duplicate'] }, effects: [] },
    ],
    [
      'our comment is deleted',
      { do: 'delete-comment', id: 5 },
      { memory: { comment: { id: 5, digest: 'a' } }, effects: [{ do: 'delete-comment', id: 5 }] },
    ],
    ['a comment that a person deleted is gone', { do: 'delete-comment', id: 5 }, { effects: [] }],
    [
      'an edited comment says again what it said',
      RESTORE,
      {
        memory: { comment: { id: 5, digest: 'a' } },
        effects: [{ do: 'update-comment', id: 5, body: 'before', digest: 'b' }],
      },
    ],
    [
      'a comment that says something else by now stays',
      RESTORE,
      { memory: { comment: { id: 5, digest: 'z' } }, effects: [] },
    ],
    [
      'those who are still assigned are taken off',
      { do: 'unassign', users: ['ann', 'ben'] },
      { issue: { assignees: ['Ann', 'eve'] }, effects: [{ do: 'unassign', users: ['ann'] }] },
    ],
    [
      'an issue closed as a duplicate is opened again',
      { do: 'reopen', reason: 'duplicate' },
      { issue: { state: 'closed', stateReason: 'duplicate' }, effects: [{ do: 'reopen' }] },
    ],
    [
      'one that people closed for another reason stays closed',
      { do: 'reopen', reason: 'duplicate' },
      { issue: { state: 'closed', stateReason: 'completed' }, effects: [] },
    ],
    [
      'proposals that nobody answered are withdrawn',
      { do: 'withdraw', labels: ['race', 'duplicate'] },
      {
        suggestions: [
          { id: 1, label: 'race', state: 'pending' },
          { id: 2, label: 'duplicate', state: 'settled' },
          { id: 3, label: 'other', state: 'pending' },
        ],
        effects: [{ do: 'withdraw-suggestion', id: 1, label: 'race' }],
      },
    ],
  ];
  test.each(rows)('%s', (_, undo, { issue, memory, suggestions = null, effects }) => {
    const there = { issue: issueOf(issue), memory: { ...NO_MEMORY, ...memory }, suggestions };
    expect(undoEffects(act(undo), there)).toEqual(effects);
  });

  test('goes from the youngest change to the oldest', () => {
    const memory = { ...NO_MEMORY, applied: ['race'], comment: { id: 5, digest: 'a' } };
    const there = { issue: issueOf({ labels: ['race'] }), memory, suggestions: null };
    const effects = undoEffects(
      act({ do: 'remove-label', label: 'race' }, { do: 'delete-comment', id: 5 }),
      there,
    );
    expect(effects.map((effect) => effect.do)).toEqual(['delete-comment', 'remove-label']);
  });
});

test('what was taken back is remembered as people’s word', () => {
  const memory: IssueMemory = { ...NO_MEMORY, applied: ['race'], comment: { id: 5, digest: 'a' } };
  expect(rememberUndo(memory, act({ do: 'remove-label', label: 'race' }))).toMatchObject({
    applied: [],
    handsOff: ['race'],
  });
  expect(rememberUndo(memory, act({ do: 'delete-comment', id: 5 }))).toMatchObject({
    comment: null,
    commentRefused: true,
  });
  const restored: Undo = { do: 'restore-comment', id: 5, body: '', before: 'b', after: 'a' };
  expect(rememberUndo(memory, act(restored))).toMatchObject({ refusedDigest: 'a' });
});
