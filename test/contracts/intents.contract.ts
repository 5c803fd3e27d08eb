import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { runOf } from './values.ts';

/** What is under way. `store` gives the store of the running test. */
export function intentsContract(store: () => Store): void {
  const intent = (repository = 1, issue = 1, what = 'comment') => store().intent(repository, issue, what);

  describe('intents', () => {
    test('an intent stands until it is dropped, the youngest word counts, and no other is touched', async () => {
      expect(await intent()).toBeNull();
      await store().intend(1, 1, 'comment', 500);
      await store().intend(1, 1, 'comment', 700);
      await store().intend(1, 1, 'reply 5', 800);
      expect([await intent(), await intent(1, 1, 'reply 5'), await intent(1, 2), await intent(2)]).toEqual([
        700,
        800,
        null,
        null,
      ]);
      await store().dropIntent(1, 1, 'comment');
      expect([await intent(), await intent(1, 1, 'reply 5')]).toEqual([null, 800]);
    });

    test('it goes with its issue, its repository, its installation, and when it is old', async () => {
      for (const repository of [1, 2, 3]) {
        await store().record(runOf(1, { repository, installation: repository }), 0);
        await store().intend(repository, 1, 'comment', 500);
      }
      await store().forgetIssue(1, 1);
      await store().forgetRepository(2);
      await store().forgetInstallation(3, 0);
      expect([await intent(1), await intent(2), await intent(3)]).toEqual([null, null, null]);
      await store().intend(1, 1, 'comment', 500);
      await store().prune(500);
      expect(await intent()).toBe(500);
      await store().prune(501);
      expect(await intent()).toBeNull();
    });
  });
}
