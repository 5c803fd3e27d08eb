import { type Act } from '../chaos/acts.ts';
import { REPOSITORIES, script } from '../chaos/script.ts';
import { randomFrom } from '../fuzz/random.ts';

/** So many deliveries of a repository are a story of its own; more make the list of its issues long, and nothing else. */
const STORY = 200;

/** Fewer repositories leave servers without work while one of them waits. */
const FEWEST = 6;

/** What GitHub tells of one act, with what the app does about it. */
const TOLD_PER_ACT = 2.3;

/** More than any story has. */
const ROUNDS = 400;

/** What people do in one repository: the order counts from one round to the next, and not within one. */
export type Story = readonly (readonly Act[])[];

/** Stories from a seed, one a repository, that together make about so many deliveries. */
export function stories(seed: number, deliveries: number): Story[] {
  const size = Math.max(FEWEST, Math.ceil(deliveries / STORY));
  const acts = deliveries / TOLD_PER_ACT / size;
  return Array.from({ length: Math.ceil(size / REPOSITORIES) }, (_, pair) => {
    const rounds = script(randomFrom(seed * 10_007 + pair), ROUNDS);
    return Array.from({ length: REPOSITORIES }, (_, repo) =>
      rounds.map((round) => round.filter((act) => act.repo === repo)),
    );
  })
    .flat()
    .slice(0, size)
    .map((rounds) => upTo(acts, rounds));
}

function upTo(acts: number, rounds: Story): Story {
  let left = acts;
  const kept = rounds.filter((round) => {
    const isKept = left > 0 && round.length > 0;
    left -= round.length;
    return isKept;
  });
  return kept;
}
