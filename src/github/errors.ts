import { GitHubError, Shut } from './github.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** What an answer of GitHub says about trying again. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly message: string;
  /** Where it was asked. */
  readonly url: string;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/**
 * What a refusal means for whatever else the installation may want of GitHub: it asked too much (`limited`), it is
 * suspended or gone (`away`), it asks what it may not (`refused`), or nothing: this one issue or repository takes no more
 * (`shut`), or GitHub is in trouble (`failed`).
 */
export interface Refusal {
  readonly kind: 'limited' | 'away' | 'refused' | 'shut' | 'failed';
  readonly status: number;
  /** Milliseconds for which GitHub asked us to wait; null where it did not say. */
  readonly wait: number | null;
}

/**
 * An error of the HTTP client as ours: is it worth another try, and when?
 *
 * 429 and some 403 are rate limits: wait as `retry-after` says, else until `x-ratelimit-reset`, else a minute
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 * A suspended installation may come back: it is asked once an hour.
 * Other 4xx are final: asking again would only annoy. Where the issue is locked or gone it is `Shut`; what else is
 * refused – a right that is missing, a request that is not valid – is for a person to mend.
 */
export function toGitHubError(error: unknown, what: string, now: number): GitHubError {
  if (error instanceof GitHubError) return error;
  const answer = readAnswer(error);
  if (!answer)
    return new GitHubError(`${what}: no answer from GitHub (${messageOf(error)})`, 0, true, null, error);
  const { kind, status, wait } = refusalOf(answer, now);
  const told = `${what}: GitHub answered ${status} (${answer.message})`;
  if (kind === 'shut') return new Shut(told, status, error);
  return new GitHubError(
    told,
    status,
    kind !== 'refused',
    wait ?? (kind === 'limited' ? MINUTE : kind === 'away' ? HOUR : null),
    error,
  );
}

/** What an error of the HTTP client means for the installation. */
export function readRefusal(error: unknown, now: number): Refusal {
  const answer = readAnswer(error);
  return answer ? refusalOf(answer, now) : { kind: 'failed', status: 0, wait: null };
}

/** How long the budget of an answer is used up, in milliseconds; null while calls are left. */
export function exhaustedFor(headers: Headers, now: number): number | null {
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return null;
  // The reset is told by GitHub's clock, and so is the date of the answer; ours may be a day off.
  const there = Date.parse(String(headers['date']));
  return Math.max(1000, reset * 1000 - (Number.isNaN(there) ? now : there));
}

function refusalOf(answer: Answer, now: number): Refusal {
  const { status, headers } = answer;
  return { kind: kindOf(answer), status, wait: readRetryAfter(headers) ?? exhaustedFor(headers, now) };
}

function kindOf(answer: Answer): Refusal['kind'] {
  const { status, message, url } = answer;
  if (isRateLimit(answer)) return 'limited';
  if (status === 403 && /suspended/i.test(message)) return 'away';
  // No token is made for an installation that is not there.
  if (status === 404 && url.endsWith('/access_tokens')) return 'away';
  if (GONE.has(status) || (status === 403 && SHUT.test(message))) return 'shut';
  return status >= 500 || status === 408 || status === 401 ? 'failed' : 'refused';
}

/** Deleted, hidden, moved away, taken down. */
const GONE: ReadonlySet<number> = new Set([404, 410, 423, 451]);

/** What GitHub says with a 403 that is about one issue or repository, and not about what we may do. */
const SHUT =
  /issue is locked|archived|read-only|commenting is disabled|issues (?:has|have) been disabled|access blocked|user is blocked/i;

function readAnswer(error: unknown): Answer | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status, response, request } = error as {
    status: unknown;
    response?: { headers?: Headers };
    request?: { url?: string };
  };
  if (typeof status !== 'number' || !response) return null;
  return { status, headers: response.headers ?? {}, message: messageOf(error), url: request?.url ?? '' };
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

function readRetryAfter(headers: Headers): number | null {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] === undefined || !Number.isFinite(seconds)) return null;
  return Math.max(0, seconds * 1000);
}

/** One line, short: the client's messages may quote whole answers. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
