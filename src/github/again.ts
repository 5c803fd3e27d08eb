import type { Octokit } from '@octokit/rest';
import { readRefusal } from './errors.ts';
import { GitHubError } from './github.ts';

/**
 * From now on a read that fails for a moment is asked for once more, at once: a connection that was closed while it lay idle,
 * a server that restarts. Of twenty reads of a job one that fails would send all of it round again, seconds or minutes
 * later. What fails twice is the inbox's business; a write always is, since it may have been done.
 */
export function readTwice({ hook }: Pick<Octokit, 'hook'>): void {
  hook.wrap('request', async (request, options) => {
    try {
      return await request(options);
    } catch (error) {
      if (options.method !== 'GET' || !isOfTheMoment(error)) throw error;
      return await request(options);
    }
  });
}

/** GitHub failed and did not ask to wait. One that took all the time it had would take it again. */
function isOfTheMoment(error: unknown): boolean {
  if (error instanceof GitHubError || isTimeOut(error)) return false;
  const { kind, status, wait } = readRefusal(error, 0);
  return kind === 'failed' && wait === null && status !== 401;
}

/** The client wraps what `fetch` threw. */
function isTimeOut(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: { name?: unknown } };
  return name === 'TimeoutError' || cause?.name === 'TimeoutError';
}
