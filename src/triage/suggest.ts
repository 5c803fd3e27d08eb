import { includesLabel, rememberLabel, sameLabel } from './memory.ts';
import type { Effect, IssueMemory, Snapshot, Suggestion, TriagePlan, WantedLabel } from './types.ts';

/** Longer ones are refused; nobody reads them in the margin of an issue either. */
const RATIONALE = 280;

/**
 * In the mode `suggest`, where the repository has suggestions: proposes what would fit, once, and takes back what does
 * not fit any more. A label that does not exist yet cannot be proposed; the comment names it.
 */
export function diffSuggestions(plan: TriagePlan, snapshot: Snapshot): Effect[] {
  const { suggestions, memory } = snapshot;
  if (!suggestions) return [];
  const fresh = fitting(plan, snapshot).filter(
    ({ name, create }) => create === null && !wasOffered(name, suggestions, memory),
  );
  const stale = suggestions.filter(
    ({ label, state }) =>
      state === 'pending' &&
      includesLabel(memory.suggested ?? [], label) &&
      !plan.labels.some(({ name }) => sameLabel(name, label)),
  );
  return [
    ...(fresh.length > 0 ? [{ do: 'suggest-labels', labels: fresh.map(toSuggested) } as const] : []),
    ...stale.map(({ id, label }): Effect => ({ do: 'withdraw-suggestion', id, label })),
  ];
}

/** Labels that the comment has to name, since GitHub cannot propose them. */
export function namedInComment(plan: TriagePlan, snapshot: Snapshot): WantedLabel[] {
  if (plan.mode !== 'suggest') return [];
  return fitting(plan, snapshot).filter(({ create }) => create !== null || !snapshot.suggestions);
}

/** A person said no to a suggestion: it is final, as if they had taken the label off. Our own withdrawals are not meant. */
export function noticeDismissals(memory: IssueMemory, suggestions: Snapshot['suggestions']): IssueMemory {
  const refused = (suggestions ?? []).filter(
    ({ id, state }) => state === 'dismissed' && !memory.withdrawn?.includes(id),
  );
  return refused.reduce((known, { label }) => rememberLabel(known, label, false), memory);
}

/** Neither there nor refused. */
function fitting(plan: TriagePlan, { issue, memory }: Snapshot): WantedLabel[] {
  return plan.labels.filter(
    ({ name }) => !includesLabel(issue.labels, name) && !includesLabel(memory.handsOff, name),
  );
}

/** Once is enough, whatever came of it: only what we took back ourselves may come again. */
function wasOffered(name: string, suggestions: readonly Suggestion[], memory: IssueMemory): boolean {
  if (includesLabel(memory.suggested ?? [], name)) return true;
  return suggestions.some(({ id, label }) => sameLabel(label, name) && !memory.withdrawn?.includes(id));
}

function toSuggested({ name, because, confidence }: WantedLabel) {
  const rationale = because.length <= RATIONALE ? because : 'the frames of the race report say so';
  return { name, rationale, confidence };
}
