import type { Effect, IssueMemory } from '../triage/types.ts';
import { commentDigest, parseMarked } from '../triage/marker.ts';
import { sameLabel } from '../triage/memory.ts';
import type { Undo } from '../triage/undo.ts';
import { type GitHub, GitHubError } from './github.ts';

/** What came of a list of effects: how far it got, and what is remembered of it. */
export interface Applied {
  readonly memory: IssueMemory;
  readonly done: readonly Effect[];
  /** How what was done is taken back, in the order done. */
  readonly undo: readonly Undo[];
  /** What GitHub would not do, in words; the rest went on. */
  readonly notes: readonly string[];
  /** GitHub takes no suggestions after all. */
  readonly unsuggestable?: boolean;
  /** The failure that stopped the list; the next run finds the rest. */
  readonly failure: GitHubError | null;
}

/**
 * Carries effects out, one after the other: the only writer. The first that fails stops the list, with what
 * was done so far remembered – except what is a courtesy.
 */
export async function apply(
  github: GitHub,
  issue: number,
  effects: readonly Effect[],
  memory: IssueMemory,
): Promise<Applied> {
  const done: Effect[] = [];
  const undo: Undo[] = [];
  const notes: string[] = [];
  let known = memory;
  let unsuggestable = false;
  for (const effect of effects) {
    try {
      const outcome = await carryOut(github, issue, effect, known);
      known = outcome.memory;
      if (outcome.note) notes.push(outcome.note);
      if (outcome.undo) undo.push(...outcome.undo);
      done.push(effect);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      if (!isCourtesy(effect) || error.retryable) return { memory: known, done, undo, notes, failure: error };
      unsuggestable ||= effect.do === 'suggest-labels';
      notes.push(error.message);
    }
  }
  return { memory: known, done, undo, notes, failure: null, ...(unsuggestable ? { unsuggestable } : {}) };
}

/** May fail alone: a reaction, and a preview that GitHub may take away again. */
function isCourtesy(effect: Effect): boolean {
  return effect.do === 'react' || effect.do === 'suggest-labels' || effect.do === 'withdraw-suggestion';
}

interface Outcome {
  readonly memory: IssueMemory;
  readonly note?: string;
  readonly undo?: readonly Undo[];
}

async function carryOut(
  github: GitHub,
  issue: number,
  effect: Effect,
  memory: IssueMemory,
): Promise<Outcome> {
  switch (effect.do) {
    case 'create-label':
      await github.createLabel({ name: effect.name, color: effect.color, description: effect.description });
      return { memory };
    case 'add-labels':
      return rememberAdded(effect.labels, await github.addLabels(issue, effect.labels), memory);
    case 'remove-label':
      await github.removeLabel(issue, effect.label);
      return {
        memory: { ...memory, applied: memory.applied.filter((label) => !sameLabel(label, effect.label)) },
        undo: [{ do: 'add-label', label: effect.label }],
      };
    case 'suggest-labels':
      return rememberSuggested(effect, await github.suggestLabels(issue, effect.labels), memory);
    case 'withdraw-suggestion':
      await github.withdrawSuggestion(issue, effect.id);
      return { memory: forgetSuggested(memory, effect) };
    case 'assign': {
      const now = (await github.assign(issue, effect.users)).map((login) => login.toLowerCase());
      const dropped = effect.users.filter((login) => !now.includes(login.toLowerCase()));
      const users = effect.users.filter((login) => !dropped.includes(login));
      return {
        // Also whom GitHub would not assign: asking again at every look would change nothing.
        memory: { ...memory, assigned: effect.users },
        ...(users.length > 0 ? { undo: [{ do: 'unassign', users }] } : {}),
        ...(dropped.length > 0 ? { note: `GitHub did not assign ${dropped.join(', ')}` } : {}),
      };
    }
    case 'unassign':
      await github.unassign(issue, effect.users);
      return { memory };
    case 'create-comment': {
      const { id } = await github.createComment(issue, effect.body);
      return {
        memory: { ...memory, comment: { id, digest: effect.digest } },
        undo: [{ do: 'delete-comment', id }],
      };
    }
    case 'update-comment':
      return await updateComment(github, effect, memory);
    case 'close':
      return await close(github, issue, effect, memory);
    case 'delete-comment':
      await github.deleteComment(effect.id);
      return { memory };
    case 'reopen':
      await github.reopen(issue);
      return { memory };
    case 'reply':
      await github.createComment(issue, effect.body);
      return { memory };
    case 'react':
      await github.react(effect.comment, effect.with);
      return { memory };
  }
}

/** Once, whatever comes of it: what GitHub refuses stays open, what was reopened stays open. */
async function close(
  github: GitHub,
  issue: number,
  { id, of }: Extract<Effect, { do: 'close' }>,
  memory: IssueMemory,
): Promise<Outcome> {
  const since = memory.closing?.since ?? '';
  const reason = await closedWith(github, issue, id);
  if (reason === null)
    return {
      memory: { ...memory, closing: { of, since, vetoed: 'GitHub did not let us close it' } },
      note: 'GitHub did not close the issue',
    };
  return {
    memory: { ...memory, closing: { of, since, closed: true } },
    undo: [{ do: 'reopen', reason }],
    ...(reason === 'duplicate'
      ? {}
      : { note: `GitHub closed the issue as ${reason}: it does not know the reason duplicate` }),
  };
}

async function closedWith(github: GitHub, issue: number, id: number): Promise<string | null> {
  try {
    return await github.closeAsDuplicate(issue, id);
  } catch (error) {
    if (error instanceof GitHubError && !error.retryable) return null;
    throw error;
  }
}

/** Deleted or hidden by somebody while we were not looking – no event tells of hiding: that is a no. */
async function updateComment(
  github: GitHub,
  { id, body, digest }: Extract<Effect, { do: 'update-comment' }>,
  memory: IssueMemory,
): Promise<Outcome> {
  const there = await github.comment(id);
  const hidden = there?.hidden === true;
  if (!hidden && there !== null && (await github.updateComment(id, body)))
    return {
      memory: { ...memory, comment: { id, digest } },
      undo: [{ do: 'restore-comment', id, body: there.body, before: digestOf(there.body), after: digest }],
    };
  return {
    memory: { ...memory, comment: null, commentRefused: true },
    note: `our comment was ${hidden ? 'hidden' : 'deleted'}`,
  };
}

/** Of the text alone, without the marker. */
function digestOf(body: string): string {
  return commentDigest(parseMarked(body)?.text ?? body);
}

/** GitHub drops what it will not do without a word; the answer tells what is really there. */
function rememberAdded(asked: readonly string[], present: readonly string[], memory: IssueMemory): Outcome {
  const added = present.filter((label) => asked.some((wanted) => sameLabel(wanted, label)));
  const dropped = asked.filter((wanted) => !present.some((label) => sameLabel(label, wanted)));
  return {
    memory: {
      ...memory,
      applied: [...memory.applied, ...added],
      ...(dropped.length > 0 ? { dropped: [...(memory.dropped ?? []), ...dropped] } : {}),
    },
    undo: added.map((label) => ({ do: 'remove-label', label })),
    ...(dropped.length > 0 ? { note: `GitHub did not add ${dropped.join(', ')}` } : {}),
  };
}

/** What GitHub put on at once, as the repository's automation level lets it, is ours like any label that we put on. */
function rememberSuggested(
  { labels }: Extract<Effect, { do: 'suggest-labels' }>,
  present: readonly string[],
  memory: IssueMemory,
): Outcome {
  const put = present.filter((label) => labels.some(({ name }) => sameLabel(name, label)));
  const suggested = [...(memory.suggested ?? []), ...labels.map(({ name }) => name)];
  const open = labels.map(({ name }) => name).filter((name) => !put.some((label) => sameLabel(label, name)));
  return {
    memory: { ...memory, applied: [...memory.applied, ...put], suggested },
    undo: [
      ...put.map((label) => ({ do: 'remove-label', label }) as const),
      ...(open.length > 0 ? [{ do: 'withdraw', labels: open } as const] : []),
    ],
  };
}

function forgetSuggested(
  memory: IssueMemory,
  { id, label }: Extract<Effect, { do: 'withdraw-suggestion' }>,
): IssueMemory {
  return {
    ...memory,
    suggested: (memory.suggested ?? []).filter((name) => !sameLabel(name, label)),
    withdrawn: [...(memory.withdrawn ?? []), id],
  };
}
