import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { delivery } from './values.ts';

/** What came. `store` gives the store of the running test. */
export function ledgerContract(store: () => Store): void {
  describe('the ledger', () => {
    test('knows deliveries by the id that GitHub gave them, also when they are done', async () => {
      await store().put(delivery('guid-1 issues.opened [1,2]'), 0);
      await store().put(delivery('guid-10 issues.opened [1,3]', { issue: 2 }), 0);
      const job = await store().claim(0, 1);
      if (job) await store().finish(job, 0);
      expect(await store().stored(['guid-1', 'guid-10', 'guid-100', 'guid'])).toEqual(
        new Set(['guid-1', 'guid-10']),
      );
      expect(await store().stored([])).toEqual(new Set());
    });

    test('a turn is taken once within its time, and tells how far the last one came', async () => {
      const turns = await Promise.all([1, 2, 3].map(() => store().takeTurn('look', 10_000, 5_000)));
      expect(turns.filter((done) => done !== null)).toEqual([0]);
      await store().endTurn('look', 9_000);
      expect(await store().takeTurn('look', 14_999, 5_000)).toBeNull();
      expect(await store().takeTurn('other', 14_999, 5_000)).toBe(0);
      expect(await store().takeTurn('look', 15_000, 5_000)).toBe(9_000);
      expect(await store().takeTurn('look', 15_000, 0)).toBe(9_000);
    });
  });
}
