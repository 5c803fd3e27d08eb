import { nameOf } from './auth.ts';
import type { Caller, Credentials } from './auth.ts';
import type { Fault, IncomingCall } from './calls.ts';
import type { Answer, Context, Handlers } from './context.ts';
import type { Deliveries } from './deliveries.ts';
import { withEtag } from './etag.ts';
import { isObject } from './json.ts';
import { RateLimits, rateHeaders, renderBudget, spend } from './rate-limit.ts';
import { Refusal } from './refusal.ts';
import { routeOf, templateOf } from './router.ts';
import type { Route } from './router.ts';
import { appRoutes } from './routes-app.ts';
import { commentRoutes } from './routes-comments.ts';
import { issueRoutes } from './routes-issues.ts';
import { labelRoutes } from './routes-labels.ts';
import { repositoryRoutes } from './routes-repository.ts';
import { suggestionRoutes } from './routes-suggestions.ts';
import { answerProblems, requestProblems } from './validate.ts';
import type { World } from './world.ts';

const HANDLERS: Handlers = {
  ...appRoutes,
  ...commentRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...repositoryRoutes,
  ...suggestionRoutes,
};
const GITHUB_HOST_PREFIX = '/api/v3';
const UNCOUNTED = '/rate_limit';

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** A request that has been read: who, what, and what the log calls it. */
export interface Incoming {
  readonly call: IncomingCall;
  readonly caller: Caller;
  readonly route: Route | undefined;
  readonly prefix: string;
  readonly headers: RawRequest['headers'];
  /** Why it cannot be served at all. */
  readonly refusal: Refusal | undefined;
}

export interface ServiceParts {
  readonly world: World;
  readonly credentials: Credentials;
  readonly deliveries: Deliveries;
  readonly violations: string[];
  readonly rateLimit: number;
  readonly maxPageSize: number;
}

/** Requests in, answers out; no sockets here. */
export class Service {
  private readonly parts: ServiceParts;
  private readonly rates: RateLimits;

  constructor(parts: ServiceParts) {
    this.parts = parts;
    this.rates = new RateLimits(parts.rateLimit, parts.world.now);
  }

  read(raw: RawRequest, step: number): Incoming {
    const { caller, refusal } = this.identify(raw.headers['authorization']);
    const url = new URL(raw.url, 'http://fake');
    const prefix = url.pathname.startsWith(`${GITHUB_HOST_PREFIX}/`) ? GITHUB_HOST_PREFIX : '';
    const path = url.pathname.slice(prefix.length);
    const route = routeOf(raw.method, path) ?? routeOf(raw.method, this.byName(path));
    const body = bodyOf(raw.text);
    const call = {
      step,
      method: raw.method,
      path,
      query: Object.fromEntries(url.searchParams),
      by: nameOf(caller),
      route: route ? templateOf(route.operation) : '',
      body: body ?? {},
      apiVersion: raw.headers['x-github-api-version'],
      userAgent: raw.headers['user-agent'],
    };
    const unread =
      body === undefined && raw.text !== '' ? new Refusal(400, 'Problems parsing JSON') : undefined;
    return { call, caller, route, prefix, headers: raw.headers, refusal: refusal ?? unread };
  }

  serve(incoming: Incoming, fault?: Fault): Answer {
    const { call, caller, route } = incoming;
    const budget = this.rates.budgetOf(caller, call.by);
    const answer = this.attempt(incoming, fault);
    if (route)
      this.note(
        call,
        answerProblems(route.operation, answer.status, answer.text ?? answer.body),
        answer.text !== undefined,
      );
    const headers = { ...rateHeaders(budget), ...answer.headers };
    return withEtag({ ...answer, headers }, call.method, incoming.headers['if-none-match'], () =>
      refund(budget, call),
    );
  }

  private attempt(incoming: Incoming, fault: Fault | undefined): Answer {
    try {
      return this.answer(incoming, fault);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: error.body, headers: error.headers };
    }
  }

  private answer(incoming: Incoming, fault: Fault | undefined): Answer {
    const { call, caller, route, refusal } = incoming;
    if (refusal) throw refusal;
    const handler = route && HANDLERS[route.operation];
    if (!route || !handler) {
      this.note(call, ['no such operation in the subset']);
      throw new Refusal(404, 'Not Found');
    }
    const budget = this.rates.budgetOf(caller, call.by);
    if (call.route !== UNCOUNTED) spend(budget);
    this.check(incoming, route);
    const { world } = this.parts;
    const { method, query, body } = call;
    return handler({
      ...this.parts,
      caller,
      method,
      query,
      body,
      prefix: incoming.prefix,
      params: this.named(route),
      rate: renderBudget(budget),
      path: this.byName(call.path),
      accept: incoming.headers['accept'] ?? '',
      asOf: fault && 'staleBy' in fault ? world.now() - fault.staleBy : Infinity,
      ...(fault && 'pageSize' in fault ? { maxPageSize: fault.pageSize } : {}),
    } satisfies Context);
  }

  /** Unknown names are served, as GitHub does, and still reported: it silently drops them. */
  private check({ call }: Incoming, { operation, params }: Route): void {
    const sent = Object.keys(call.body).length > 0 ? call.body : undefined;
    const problems = requestProblems({ operation, params, query: call.query, body: sent });
    this.note(call, problems);
    const serious = problems.filter((problem) => !problem.startsWith('unknown'));
    if (serious.length > 0) throw new Refusal(422, `Invalid request.\n\n${serious.join('\n')}`);
  }

  private note(call: IncomingCall, problems: readonly string[], isRaw = false): void {
    if (isRaw) return;
    for (const problem of problems)
      this.parts.violations.push(`${call.step}. ${call.method} ${call.path}: ${problem}`);
  }

  /** `/repositories/1/issues` → `/repos/acme/widgets/issues`: GitHub's own links go by the number. */
  private byName(path: string): string {
    const [, first, id = '', ...rest] = path.split('/');
    const repository = this.parts.world.repositories.find((each) => String(each.id) === id);
    if (first !== 'repositories' || !repository) return path;
    return ['', 'repos', repository.owner.login, repository.name, ...rest].join('/');
  }

  private named({ params }: Route): Route['params'] {
    const repository = this.parts.world.repositories.find(
      (each) => String(each.id) === params['repository_id'],
    );
    return repository ? { ...params, owner: repository.owner.login, repo: repository.name } : params;
  }

  private identify(authorization: string | undefined): { caller: Caller; refusal?: Refusal } {
    try {
      return { caller: this.parts.credentials.callerOf(authorization) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { caller: { kind: 'anonymous' }, refusal: error };
    }
  }
}

/** What was never counted is not given back. */
function refund(budget: { used: number }, call: IncomingCall): void {
  if (call.route !== UNCOUNTED) budget.used -= 1;
}

function bodyOf(text: string): IncomingCall['body'] | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
