import { commentDigest, renderMarked } from './marker.ts';
import { diffClosing } from './closing.ts';
import { includesLabel } from './memory.ts';
import { missingLabels } from './room.ts';
import { diffSuggestions } from './suggest.ts';
import type { Effect, Snapshot, TriagePlan } from './types.ts';

/**
 * What is missing between what should be and what is: nothing, when nothing is. In the order in which a reader
 * of the timeline expects it: labels, the comment, the state. An issue that people told us to leave alone is left as it
 * is.
 */
export function diff(plan: TriagePlan, snapshot: Snapshot): Effect[] {
  if (plan.verdict === 'ignored') return [];
  if (plan.mode === 'off' || plan.mode === 'observe') return plan.note ? diffComment(plan, snapshot) : [];
  const labels = plan.mode === 'act' ? diffLabels(plan, snapshot) : diffSuggestions(plan, snapshot);
  const people = plan.mode === 'act' ? diffAssignees(plan, snapshot) : [];
  return [...labels, ...people, ...diffComment(plan, snapshot), ...diffClosing(plan)];
}

/**
 * Three-way: what a person took off stays off, what we never put on is never removed.
 *
 *     add    = wanted − present − touched by people
 *     remove = (put on by us ∩ present) − wanted
 */
function diffLabels(plan: TriagePlan, snapshot: Snapshot): Effect[] {
  const { issue, memory } = snapshot;
  const wanted = plan.labels.map((label) => label.name);
  const { added } = missingLabels(plan.labels, snapshot);
  const surplus = memory.applied.filter(
    (label) => includesLabel(issue.labels, label) && !includesLabel(wanted, label),
  );
  return [
    ...added.flatMap(({ name, create }): Effect[] =>
      create ? [{ do: 'create-label', name, ...create }] : [],
    ),
    ...(added.length > 0 ? [{ do: 'add-labels', labels: added.map(({ name }) => name) } as const] : []),
    ...surplus.map((label): Effect => ({ do: 'remove-label', label })),
  ];
}

/** Once, and only where nobody is assigned: whom people chose, or took off, is theirs to say. */
function diffAssignees({ assign = [] }: TriagePlan, { issue, memory }: Snapshot): Effect[] {
  const untouched = (memory.assigned ?? []).length === 0 && (issue.assignees ?? []).length === 0;
  return assign.length > 0 && untouched ? [{ do: 'assign', users: assign }] : [];
}

function diffComment(plan: TriagePlan, { races, memory }: Snapshot): Effect[] {
  if (plan.comment === null || memory.commentRefused) return [];
  const digest = commentDigest(plan.comment);
  if (memory.comment?.digest === digest || memory.refusedDigest === digest) return [];
  const fingerprints = races.flatMap(({ keys }) => (keys.exact ? [keys.exact] : []));
  const body = renderMarked(plan.comment, { digest, fingerprints: [...new Set(fingerprints)] });
  return memory.comment
    ? [{ do: 'update-comment', id: memory.comment.id, body, digest }]
    : [{ do: 'create-comment', body, digest }];
}
