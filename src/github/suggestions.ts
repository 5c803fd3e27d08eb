import { modeOf } from '../triage/plan.ts';
import type { ConfigResult, Mode, RepositoryFacts, Suggestion } from '../triage/types.ts';
import type { GitHub } from './github.ts';

/** What was proposed on an issue, and the facts, which are others where GitHub turns out to have no suggestions. */
export interface Proposed {
  readonly suggestions: readonly Suggestion[] | null;
  readonly facts: RepositoryFacts;
}

/**
 * Asks for suggestions in the mode `suggest` only, and before any is made: a GitHub that does not know them may put a
 * label on that was meant to be proposed. A repository without them is not asked again until its facts are read anew.
 */
export async function readSuggestions(
  github: GitHub,
  issue: number,
  { facts, config, ceiling }: Circumstances,
): Promise<Proposed> {
  if (modeOf({ ceiling, config }) !== 'suggest' || facts.suggestions === false)
    return { suggestions: null, facts };
  const suggestions = await github.suggestions(issue);
  return { suggestions, facts: suggestions === null ? { ...facts, suggestions: false } : facts };
}

interface Circumstances {
  readonly facts: RepositoryFacts;
  readonly config: ConfigResult;
  readonly ceiling: Mode;
}
