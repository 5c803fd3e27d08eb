import { includesLabel } from './memory.ts';
import type { Snapshot, WantedLabel } from './types.ts';

/** GitHub's limit (https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels). */
const LABELS_PER_ISSUE = 100;

export interface Missing {
  readonly added: readonly WantedLabel[];
  /** Those that find no room any more. */
  readonly crowded: readonly WantedLabel[];
}

/**
 * Which labels are to be put on: neither there nor refused, by a person or – without a word – by GitHub, which is asked
 * again only when a person asks us to look again.
 */
export function missingLabels(
  labels: readonly WantedLabel[],
  { issue, memory, asked }: Pick<Snapshot, 'issue' | 'memory' | 'asked'>,
): Missing {
  const refused = [...memory.handsOff, ...(asked === null ? (memory.dropped ?? []) : [])];
  const missing = labels.filter(
    ({ name }) => !includesLabel(issue.labels, name) && !includesLabel(refused, name),
  );
  const room = Math.max(0, LABELS_PER_ISSUE - issue.labels.length);
  return { added: missing.slice(0, room), crowded: missing.slice(room) };
}

/** What is missing though we want it, for those who ask why. */
export function tellMissing(
  labels: readonly WantedLabel[],
  snapshot: Pick<Snapshot, 'issue' | 'memory' | 'asked'>,
): string[] {
  const { crowded } = missingLabels(labels, snapshot);
  const dropped = labels.filter(
    ({ name }) =>
      includesLabel(snapshot.memory.dropped ?? [], name) && !includesLabel(snapshot.issue.labels, name),
  );
  return [
    ...crowded.map(({ name }) => `no room for the label ${name}: the issue has ${LABELS_PER_ISSUE}`),
    ...dropped.map(({ name }) => `GitHub did not put on the label ${name}; the app may lack the right`),
  ];
}
