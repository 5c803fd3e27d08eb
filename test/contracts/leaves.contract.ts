import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import type { IndexedKeys } from '../../src/triage/types.ts';
import { keys, runOf } from './values.ts';

/** Which functions race with which. `store` gives the store of the running test. */
export function leavesContract(store: () => Store): void {
  const race = (a: string, b: string): IndexedKeys => ({ ...keys({ exact: `${a} ${b}` }), leaves: [a, b] });
  const record = (issue: number, races: IndexedKeys[], repository = 1) =>
    store().record(runOf(issue, { races, repository }), 0);

  describe('functions that race with everybody', () => {
    test('are told by how many different partners they were met with', async () => {
      for (const [i, partner] of ['a.A', 'b.B', 'c.C', 'c.C'].entries())
        await record(i + 1, [race('x.copy', partner)]);
      const asked = [race('q.Q', 'r.R'), race('z.Z', 'x.copy')];
      expect(await store().promiscuous(1, asked, 2)).toEqual([1]);
      expect(await store().promiscuous(1, asked, 3)).toEqual([]);
      expect(await store().promiscuous(2, asked, 2)).toEqual([]);
      expect(await store().promiscuous(1, [keys({ exact: 'a' })], 2)).toEqual([]);
    });

    test('an issue that was edited or forgotten counts no more', async () => {
      for (const i of [1, 2, 3]) await record(i, [race('x.copy', `a.F${i}`)]);
      await record(3, [race('x.copy', 'a.F2')]);
      expect(await store().promiscuous(1, [race('x.copy', 'q.Q')], 2)).toEqual([]);
      await record(3, [race('x.copy', 'a.F3')]);
      await store().forgetIssue(1, 3);
      expect(await store().promiscuous(1, [race('x.copy', 'q.Q')], 2)).toEqual([]);
      await store().forgetRepository(1);
      expect(await store().promiscuous(1, [race('x.copy', 'q.Q')], 1)).toEqual([]);
    });
  });

  describe('functions that raced before under other paths', () => {
    const now = race('o/r/new/store.Put', 'o/r/new/api.Get');

    test('are found by their names, whichever side was first; the oldest issue counts', async () => {
      await record(5, [race('o/r/old/api.Get', 'o/r/old/store.Put')]);
      await record(4, [race('o/r/old/store.Put', 'o/r/old/api.Get')]);
      expect(await store().moved(1, 9, [race('q.Q', 'r.R'), now])).toEqual([
        { race: 1, issue: 4, packages: ['o/r/old/store', 'o/r/old/api'] },
      ]);
      expect(await store().moved(2, 9, [now])).toEqual([]);
      expect(await store().moved(1, 4, [now])).toMatchObject([{ issue: 5 }]);
    });

    test.each<[string, IndexedKeys]>([
      ['under the same path', now],
      ['only one of them', race('o/r/old/store.Put', 'o/r/old/api.Other')],
      ['each in another race', race('o/r/old/store.Put', 'q.Q')],
    ])('%s: no', async (_, earlier) => {
      await record(4, [earlier, race('q.Q', 'o/r/old/api.Get')]);
      expect(await store().moved(1, 9, [now])).toEqual([]);
    });

    test('a function that races with itself', async () => {
      await record(4, [race('o/r/old/store.Put', 'o/r/old/store.Put')]);
      expect(await store().moved(1, 9, [race('o/r/new/store.Put', 'o/r/new/store.Put')])).toEqual([
        { race: 0, issue: 4, packages: ['o/r/old/store', 'o/r/old/store'] },
      ]);
    });
  });
}
