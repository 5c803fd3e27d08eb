/**
 * `node test/hostile/main.ts body 100000 3`: that many hostile bodies of that seed, in Node itself – twice as fast as in
 * jest, which runs it by `test/hostile/comment.test.ts`. Prints how many were tried, or the first that speaks.
 */
import fc from 'fast-check';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import type { MatchLevel, Snapshot } from '../../src/triage/types.ts';
import { sightingOf, snapshotOf } from '../triage/build.ts';
import { hostileBody } from './bodies.ts';
import { FRAGMENTS } from './fragments.ts';
import { wrongs } from './wrongs.ts';

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

const PLACES: Readonly<Record<string, fc.Arbitrary<Snapshot>>> = {
  /** Any body, in a repository of which nothing else is known. */
  body: hostileBody.map((body) => snapshotOf(body)),
  /** A body in a repository with earlier issues, and with harm in its own files. */
  repository: hostile,
};

const [place = 'body', count = '1000', seed = '7'] = process.argv.slice(2);
let races = 0;
const snapshots = PLACES[place];
if (!snapshots) throw new Error(`there is no ${place}; there are ${Object.keys(PLACES).join(', ')}`);

fc.assert(
  fc.property(snapshots, (snapshot) => {
    races += snapshot.races.length > 0 ? 1 : 0;
    const wrong = wrongs(snapshot);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }),
  { seed: Number(seed), numRuns: Number(count) },
);
process.stdout.write(`${JSON.stringify({ place, count: Number(count), races })}\n`);
