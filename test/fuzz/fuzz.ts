import { LAWS } from './laws.ts';
import { mutant } from './mutate.ts';
import { randomFrom } from './random.ts';
import { shrunk } from './shrink.ts';

/** A text that breaks a law. */
export interface Failure {
  /** Of the case alone: a run that starts with it fails at once. */
  readonly seed: number;
  readonly law: string;
  readonly message: string;
  readonly done: readonly string[];
  readonly text: string;
}

/**
 * One case: its text is made from the seed and nothing else.
 * @returns null if all laws hold
 */
export function failureOf(seed: number): Failure | null {
  const { text, done } = mutant(randomFrom(seed));
  for (const law of Object.keys(LAWS)) {
    const message = broken(law, text, seed);
    if (message === null) continue;
    const small = shrunk(text, (candidate) => broken(law, candidate, seed) !== null);
    return { seed, law, message: broken(law, small, seed) ?? message, done, text: small };
  }
  return null;
}

function broken(law: string, text: string, seed: number): string | null {
  try {
    return LAWS[law]?.(text, randomFrom(seed + 1)) ?? null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
