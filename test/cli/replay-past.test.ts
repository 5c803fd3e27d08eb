import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Card, Past } from '../../src/cli/replay-past.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { SIGHTINGS, type Store } from '../../src/store/store.ts';
import type { RaceKeys } from '../../src/race/types.ts';
import { issueOf, keys, runOf } from '../contracts/values.ts';

interface Noted {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly duplicateOf: number | null;
  readonly races: readonly RaceKeys[];
}

const name = fc.constantFrom('a', 'b', 'c');
const race: fc.Arbitrary<RaceKeys> = fc
  .record({ exact: name, likely: name, sides: fc.uniqueArray(name, { maxLength: 2 }), fork: name })
  .map(keys);
const races = fc.array(race, { maxLength: 3 });
const number = fc.integer({ min: 1, max: 12 });
const noted: fc.Arbitrary<Noted> = fc.record({
  number,
  state: fc.constantFrom('open', 'closed'),
  duplicateOf: fc.option(number),
  races,
});

/** The same in both; an issue may be noted again. */
async function note(past: Past, store: Store, one: Noted): Promise<void> {
  const { number: issue, state, duplicateOf } = one;
  const { title, createdAt } = issueOf(issue);
  const card: Card = { issue, title, createdAt, state, stateReason: null, closedAt: null, duplicateOf };
  past.note(card, one.races);
  await store.record(runOf(issue, { races: one.races, issue: { state }, memory: { duplicateOf } }), 0);
}

test('a history says the same as the store', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(noted, { maxLength: 15 }), number, races, async (all, asking, asked) => {
      const [past, store] = [new Past(), await openMemoryStore()];
      for (const one of all) await note(past, store, one);
      expect(past.sightings(asking, asked)).toEqual(await store.sightings(1, asking, asked));
      await store.close();
    }),
    { numRuns: 60 },
  );
});

test.each<[string, Partial<Noted>]>([
  ['closed', { state: 'closed' }],
  ['open', { state: 'open' }],
  ['open duplicates', { state: 'open', duplicateOf: 5000 }],
])('of hundreds of %s issues it gives the same ones', async (_, more) => {
  const [past, store] = [new Past(), await openMemoryStore()];
  const same = { state: 'open', duplicateOf: null, races: [keys({ exact: 'a', fork: 'pool' })] } as const;
  for (let n = 1; n <= SIGHTINGS + 20; n++) await note(past, store, { ...same, ...more, number: n });
  await note(past, store, { ...same, number: 4000 });
  await note(past, store, { ...same, number: 4001, races: [keys({ fork: 'pool' })] });
  for (const asked of [keys({ exact: 'a' }), keys({ fork: 'pool' }), keys({ exact: 'a', fork: 'pool' })])
    expect(past.sightings(999, [asked])).toEqual(await store.sightings(1, 999, [asked]));
  await store.close();
});

test('what becomes of an issue is told from then on', () => {
  const past = new Past();
  const races = [keys({ exact: 'a' })];
  const open = { state: 'open', stateReason: null, closedAt: null } as const;
  const closed = { state: 'closed', stateReason: 'completed', closedAt: '2026-01-02T00:00:00Z' } as const;
  past.note(
    { issue: 1, title: 'a race', createdAt: '2026-01-01T00:00:00Z', ...open, duplicateOf: null },
    races,
  );
  past.amend(1, closed);
  past.amend(2, closed);
  expect(past.sightings(9, races)).toMatchObject([{ issue: 1, ...closed }]);
  expect(past.card(2)).toBeNull();
});
