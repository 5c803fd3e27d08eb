import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planTriage } from '../../src/triage/plan.ts';
import { snapshotOf } from '../triage/build.ts';
import { hostileBody, writtenBodies } from './bodies.ts';
import { readComment } from './read.ts';
import { expectNoWrongs, runsOf, wrongs } from './wrongs.ts';

/**
 * Nothing in an issue can speak through our comment: 6,000 bodies here, 4,000 more in `repository.test.ts`, the same
 * each time.
 */
describe('no text of an issue speaks through the comment', () => {
  test('whatever is put together from pieces', () => {
    let written = 0;
    const runs = runsOf(6000);
    fc.assert(
      fc.property(hostileBody, (body) => {
        const snapshot = snapshotOf(body);
        written += snapshot.races.length > 0 ? 1 : 0;
        expectNoWrongs(snapshot);
      }),
      runs,
    );
    expect(written).toBeGreaterThan(runs.numRuns * 0.8);
  }, 600_000);

  test('each thing that was ever tried, in each place', () => {
    const bad = writtenBodies.flatMap((body) =>
      wrongs(snapshotOf(body)).map((wrong) => ({ body: body.slice(0, 300), wrong })),
    );
    expect(bad).toEqual([]);
  });
});

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
