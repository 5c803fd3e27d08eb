import { rememberLabel } from './memory.ts';
import { type DatedAct, evidenceFrom } from './owners/evidence.ts';
import type { IssueMemory } from './types.ts';

/**
 * What we would remember of the labels of an issue, had we been told of each act: which are ours, which people decided on,
 * and what learned routing learns. From GitHub's own record, where the store is new.
 *
 * @param memory of the issue so far; its `before` are the labels that stand on it now
 * @param acts in any order
 */
export function recallActs(memory: IssueMemory, acts: readonly DatedAct[], createdAt: string): IssueMemory {
  const inOrder = [...acts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const decided = inOrder.reduce((known, { ours, present, label }) => {
    if (!ours) return rememberLabel(known, label, present);
    const others = known.applied.filter((one) => one !== label);
    return { ...known, applied: present ? [...others, label] : others };
  }, memory);
  const { before = [], ...learnt } = evidenceFrom(acts, createdAt);
  const touched = new Set(acts.map(({ label }) => label.toLowerCase()));
  // What nobody put on came with the issue: from a form, or from the repository it was in.
  const inherited = (memory.before ?? []).filter((label) => !touched.has(label.toLowerCase()));
  return { ...decided, ...learnt, before: [...inherited, ...before] };
}
