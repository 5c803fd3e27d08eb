import type { AppIdentity } from '../github/github.ts';
import type { Actor, Hint, RepositoryRef } from '../triage/job.ts';
import type { Payload } from './payload.ts';

/** What an event tells us of a repository or one of its issues. */
export interface About {
  /** Null: the repository of the payload. */
  readonly repository: RepositoryRef | null;
  readonly hint: Hint;
}

export function aboutIssue(
  payload: Payload,
  read: (payload: Payload) => Hint | null,
): readonly About[] | string {
  if (!payload.issue) return 'it names no issue';
  if (payload.issue.pull_request) return 'it is about a pull request';
  const hint = read(payload);
  return hint ? [{ repository: null, hint }] : 'it does not say what changed';
}

export function botLogin(self: AppIdentity | null): string | null {
  return self && `${self.slug}[bot]`;
}

export function actor(user: Payload['sender']): Actor {
  return { login: user?.login ?? 'ghost', bot: user?.type === 'Bot' };
}
