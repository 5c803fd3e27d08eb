import type { IssueMemory } from './types.ts';

/** What is known of an issue never seen before. */
export const NO_MEMORY: IssueMemory = {
  comment: null,
  commentRefused: false,
  applied: [],
  handsOff: [],
  duplicateOf: null,
  races: '',
};

/**
 * Somebody else than this app put a label on, or took it off: from now on the label is theirs, and we neither
 * add nor remove it.
 *
 * A label that is said to be put on while we believe it is ours is our own doing, heard late.
 */
export function rememberLabel(memory: IssueMemory, label: string, present: boolean): IssueMemory {
  const ours = includesLabel(memory.applied, label);
  if (present && ours) return memory;
  return {
    ...memory,
    applied: withoutLabel(memory.applied, label),
    handsOff: includesLabel(memory.handsOff, label) ? memory.handsOff : [...memory.handsOff, label],
  };
}

/** A label that we took for ours is somebody else's. */
export function disown(memory: IssueMemory, label: string): IssueMemory {
  return rememberLabel({ ...memory, applied: withoutLabel(memory.applied, label) }, label, true);
}

/**
 * Labels of ours that are gone were taken off by somebody, even if we never heard of it.
 * @param own those that we set out to take off ourselves, and may have
 */
export function noticeRemovals(
  memory: IssueMemory,
  present: readonly string[],
  own: readonly string[] = [],
): IssueMemory {
  return goneOf(memory, present).reduce(
    (known, label) =>
      includesLabel(own, label)
        ? { ...known, applied: withoutLabel(known.applied, label) }
        : rememberLabel(known, label, false),
    memory,
  );
}

/** Labels that we put on and that are not there any more. */
export function goneOf({ applied }: IssueMemory, present: readonly string[]): string[] {
  return applied.filter((label) => !includesLabel(present, label));
}

/** What taking a label off is called among what is under way. */
export function removalOf(label: string): string {
  return `unlabel ${label.toLowerCase()}`;
}

/** `--force`: what people removed may come back. */
export function forgetRefusals(memory: IssueMemory): IssueMemory {
  return { ...memory, handsOff: [], commentRefused: false, refusedDigest: '' };
}

/** Label names are compared as GitHub does, without regard to case. */
export function includesLabel(labels: readonly string[], wanted: string): boolean {
  return labels.some((label) => sameLabel(label, wanted));
}

export function sameLabel(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function withoutLabel(labels: readonly string[], unwanted: string): readonly string[] {
  return labels.filter((label) => !sameLabel(label, unwanted));
}
