import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import type { Answered } from '../../src/triage/allowance.ts';
import type { Act } from '../../src/triage/undo.ts';
import { issueOf } from './values.ts';

/** What we changed last, and what we answered. `store` gives the store of the running test. */
export function actsContract(store: () => Store): void {
  const act = (delivery: string): Act => ({
    delivery,
    at: 1,
    undo: [{ do: 'remove-label', label: 'race' }],
    undoneBy: null,
  });
  const answer = (comment: number, at: number, more: Partial<Answered> = {}): Answered => ({
    comment,
    login: 'somebody',
    at,
    commands: 1,
    complained: false,
    replied: true,
    ...more,
  });

  describe('acts', () => {
    test('the last one of an issue is kept, and no other', async () => {
      expect(await store().act(1, 5)).toBeNull();
      await store().keepAct(1, 5, act('a'));
      await store().keepAct(1, 6, act('b'));
      await store().keepAct(1, 5, act('c'));
      expect(await store().act(1, 5)).toEqual(act('c'));
      expect(await store().act(1, 6)).toEqual(act('b'));
      expect(await store().act(2, 5)).toBeNull();
    });
  });

  describe('answers', () => {
    test('are found from a moment on, the oldest first; what is noted again stands in place', async () => {
      await store().noteAnswer(1, 5, answer(1, 100), 0);
      await store().noteAnswer(1, 5, answer(3, 300), 0);
      await store().noteAnswer(1, 5, answer(2, 200, { complained: true, replied: false }), 0);
      await store().noteAnswer(1, 5, answer(3, 310, { commands: 4 }), 0);
      await store().noteAnswer(1, 6, answer(4, 100), 0);
      expect(await store().answered(1, 5, 200)).toEqual([
        answer(2, 200, { complained: true, replied: false }),
        answer(3, 310, { commands: 4 }),
      ]);
      expect(await store().answered(1, 5, 0)).toHaveLength(3);
      expect(await store().answered(2, 5, 0)).toEqual([]);
    });

    test('of long ago are forgotten', async () => {
      await store().noteAnswer(1, 5, answer(1, 100), 0);
      await store().noteAnswer(1, 5, answer(2, 200), 150);
      expect(await store().answered(1, 5, 0)).toEqual([answer(2, 200)]);
    });
  });

  test('acts and answers go with the issue and with the repository', async () => {
    for (const [repository, issue] of [
      [1, 5],
      [1, 6],
      [2, 5],
    ] as const) {
      await store().note(repository, 1, issueOf(issue));
      await store().keepAct(repository, issue, act('a'));
      await store().noteAnswer(repository, issue, answer(1, 100), 0);
    }
    const left = async (repository: number, issue: number) =>
      [await store().act(repository, issue), ...(await store().answered(repository, issue, 0))].filter(
        Boolean,
      ).length;
    await store().forgetIssue(1, 5);
    await store().forgetRepository(2);
    expect([await left(1, 5), await left(1, 6), await left(2, 5)]).toEqual([0, 2, 0]);
  });
}
