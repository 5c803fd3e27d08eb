import { describe, expect, test } from '@jest/globals';
import { apply } from '../../src/github/apply.ts';
import { type Comment, type GitHub, GitHubError } from '../../src/github/github.ts';
import { commentDigest } from '../../src/triage/marker.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import type { Effect, IssueMemory } from '../../src/triage/types.ts';
import type { Undo } from '../../src/triage/undo.ts';
import { scripted } from './calls.ts';

const LOCKED = new GitHubError('the issue is locked', 403, false, null);
const DOWN = new GitHubError('GitHub is down', 502, true, null);
const HERS: IssueMemory = {
  ...NO_MEMORY,
  comment: { id: 9, digest: 'old' },
  applied: ['race'],
  handsOff: ['bug'],
};
const yes = () => Promise.resolve();

const LABEL: Effect = { do: 'create-label', name: 'race', color: 'd93f0b', description: 'A race.' };
const ADD: Effect = { do: 'add-labels', labels: ['race', 'dup'] };
const COMMENT: Effect = { do: 'create-comment', body: 'text', digest: 'new' };
const UPDATE: Effect = { do: 'update-comment', id: 9, body: 'text', digest: 'new' };
const OURS: Comment = {
  id: 9,
  body: '',
  author: null,
  app: 1,
  hidden: false,
  edited: false,
  thumbsDown: 0,
  createdAt: '',
};
const EYES: Effect = { do: 'react', comment: 4, with: 'eyes' };

describe('each effect: the call, and what is remembered', () => {
  test.each<[string, Effect, Partial<GitHub>, string, Partial<IssueMemory>, Undo[]?]>([
    [
      'a label is created',
      LABEL,
      { createLabel: yes },
      'createLabel {"name":"race","color":"d93f0b","description":"A race."}',
      {},
    ],
    [
      'labels are added',
      ADD,
      { addLabels: () => Promise.resolve(['bug', 'Race', 'dup']) },
      'addLabels 5 ["race","dup"]',
      { applied: ['race', 'Race', 'dup'] },
      [
        { do: 'remove-label', label: 'Race' },
        { do: 'remove-label', label: 'dup' },
      ],
    ],
    [
      'a label is taken off',
      { do: 'remove-label', label: 'Race' },
      { removeLabel: yes },
      'removeLabel 5 Race',
      { applied: [] },
      [{ do: 'add-label', label: 'Race' }],
    ],
    [
      'a comment is written',
      COMMENT,
      { createComment: () => Promise.resolve({ id: 12 }) },
      'createComment 5 text',
      { comment: { id: 12, digest: 'new' } },
      [{ do: 'delete-comment', id: 12 }],
    ],
    [
      'a comment is edited',
      UPDATE,
      { comment: () => Promise.resolve(OURS), updateComment: () => Promise.resolve(true) },
      'comment 9; updateComment 9 text',
      { comment: { id: 9, digest: 'new' } },
      [{ do: 'restore-comment', id: 9, body: OURS.body, before: commentDigest(OURS.body), after: 'new' }],
    ],
    [
      'a command is answered',
      { do: 'reply', to: 4, body: 'help' },
      { createComment: () => Promise.resolve({ id: 13 }) },
      'createComment 5 help',
      {},
    ],
    [
      'people are assigned, and remembered',
      { do: 'assign', users: ['ann'] },
      { assign: () => Promise.resolve(['Ann']) },
      'assign 5 ["ann"]',
      { assigned: ['ann'] },
      [{ do: 'unassign', users: ['ann'] }],
    ],
    [
      'our comment is deleted',
      { do: 'delete-comment', id: 9 },
      { deleteComment: yes },
      'deleteComment 9',
      {},
    ],
    ['people are taken off', { do: 'unassign', users: ['ann'] }, { unassign: yes }, 'unassign 5 ["ann"]', {}],
    ['an issue is opened again', { do: 'reopen' }, { reopen: yes }, 'reopen 5', {}],
    ['a comment gets a reaction', EYES, { react: yes }, 'react 4 eyes', {}],
  ])('%s', async (_, effect, answers, call, remembered, undo = []) => {
    const { github, calls } = scripted(answers);
    const applied = await apply(github, 5, [effect], HERS);
    expect(calls.join('; ')).toBe(call);
    expect(applied).toEqual({
      memory: { ...HERS, ...remembered },
      done: [effect],
      undo,
      notes: [],
      failure: null,
    });
  });

  test('labels that GitHub drops are noted, and not taken for ours', async () => {
    const { github } = scripted({ addLabels: () => Promise.resolve(['race']) });
    const { memory, notes, failure } = await apply(github, 5, [ADD], NO_MEMORY);
    expect([memory.applied, memory.dropped, notes, failure]).toEqual([
      ['race'],
      ['dup'],
      ['GitHub did not add dup'],
      null,
    ]);
  });

  test('whom GitHub does not assign is noted, and not tried again', async () => {
    const { github } = scripted({ assign: () => Promise.resolve([]) });
    const { memory, notes } = await apply(github, 5, [{ do: 'assign', users: ['ann'] }], NO_MEMORY);
    expect([memory.assigned, notes]).toEqual([['ann'], ['GitHub did not assign ann']]);
  });

  test.each<[string, Partial<GitHub>, string]>([
    ['deleted', { comment: () => Promise.resolve(null) }, 'our comment was deleted'],
    [
      'deleted in the last moment',
      { comment: () => Promise.resolve(OURS), updateComment: () => Promise.resolve(false) },
      'our comment was deleted',
    ],
    ['hidden', { comment: () => Promise.resolve({ ...OURS, hidden: true }) }, 'our comment was hidden'],
  ])('a comment that somebody %s is not written again', async (_, answers, note) => {
    const { github } = scripted(answers);
    const { memory, notes } = await apply(github, 5, [UPDATE], HERS);
    expect(memory).toEqual({ ...HERS, comment: null, commentRefused: true });
    expect(notes).toEqual([note]);
  });
});

describe('failures', () => {
  test.each([LOCKED, DOWN])('%s stops the list, and what was done is kept', async (failure) => {
    const { github, calls } = scripted({
      addLabels: () => Promise.resolve(['race', 'dup']),
      createComment: () => Promise.reject(failure),
    });
    const applied = await apply(github, 5, [ADD, COMMENT, EYES], NO_MEMORY);
    expect(calls).toHaveLength(2);
    expect(applied).toMatchObject({
      memory: { ...NO_MEMORY, applied: ['race', 'dup'] },
      undo: [{ label: 'race' }, { label: 'dup' }],
      done: [ADD],
      notes: [],
      failure,
    });
  });

  test('a reaction that is refused stops nothing', async () => {
    const { github } = scripted({
      react: () => Promise.reject(LOCKED),
      createComment: () => Promise.resolve({ id: 1 }),
    });
    const applied = await apply(github, 5, [EYES, COMMENT], NO_MEMORY);
    expect(applied).toMatchObject({ done: [COMMENT], notes: ['the issue is locked'], failure: null });
  });

  test('a reaction that got no answer is for later, with the rest', async () => {
    const { github, calls } = scripted({ react: () => Promise.reject(DOWN) });
    expect(await apply(github, 5, [EYES, COMMENT], NO_MEMORY)).toMatchObject({ done: [], failure: DOWN });
    expect(calls).toHaveLength(1);
  });

  test('what is no failure of GitHub is a bug, and thrown', async () => {
    const { github } = scripted({});
    await expect(apply(github, 5, [COMMENT], NO_MEMORY)).rejects.toThrow('createComment was not expected');
  });
});
