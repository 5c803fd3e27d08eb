import type { GitHub } from '../github/github.ts';
import type { Store } from '../store/store.ts';
import { removalOf } from '../triage/memory.ts';

interface RemovalParts {
  readonly store: Pick<Store, 'intend' | 'dropIntent'>;
  readonly now: () => number;
}

/**
 * The same calls, but that we take a label off is written down first. A process that dies before it has noted what it did
 * would otherwise find the label gone, take that for the word of a person, and never put it on again.
 */
export function noteRemovals(github: GitHub, repository: number, { store, now }: RemovalParts): GitHub {
  /** Whoever takes off from now on what we put on is somebody else. */
  async function startAnew(issue: number, labels: readonly string[]): Promise<void> {
    for (const label of labels) await store.dropIntent(repository, issue, removalOf(label));
  }
  return {
    ...github,
    async removeLabel(issue, label) {
      await store.intend(repository, issue, removalOf(label), now());
      await github.removeLabel(issue, label);
    },
    async addLabels(issue, names) {
      await startAnew(issue, names);
      return await github.addLabels(issue, names);
    },
    async suggestLabels(issue, labels) {
      await startAnew(
        issue,
        labels.map(({ name }) => name),
      );
      return await github.suggestLabels(issue, labels);
    },
  };
}
