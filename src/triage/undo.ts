import { includesLabel } from './memory.ts';
import type { Effect, Issue, IssueMemory, Suggestion } from './types.ts';

/** How one thing that we did is taken back. */
export type Undo =
  | { readonly do: 'remove-label'; readonly label: string }
  | { readonly do: 'add-label'; readonly label: string }
  | { readonly do: 'withdraw'; readonly labels: readonly string[] }
  | { readonly do: 'unassign'; readonly users: readonly string[] }
  | { readonly do: 'delete-comment'; readonly id: number }
  /** What our comment said before, and the digests of that and of what it says now. */
  | {
      readonly do: 'restore-comment';
      readonly id: number;
      readonly body: string;
      readonly before: string;
      readonly after: string;
    }
  /** The reason that GitHub closed it with. */
  | { readonly do: 'reopen'; readonly reason: string };

/** What we changed last of an issue, so that it can be taken back. */
export interface Act {
  /** The delivery that led to it; what follows from the same one is one act, however many tries it took. */
  readonly delivery: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly undo: readonly Undo[];
  /** The comment whose command took it back; a second try of that command finds it done. Null while it stands. */
  readonly undoneBy: number | null;
}

/** The act after one more run of the same delivery, or a new one. Null where there is none, and nothing was done. */
export function actAfter(
  last: Act | null,
  run: { readonly delivery: string; readonly at: number; readonly undo: readonly Undo[] },
): Act | null {
  if (run.undo.length === 0) return last;
  const same = last !== null && last.delivery === run.delivery && last.undoneBy === null;
  return { ...run, undo: same ? [...last.undo, ...run.undo] : run.undo, undoneBy: null };
}

/**
 * What takes an act back, youngest change first. What people changed since stays: a label they touched, a comment that is
 * gone, an issue that they opened again or closed for another reason.
 */
export function undoEffects(act: Act, there: There): Effect[] {
  return [...act.undo].reverse().flatMap((one) => undoEffect(one, there));
}

/** The issue as it is now, and what we know of who touched it. */
export interface There {
  readonly issue: Issue;
  readonly memory: IssueMemory;
  /** Null where GitHub has none, or nobody asked. */
  readonly suggestions: readonly Suggestion[] | null;
}

function undoEffect(undo: Undo, { issue, memory, suggestions }: There): Effect[] {
  switch (undo.do) {
    case 'remove-label':
      return includesLabel(memory.applied, undo.label) && includesLabel(issue.labels, undo.label)
        ? [undo]
        : [];
    case 'add-label':
      return includesLabel(memory.handsOff, undo.label) || includesLabel(issue.labels, undo.label)
        ? []
        : [{ do: 'add-labels', labels: [undo.label] }];
    case 'withdraw':
      return (suggestions ?? [])
        .filter(({ label, state }) => state === 'pending' && includesLabel(undo.labels, label))
        .map(({ id, label }) => ({ do: 'withdraw-suggestion', id, label }));
    case 'unassign': {
      const users = undo.users.filter((user) => includesLabel(issue.assignees ?? [], user));
      return users.length > 0 ? [{ do: 'unassign', users }] : [];
    }
    case 'delete-comment':
      return memory.comment?.id === undo.id ? [undo] : [];
    case 'restore-comment':
      return memory.comment?.id === undo.id && memory.comment.digest === undo.after
        ? [{ do: 'update-comment', id: undo.id, body: undo.body, digest: undo.before }]
        : [];
    case 'reopen':
      return issue.state === 'closed' && issue.stateReason === undo.reason ? [{ do: 'reopen' }] : [];
  }
}

/** What was taken back is not done again by itself: it is remembered as people’s word. */
export function rememberUndo(memory: IssueMemory, act: Act): IssueMemory {
  return act.undo.reduce<IssueMemory>(rememberOne, memory);
}

function rememberOne(memory: IssueMemory, undo: Undo): IssueMemory {
  switch (undo.do) {
    case 'remove-label':
    case 'add-label':
      return handOver(memory, [undo.label]);
    case 'withdraw':
      return handOver(memory, undo.labels);
    case 'delete-comment':
      return { ...memory, comment: null, commentRefused: true };
    case 'restore-comment':
      return { ...memory, refusedDigest: undo.after };
    case 'unassign':
    case 'reopen':
      return memory;
  }
}

function handOver(memory: IssueMemory, labels: readonly string[]): IssueMemory {
  const fresh = labels.filter((label) => !includesLabel(memory.handsOff, label));
  return {
    ...memory,
    applied: memory.applied.filter((label) => !includesLabel(labels, label)),
    handsOff: [...memory.handsOff, ...fresh],
  };
}
