import { expect, test } from '@jest/globals';
import { compare } from './compare.ts';
import { PLANTS } from './plants.ts';

/** So many runs of a plant are looked at; most show in the first. */
const RUNS = 40;

/** The kinds of wrong that a plant showed first. */
async function firstRed(name: string): Promise<string[]> {
  const plant = PLANTS[name];
  const { seed: first = 1 } = plant ?? {};
  for (let seed = first; plant && seed < first + RUNS; seed++) {
    const { wrongs } = await compare(seed, { plant });
    if (wrongs.length > 0) return wrongs.map((wrong) => wrong.split(':')[0] ?? '');
  }
  return [];
}

test.each(Object.entries(PLANTS).map(([name, { about, shows }]) => [name, about, shows] as const))(
  '%s is caught: %s',
  async (name, _, shows) => {
    expect(await firstRed(name)).toContain(shows);
  },
  240_000,
);
