import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compare, type Run } from './compare.ts';
import { type Plant, PLANTS, SOUND } from './plants.ts';

/** So many runs of a plant are looked at; most show in the first. */
const RUNS = 40;

const rows = Object.entries(PLANTS).map(([name, plant]) => [name, plant.about, plant] as const);

/** The first seed by which a plant shows, and the kinds of wrong there. */
async function firstRed(plant: Plant): Promise<{ seed: number; kinds: string[] } | null> {
  const { seed: first = 1 } = plant;
  for (let seed = first; seed < first + RUNS; seed++) {
    const kinds = await kindsOf(seed, { plant });
    if (kinds.length > 0) return { seed, kinds };
  }
  return null;
}

async function kindsOf(seed: number, run: Run): Promise<string[]> {
  const { wrongs } = await compare(seed, run);
  return wrongs.map((wrong) => wrong.split(':')[0] ?? '');
}

test.each(rows)(
  '%s is caught, and it is not the weather: %s',
  async (_, __, plant) => {
    const red = await firstRed(plant);
    expect(red?.kinds).toContain(plant.shows);
    const sound = plant.weather ? { ...SOUND, weather: plant.weather } : SOUND;
    expect(await kindsOf(red?.seed ?? 1, { plant: sound })).toEqual([]);
  },
  240_000,
);

test('docs/reliability.md tells of the same plants, and as what they show', () => {
  const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
  const told = page.matchAll(/^\| `([a-z][\w-]+)` +\| (.+?) +\| ([\w ]+?) +\|$/gm);
  expect([...told].map(([, ...cells]) => cells)).toEqual(
    rows.map(([name, about, { shows }]) => [name, about, shows]),
  );
});
