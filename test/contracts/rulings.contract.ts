import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import type { PairRuling, Ruling } from '../../src/triage/ruling.ts';
import { INSTALLATION, issueOf, keys, runOf } from './values.ts';

/** What people told us, and who repeats whom. `store` gives the store of the running test. */
export function rulingsContract(store: () => Store): void {
  const pair = (issue: number, other: number, more: Partial<PairRuling> = {}): PairRuling => ({
    kind: 'same',
    issue,
    other,
    by: 'maintainer',
    rights: 'triage',
    at: '2026-01-01T00:00:00Z',
    comment: 1,
    ...more,
  });

  describe('rulings', () => {
    test('are found from both ends, and in no other repository', async () => {
      await store().rule(1, pair(7, 3));
      expect(await store().rulings(1, [7])).toEqual([pair(7, 3)]);
      expect(await store().rulings(1, [3, 99])).toEqual([pair(7, 3)]);
      expect(await store().rulings(1, [5])).toEqual([]);
      expect(await store().rulings(1, [])).toEqual([]);
      expect(await store().rulings(2, [7, 3])).toEqual([]);
    });

    test('the last word replaces the one before, in whatever order they are read', async () => {
      const later = pair(7, 3, { kind: 'different', at: '2026-01-02T00:00:00Z', comment: 2 });
      await store().rule(1, later);
      await store().rule(1, pair(7, 3));
      await store().rule(1, later);
      expect(await store().rulings(1, [7])).toEqual([later]);
      const sameSecond = pair(7, 3, { at: later.at, comment: 3 });
      await store().rule(1, sameSecond);
      expect(await store().rulings(1, [7])).toEqual([sameSecond]);
    });

    test('of an author and of somebody with rights stand side by side, and so do subjects', async () => {
      const all: Ruling[] = [
        pair(7, 3),
        pair(7, 4, { comment: 2 }),
        pair(7, 3, { kind: 'different', rights: 'author', comment: 3 }),
        {
          kind: 'module',
          module: 'a \0 b',
          issue: 7,
          by: 'm',
          rights: 'triage',
          at: pair(7, 3).at,
          comment: 4,
        },
        { kind: 'ignore', ignore: true, issue: 7, by: 'm', rights: 'triage', at: pair(7, 3).at, comment: 5 },
      ];
      for (const ruling of all) await store().rule(1, ruling);
      expect(await store().rulings(1, [7])).toEqual(all);
    });

    test('go with either issue, with the repository and with the installation', async () => {
      for (const repository of [1, 2, 3]) {
        await store().note(repository, repository === 3 ? 5 : INSTALLATION, issueOf(3));
        for (const ruling of [pair(7, 3), pair(8, 7), pair(9, 4)]) await store().rule(repository, ruling);
      }
      await store().forgetIssue(1, 7);
      expect(await store().rulings(1, [3, 4, 7, 8, 9])).toEqual([pair(9, 4)]);
      await store().forgetRepository(2);
      expect(await store().rulings(2, [3, 4, 7, 8, 9])).toEqual([]);
      await store().forgetInstallation(5, 0);
      expect(await store().rulings(3, [3, 4, 7, 8, 9])).toEqual([]);
      expect(await store().rulings(1, [9])).toHaveLength(1);
    });
  });

  describe('who repeats whom', () => {
    const record = (...run: Parameters<typeof runOf>) => store().record(runOf(...run), 0);

    test('a card tells of an issue what a sighting does, without matches', async () => {
      await record(5, { memory: { duplicateOf: 2 }, issue: { title: 'Race', state: 'closed' } });
      expect(await store().cards(1, [5, 6])).toEqual([
        {
          issue: 5,
          title: 'Race',
          state: 'closed',
          stateReason: null,
          createdAt: issueOf(5).createdAt,
          closedAt: null,
          duplicateOf: 2,
          matches: [],
        },
      ]);
      expect(await store().cards(1, [])).toEqual([]);
      expect(await store().cards(2, [5])).toEqual([]);
    });

    test('an issue that people point at is known from then on; one that is known stays as it is', async () => {
      await store().note(1, INSTALLATION, issueOf(4, { title: 'first', state: 'closed' }));
      await store().note(1, INSTALLATION, issueOf(4, { title: 'second' }));
      expect(await store().cards(1, [4])).toMatchObject([{ issue: 4, title: 'first', state: 'closed' }]);
      await record(5, { memory: { applied: ['race'] } });
      await store().note(1, INSTALLATION, issueOf(5));
      expect((await store().issue(1, 5))?.memory.applied).toEqual(['race']);
    });

    test('neighbours repeat the issue, or hold one of its races; the youngest first', async () => {
      await record(2, { races: [keys({ exact: 'a', fork: 'f' })] });
      await record(3, { memory: { duplicateOf: 2 } });
      await record(4, { races: [keys({ fork: 'f' })], memory: { duplicateOf: 2 } });
      await record(5, { races: [keys({ exact: 'b' })] });
      await record(6, { repository: 2, races: [keys({ exact: 'a' })], memory: { duplicateOf: 2 } });
      expect(await store().neighbours(1, 2)).toEqual([4, 3]);
      expect(await store().neighbours(1, 5)).toEqual([]);
    });
  });
}
