import { actor, issueFor } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { iso, isObject, textOf } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Issue, Suggestion } from './model.ts';
import { page } from './paging.ts';
import { notFound } from './refusal.ts';
import { resolveSuggestion, suggestLabel } from './suggestion-acts.ts';

const WRITE = { permission: 'issues', access: 'write', role: 'triage' } as const;

/** Only where a test switches them on: the feature is a preview. */
export const suggestionRoutes: Handlers = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/suggestions': (context) => {
    const issue = issueWithSuggestions(context);
    const { state = 'pending', action } = context.query;
    const wanted = issue.suggestions.filter(
      (each) => (state === 'all' || each.state === state) && (action === undefined || action === 'add_label'),
    );
    return page(context, wanted, (each) => render(issue, each), issue.repository);
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/suggestions/{suggestion_id}/approve': (context) =>
    resolve(context, 'approved'),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/suggestions/{suggestion_id}/dismiss': (context) =>
    resolve(context, 'dismissed'),
};

/**
 * Takes those labels of a request that are only proposed, and gives the names of the others. Where there are no
 * suggestions the wish is not heard and the label is put on: GitHub may do worse than refuse what it does not know.
 */
export function takeSuggestions(context: Context, issue: Issue, labels: Json | undefined): JsonObject[] {
  const asked = (Array.isArray(labels) ? labels : []).map((each) => (isObject(each) ? each : { name: each }));
  const proposed = asked.filter((each) => issue.repository.suggestions && each['suggest'] === true);
  for (const { name, rationale = null, confidence = null } of proposed)
    suggestLabel(
      context.world,
      issue,
      {
        name: textOf(name),
        rationale: typeof rationale === 'string' ? rationale : null,
        confidence: CONFIDENCES.find((each) => each === textOf(confidence).toUpperCase()) ?? null,
      },
      actor(context),
    );
  return asked.filter((each) => !proposed.includes(each));
}

const CONFIDENCES = ['LOW', 'MEDIUM', 'HIGH'] as const;

function resolve(context: Context, state: 'approved' | 'dismissed'): Answer {
  const issue = issueWithSuggestions(context);
  const id = Number(context.params['suggestion_id']);
  const suggestion = issue.suggestions.find((each) => each.id === id);
  if (!suggestion) throw notFound();
  resolveSuggestion(context.world, issue, suggestion, state, actor(context));
  return { status: 200, body: render(issue, suggestion) };
}

function issueWithSuggestions(context: Context): Issue {
  const issue = issueFor(context, WRITE);
  if (!issue.repository.suggestions || issue.isPullRequest) throw notFound();
  return issue;
}

function render(issue: Issue, suggestion: Suggestion): JsonObject {
  return {
    id: suggestion.id,
    issue_id: issue.id,
    action: 'add_label',
    state: suggestion.state,
    target_id: suggestion.label.id,
    target_value: null,
    rationale: suggestion.rationale,
    confidence: suggestion.confidence,
    actor_id: suggestion.by.account.id,
    issue_event_id: null,
    resolved_by: suggestion.resolvedBy?.id ?? null,
    created_at: iso(suggestion.createdAt),
    updated_at: iso(suggestion.updatedAt),
  };
}
