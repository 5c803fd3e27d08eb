import type { Probot } from 'probot';
import { toGitHubError } from './errors.ts';
import { GitHubError } from './github.ts';

/** A delivery as GitHub keeps it: what was sent, and how it was answered. */
export interface Sent {
  readonly id: number;
  /** The same for every attempt to deliver one event. */
  readonly guid: string;
  readonly at: number;
  readonly redelivery: boolean;
  /** Whether it was answered 2xx or 3xx. */
  readonly ok: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
}

/** GitHub's own ledger of what it delivered to this app. */
export interface Hooks {
  /** A hundred deliveries, the youngest first; null where this GitHub keeps no ledger. */
  page(cursor: string | null): Promise<{ sent: readonly Sent[]; next: string | null } | null>;
  /** Asks for another attempt. False where it can no longer be had. */
  again(id: number): Promise<boolean>;
}

export function createHooks(probot: Probot, now: () => number): Hooks {
  const call = async <T>(what: string, run: () => Promise<T>): Promise<T | null> => {
    try {
      return await run();
    } catch (error) {
      const failure = toGitHubError(error, what, now());
      if (failure instanceof GitHubError && failure.status === 404) return null;
      throw failure;
    }
  };
  return {
    page: (cursor) =>
      call('list the deliveries', async () => {
        const client = await probot.auth();
        const { data, headers } = await client.request('GET /app/hook/deliveries', {
          per_page: 100,
          ...(cursor === null ? {} : { cursor }),
        });
        return { sent: data.map(toSent), next: cursorOf(headers.link) };
      }),
    async again(id) {
      const asked = await call('ask for a delivery again', async () => {
        const client = await probot.auth();
        await client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
        return true;
      });
      return asked ?? false;
    },
  };
}

interface RestDelivery {
  readonly id: number | bigint;
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: number | bigint | null;
  readonly repository_id: number | bigint | null;
}

function toSent(one: RestDelivery): Sent {
  return {
    id: Number(one.id),
    guid: one.guid,
    at: Date.parse(one.delivered_at),
    redelivery: one.redelivery,
    ok: one.status_code >= 200 && one.status_code < 400,
    event: one.event,
    action: one.action,
    installation: one.installation_id === null ? null : Number(one.installation_id),
    repository: one.repository_id === null ? null : Number(one.repository_id),
  };
}

function cursorOf(link: string | undefined): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next && URL.canParse(next) ? new URL(next).searchParams.get('cursor') : null;
}
