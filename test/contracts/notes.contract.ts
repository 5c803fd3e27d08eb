import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { runOf } from './values.ts';

/** What was said of a configuration. `store` gives the store of the running test. */
export function notesContract(store: () => Store): void {
  const noted = (repository: number) => store().noted(repository);

  describe('the issue that says that the configuration is not valid', () => {
    test('is one a repository, until it is dropped', async () => {
      expect(await noted(1)).toBeNull();
      await store().keepNoted(1, 5);
      await store().keepNoted(1, 6);
      await store().keepNoted(2, 7);
      expect([await noted(1), await noted(2)]).toEqual([6, 7]);
      await store().dropNoted(1);
      expect([await noted(1), await noted(2)]).toEqual([null, 7]);
    });

    test('is forgotten with that issue, its repository, its installation, and with no other', async () => {
      for (const repository of [1, 2, 3, 4]) {
        await store().record(runOf(1, { repository, installation: repository }), 0);
        await store().keepNoted(repository, 1);
      }
      await store().forgetIssue(1, 2);
      expect(await noted(1)).toBe(1);
      await store().forgetIssue(1, 1);
      await store().forgetRepository(2);
      await store().forgetInstallation(3, 0);
      expect([await noted(1), await noted(2), await noted(3), await noted(4)]).toEqual([null, null, null, 1]);
    });

    test('outlives what was read of the repository', async () => {
      await store().keepNoted(1, 5);
      await store().dropFactsBefore(1_000, 1_000);
      await store().prune(1_000);
      expect(await noted(1)).toBe(5);
    });
  });
}
