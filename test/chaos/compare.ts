import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { randomFrom } from '../fuzz/random.ts';
import { type Ending, wrongs as wrongsOf } from './ending.ts';
import type { Plant } from './plants.ts';
import { play } from './play.ts';
import { script } from './script.ts';

export interface Comparison {
  /** What is not as it should be; nothing in a sound product. */
  readonly wrongs: readonly string[];
  readonly calm: Ending;
  readonly wild: Ending;
  /** How many things people did. */
  readonly acts: number;
}

export interface Run {
  readonly rounds?: number;
  /** An empty store for each of the two runs, which closes it. */
  readonly open?: () => Promise<Store>;
  readonly plant?: Plant;
}

/**
 * Plays one script twice: in order and without a fault, and with all that the seed brings. Odd seeds have one server, even
 * ones two.
 *
 * @param run.plant a mistake for the second of them
 */
export async function compare(seed: number, run: Run = {}): Promise<Comparison> {
  const { rounds = 4, open = openMemoryStore, plant } = run;
  const acts = script(randomFrom(seed), rounds);
  const weather = { seed, servers: 2 - (seed % 2), failures: 5, kills: 3, ...plant?.weather };
  const calm = await on(open, (store) => play(acts, { store, weather: null }));
  const wild = await on(open, (store) => play(acts, { store, weather, ...(plant ? { plant } : {}) }));
  return { wrongs: wrongsOf(calm, wild), calm, wild, acts: acts.flat().length };
}

async function on<T>(open: () => Promise<Store>, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await open();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
