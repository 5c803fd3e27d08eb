import { describe, expect, test } from '@jest/globals';
import { compare } from './compare.ts';

/** Runs are a pure function of their seed; a new one costs two seconds. */
const SEEDS = Array.from({ length: 5 }, (_, i) => i + 1);

const ROUNDS = 3;

describe('whatever goes wrong – failing calls, late and short lists, doubled deliveries in any order, killed servers', () => {
  test.each(SEEDS)('the end is that of the calm run: npm run chaos -- --rounds 3 --seed %i', async (seed) => {
    const { wrongs, wild } = await compare(seed, { rounds: ROUNDS });
    expect(wrongs).toEqual([]);
    expect(wild.cost.kills).toBeGreaterThan(0);
  });

  test('the same seed is the same run', async () => {
    const [first, second] = [await compare(8, { rounds: 1 }), await compare(8, { rounds: 1 })];
    expect(second).toEqual(first);
  });
});
