import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import type { MatchLevel, Snapshot } from '../../src/triage/types.ts';
import { sightingOf, snapshotOf } from '../triage/build.ts';
import { hostileBody } from './bodies.ts';
import { FRAGMENTS } from './fragments.ts';
import { expectNoWrongs, runsOf } from './wrongs.ts';

/** Bodies in repositories with earlier issues, and with harm in their own files. */
const level = fc.constantFrom<MatchLevel>('exact', 'likely', 'one-sided', 'fork-point');

const sightings = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), level, fc.boolean()), {
  maxLength: 4,
  selector: ([issue]) => issue,
});

const fragment = fc.constantFrom(...FRAGMENTS);

const config = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constant('mode: suggest') },
  {
    weight: 1,
    arbitrary: fragment.map((text) => `mode: ${JSON.stringify(text)}\n${JSON.stringify(text)}: 1`),
  },
  {
    weight: 1,
    arbitrary: fragment.map((text) => `modules: [{ name: ${JSON.stringify(`x${text}`)}, paths: ['**'] }]`),
  },
);

const codeowners = fc.option(
  fragment.map((text) => ({ path: 'CODEOWNERS', text: `* @acme/team ${text}\n` })),
);

const hostile: fc.Arbitrary<Snapshot> = fc
  .tuple(hostileBody, sightings, config, codeowners)
  .map(([body, found, yaml, owners]) =>
    snapshotOf(body, {
      yaml,
      facts: { codeowners: owners },
      sightings: found.map(([issue, of, open]) =>
        sightingOf(issue, {
          state: open ? 'open' : 'closed',
          closedAt: open ? null : '2026-01-15T00:00:00Z',
          stateReason: open ? null : 'completed',
          matches: [{ race: 0, level: of }],
        }),
      ),
      memory: { ...NO_MEMORY, comment: { id: 5, digest: 'old' } },
    }),
  );

test('neither an issue nor a file of the repository speaks through the comment', () => {
  const runs = runsOf(4000);
  fc.assert(fc.property(hostile, expectNoWrongs), runs);
  expect(runs.numRuns).toBeGreaterThan(0);
}, 600_000);
