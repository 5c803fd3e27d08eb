import { GitHubError } from './github.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** What an answer of GitHub says about trying again. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/**
 * An error of the HTTP client as ours: is it worth another try, and when?
 *
 * 429 and some 403 are rate limits: wait as `retry-after` says, else until `x-ratelimit-reset`, else a minute
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 * A suspended installation may come back: it is asked once an hour.
 * Other 4xx are final: the issue is locked, gone or not ours, and asking again would only annoy.
 */
export function toGitHubError(error: unknown, what: string, now: number): GitHubError {
  if (error instanceof GitHubError) return error;
  const answer = readAnswer(error);
  if (!answer)
    return new GitHubError(`${what}: no answer from GitHub (${messageOf(error)})`, 0, true, null, error);
  const limited = isRateLimit(answer);
  const suspended = answer.status === 403 && /suspended/i.test(answer.message);
  const retryable =
    limited || suspended || answer.status >= 500 || answer.status === 408 || answer.status === 401;
  const wait = waitOf(answer, now) ?? (limited ? MINUTE : suspended ? HOUR : null);
  return new GitHubError(
    `${what}: GitHub answered ${answer.status} (${answer.message})`,
    answer.status,
    retryable,
    wait,
    error,
  );
}

function readAnswer(error: unknown): Answer | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status, response } = error as { status: unknown; response?: { headers?: Answer['headers'] } };
  if (typeof status !== 'number' || !response) return null;
  return { status, headers: response.headers ?? {}, message: messageOf(error) };
}

function isRateLimit({ status, headers, message }: Answer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(message)
  );
}

function waitOf({ headers }: Answer, now: number): number | null {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return null;
  return Math.max(1000, reset * 1000 - now);
}

/** One line, short: the client's messages may quote whole answers. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
