import { z } from 'zod';
import type { Suggestion } from '../triage/types.ts';
import { type GitHub, GitHubError } from './github.ts';
import type { Client } from './octokit.ts';

/**
 * Experimental: labels proposed to people instead of put on, a preview of GitHub that few repositories have
 * (https://docs.github.com/en/rest/issues/issues#list-issue-suggestions). Used in the mode `suggest` only. The answers
 * are read by our own schema, so that a change of the preview is a missing suggestion and never a wrong act.
 */
export function suggestionRoutes({ client, at, call }: Parts): Suggestions {
  return {
    async suggestions(issue) {
      const listed = await orNull(
        call(`list the suggestions of issue ${issue}`, () =>
          client.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/suggestions', {
            ...at,
            issue_number: issue,
            state: 'all',
            action: 'add_label',
            per_page: 100,
          }),
        ),
      );
      if (listed === null) return null;
      const found = z.array(Listed).safeParse(listed);
      if (!found.success) return null;
      const names = found.data.some(isUnnamed) ? await labelNames() : new Map<number, string>();
      return found.data.flatMap((one) => toSuggestion(one, names));
    },
    suggestLabels: (issue, labels) =>
      call(`propose labels for issue ${issue}`, async () => {
        const { data } = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
          ...at,
          issue_number: issue,
          labels: labels.map((label) => ({ ...label, suggest: true })),
        });
        return data.map((label) => label.name);
      }),
    async withdrawSuggestion(issue, id) {
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/suggestions/{suggestion_id}/dismiss';
      await orNull(
        call('withdraw a suggestion', () =>
          client.request(route, { ...at, issue_number: issue, suggestion_id: id }),
        ),
      );
    },
  };

  async function labelNames(): Promise<Map<number, string>> {
    const route = 'GET /repos/{owner}/{repo}/labels';
    const found = await call('list the labels', () => client.paginate(route, { ...at, per_page: 100 }));
    return new Map(found.map((label) => [Number(label.id), label.name]));
  }
}

type Suggestions = Pick<GitHub, 'suggestions' | 'suggestLabels' | 'withdrawSuggestion'>;

interface Parts {
  readonly client: Client;
  readonly at: { readonly owner: string; readonly repo: string; readonly headers: Record<string, string> };
  /** Makes failures ours. */
  readonly call: <T>(what: string, run: () => Promise<T>) => Promise<T>;
}

/**
 * What we read of a suggestion. The description does not say how the label is named: its number in `target_id` is what
 * the field's text promises, its name in `target_value` what the field could hold; both are understood.
 */
const Listed = z.object({
  id: z.number().int(),
  state: z.string(),
  target_id: z.number().nullish().catch(null),
  target_value: z.string().nullish().catch(null),
});

type Listed = z.infer<typeof Listed>;

function isUnnamed({ target_id: id, target_value: name }: Listed): boolean {
  return !name && typeof id === 'number';
}

/** A label that is gone from the repository cannot be proposed again anyway. */
function toSuggestion(listed: Listed, names: ReadonlyMap<number, string>): Suggestion[] {
  const { id, state } = listed;
  const label = listed.target_value || names.get(listed.target_id ?? NaN);
  if (!label) return [];
  return [{ id, label, state: state === 'pending' || state === 'dismissed' ? state : 'settled' }];
}

/** Not there, switched off, already answered, or not for us. */
const ABSENT: ReadonlySet<number> = new Set([403, 404, 410, 422]);

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GitHubError && !error.retryable && ABSENT.has(error.status)) return null;
    throw error;
  }
}
