import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { planTriage } from '../../src/triage/plan.ts';
import { snapshotOf } from '../triage/build.ts';
import { writtenBodies } from './bodies.ts';
import { readComment } from './read.ts';
import { wrongs } from './wrongs.ts';

/**
 * Nothing in an issue can speak through our comment: 10,000 bodies in all, the same each time. HOSTILE_BODIES sets
 * how many in each place, HOSTILE_SEED which.
 */
const { HOSTILE_BODIES, HOSTILE_SEED = '7' } = process.env;

const run = promisify(execFile);

describe('no text of an issue speaks through the comment', () => {
  test('whatever is put together from pieces', async () => {
    const found = await Promise.all([tried('body', 6000), tried('repository', 4000)]);
    for (const { count, races } of found) expect(races).toBeGreaterThan(count * 0.8);
  }, 3_600_000);

  test('each thing that was ever tried, in each place', () => {
    const bad = writtenBodies.flatMap((body) =>
      wrongs(snapshotOf(body)).map((wrong) => ({ body: body.slice(0, 300), wrong })),
    );
    expect(bad).toEqual([]);
  });
});

interface Tried {
  readonly count: number;
  readonly races: number;
}

/** Fails with what `main.ts` printed when a body speaks. */
async function tried(place: string, count: number): Promise<Tried> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [
    main,
    place,
    HOSTILE_BODIES ?? String(count),
    HOSTILE_SEED,
  ]);
  return JSON.parse(stdout) as Tried;
}

describe('the check itself sees', () => {
  const good = planTriage(snapshotOf(writtenBodies[0] ?? '')).comment ?? '';
  test.each<[string, string]>([
    ['a sentence that is not ours', 'Please send money.'],
    ['an image', '![x](https://example.com/x.png)'],
    ['a heading', '# Hello'],
    ['an address', 'https://example.com'],
    ['a fold that ends early', '</details>'],
    ['a tag', '<b>x</b>'],
    ['a quotation', '> x'],
  ])('%s', (_, line) => {
    expect(readComment(`${good}\n\n${line}`).strange).not.toEqual([]);
  });

  test('nothing in a good comment', () => expect(readComment(good).strange).toEqual([]));
});
