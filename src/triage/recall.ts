import { includesLabel, rememberLabel, sameLabel } from './memory.ts';
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

/**
 * Labels that we put on in a try that did not live to note it are ours all the same, or they would stay for good.
 *
 * @param present the labels that stand on the issue
 * @param acts in any order
 */
export function reclaimLabels(
  memory: IssueMemory,
  present: readonly string[],
  acts: readonly DatedAct[],
): IssueMemory {
  const inOrder = [...acts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const ours = unclaimed(memory, present).filter((label) => {
    const last = inOrder.findLast((act) => sameLabel(act.label, label));
    return last?.ours === true && last.present;
  });
  if (ours.length === 0) return memory;
  const before = (memory.before ?? []).filter((label) => !includesLabel(ours, label));
  return { ...memory, applied: [...memory.applied, ...ours], before };
}

/** Labels of which we do not know that they are ours, nor that people touched them. */
export function unclaimed({ applied, handsOff }: IssueMemory, present: readonly string[]): string[] {
  return present.filter((label) => !includesLabel(applied, label) && !includesLabel(handsOff, label));
}
