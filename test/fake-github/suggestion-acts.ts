import { addLabels, findLabel } from './label-acts.ts';
import type { Actor, Issue, Suggestion } from './model.ts';
import { Refusal, invalid } from './refusal.ts';
import type { World } from './world.ts';

/** https://docs.github.com/en/rest/issues/issues#list-issue-suggestions, a preview. */
export interface SuggestionDraft {
  readonly name: string;
  readonly rationale: string | null;
  readonly confidence: Suggestion['confidence'];
}

/** As people tell of it: the description gives no limit. */
const RATIONALE_LIMIT = 280;

/** Only a label that exists can be proposed; one that was proposed and is still open is not proposed twice. */
export function suggestLabel(world: World, issue: Issue, draft: SuggestionDraft, by: Actor): void {
  const label = findLabel(issue.repository.labels, draft.name);
  if (!label) throw invalid('Issue', 'labels', 'invalid', `there is no label ${draft.name}`);
  if ((draft.rationale ?? '').length > RATIONALE_LIMIT)
    throw invalid('Issue', 'rationale', 'invalid', `rationale is too long (maximum is ${RATIONALE_LIMIT})`);
  if (issue.suggestions.some((each) => each.label === label && each.state === 'pending')) return;
  const now = world.now();
  issue.suggestions.push({
    id: world.nextId('suggestion'),
    label,
    rationale: draft.rationale,
    confidence: draft.confidence,
    by,
    createdAt: now,
    state: 'pending',
    updatedAt: now,
    resolvedBy: null,
  });
}

export function resolveSuggestion(
  world: World,
  issue: Issue,
  suggestion: Suggestion,
  state: 'approved' | 'dismissed',
  by: Actor,
): void {
  if (suggestion.state !== 'pending') throw new Refusal(422, 'Suggestion is not pending');
  suggestion.state = state;
  suggestion.resolvedBy = by.account;
  suggestion.updatedAt = world.now();
  if (state === 'approved') addLabels(world, issue, [suggestion.label.name], by);
}
