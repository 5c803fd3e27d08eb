import { Octokit } from '@octokit/rest';
import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import { readTwice } from './again.ts';
import { toGitHubError } from './errors.ts';
import type { AppIdentity, Gate, GitHubAccess } from './github.ts';
import { API_VERSION, type Client, createOctokitGitHub } from './octokit.ts';
import { rememberRoles, type Roles } from './roles.ts';
import { routeOf } from './route.ts';

/** Longer than any answer GitHub means to give: it cuts a request off after ten seconds. */
const TIMEOUT = 30_000;

const VERSION_HEADER = 'x-github-api-version';

export interface AccessSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** The REST base, `https://api.github.com`. */
  readonly apiUrl: string;
}

/**
 * A Probot whose octokit asks once and gives up in time. Probot's retries would repeat a comment whose answer
 * was lost, and its throttling forgets what it holds when the process ends; the inbox does both better.
 */
export function createProbot(settings: AccessSettings, log: Logger): Probot {
  return new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    log,
    // A function, since Probot lays options of its own over plain defaults and would switch throttling on again.
    Octokit: ProbotOctokit.defaults((options: object) => ({
      ...options,
      baseUrl: settings.apiUrl,
      retry: { enabled: false },
      throttle: { enabled: false },
      request: { fetch: fetchInTime },
    })),
  });
}

/** GitHub as the app: each repository with a token of its own installation, which Probot keeps for an hour. */
export function createAccess(
  probot: Probot,
  now: () => number,
  gateOf?: (installation: number) => Gate,
): GitHubAccess {
  let self: Promise<AppIdentity> | null = null;
  const roles: Roles = new Map();
  return {
    async repository(ref, installation) {
      try {
        // What Probot hands out has the same core and the same routes as @octokit/rest; only the types differ.
        const client = (await probot.auth(installation)) as unknown as Client & Pick<Octokit, 'hook'>;
        if (gateOf) stand(client, gateOf(installation));
        // Registered last it is the outer one: also the second time it stands in line.
        readTwice(client);
        return rememberRoles(createOctokitGitHub(client, ref, now), ref.id, roles, now);
      } catch (error) {
        throw toGitHubError(error, `sign in to installation ${installation}`, now());
      }
    },
    self() {
      self ??= readSelf(probot, now).catch((error: unknown) => {
        self = null;
        throw error;
      });
      return self;
    },
  };
}

/** A client with a person's token, for the command line. */
export function createTokenClient(apiUrl: string, token: string | null): Client {
  return new Octokit({
    baseUrl: apiUrl,
    ...(token === null ? {} : { auth: token }),
    request: { fetch: fetchInTime },
    // A refusal is thrown, and told by whoever asked; octokit would print each to the terminal as well.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
}

/** What octokit asks by itself to sign in is part of the call that needs it, and must not stand in line behind it. */
const SIGN_IN = '/app/installations/{installation_id}/access_tokens';

function stand({ hook }: Pick<Octokit, 'hook'>, gate: Gate): void {
  hook.wrap('request', async (request, options) => {
    if (options.url === SIGN_IN) return await request(options);
    return await gate.through(
      { method: options.method, route: routeOf(options.url) },
      async () => await request(options),
    );
  });
}

function ignore(): void {}

async function readSelf(probot: Probot, now: () => number): Promise<AppIdentity> {
  try {
    const octokit = await probot.auth();
    const { data } = await octokit.request('GET /app');
    if (!data?.slug) throw new Error('the answer names no app');
    return { id: data.id, slug: data.slug };
  } catch (error) {
    throw toGitHubError(error, 'ask who we are', now());
  }
}

/**
 * `fetch` that does not hang: octokit sets no limit of its own. It also names the API version where the caller
 * could not, as in the requests for tokens that octokit makes by itself.
 */
async function fetchInTime(url: string, options: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  const headers = new Headers(options.headers);
  if (!headers.has(VERSION_HEADER)) headers.set(VERSION_HEADER, API_VERSION);
  const response = await fetch(url, { ...options, headers, signal });
  // A sign-in page of a proxy is no answer of GitHub: taken for one it would read as an empty repository.
  const type = response.headers.get('content-type');
  if (response.ok && type !== null && !type.includes('json')) throw new Error(`an answer of type ${type}`);
  return response;
}
