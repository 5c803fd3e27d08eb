import { z } from 'zod';
import { closerOf } from './closer.ts';
import { type GitHub, GitHubError } from './github.ts';
import type { Client } from './octokit.ts';

const ROUTE = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';

/**
 * Closing as a duplicate (https://docs.github.com/en/rest/issues/issues#update-an-issue). An older server knows neither
 * the issue that is repeated nor the reason: what it refuses (422) is left out, first the one, then the other. Never
 * “completed”: nothing was.
 */
export function closeRoutes({
  client,
  at,
  call,
}: Parts): Pick<GitHub, 'closeAsDuplicate' | 'acts' | 'closer'> {
  return {
    async closeAsDuplicate(issue, id) {
      const ways = [
        { state_reason: 'duplicate', duplicate_issue_id: id },
        { state_reason: 'duplicate' },
        { state_reason: 'not_planned' },
      ] as const;
      for (const way of ways) {
        const closed = await orRefused(
          call(`close issue ${issue} as a duplicate`, async () => {
            const { data } = await client.request(ROUTE, {
              ...at,
              issue_number: issue,
              state: 'closed',
              ...way,
            });
            return Closed.parse(data);
          }),
        );
        if (closed) return closed.state === 'closed' ? (closed.state_reason ?? 'closed') : null;
      }
      return null;
    },
    acts: (issue) =>
      call(`list the events of issue ${issue}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/events';
        const found = await client.paginate(route, { ...at, issue_number: issue, per_page: 100 });
        return z.array(Event).parse(found).map(toAct);
      }),
    closer: (issue) =>
      call(`read the timeline of issue ${issue}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline';
        const found = await client.paginate(route, { ...at, issue_number: issue, per_page: 100 });
        return closerOf(found, `${at.owner}/${at.repo}`);
      }),
  };
}

interface Parts {
  readonly client: Client;
  readonly at: { readonly owner: string; readonly repo: string; readonly headers: Record<string, string> };
  /** Makes failures ours. */
  readonly call: <T>(what: string, run: () => Promise<T>) => Promise<T>;
}

/** GitHub drops a change of state without a word where the right is missing: the answer tells. */
const Closed = z.object({ state: z.string(), state_reason: z.string().nullish().catch(null) });

const Event = z.object({
  event: z.string(),
  created_at: z.string(),
  actor: z
    .object({ login: z.string(), type: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
  performed_via_github_app: z.object({ id: z.number() }).nullish().catch(null),
  label: z.object({ name: z.string() }).nullish().catch(null),
});

function toAct({
  event,
  created_at: at,
  actor,
  performed_via_github_app: app,
  label,
}: z.infer<typeof Event>) {
  return {
    event,
    at,
    by: actor ? { login: actor.login, bot: actor.type === 'Bot' } : null,
    app: app?.id ?? null,
    ...(label ? { label: label.name } : {}),
  };
}

/** Null where GitHub does not take the request as it is. */
async function orRefused<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 422) return null;
    throw error;
  }
}
