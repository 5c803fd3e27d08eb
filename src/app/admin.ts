import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { EVERYBODY, FOR_EVER } from '../store/pace.ts';
import type { Store } from '../store/store.ts';
import type { Handler } from './intake.ts';
import type { Metrics } from './metrics.ts';

/** Without a token, a change needs this header: no page in a browser can send it from elsewhere. */
export const ADMIN_HEADER = 'x-race-triage-admin';

/** Letters that a list gives at most. */
const LISTED = 1_000;

export interface AdminParts {
  readonly store: Pick<
    Store,
    'letters' | 'letter' | 'revive' | 'dropLetter' | 'hold' | 'lift' | 'holds' | 'gauges'
  >;
  /** Null: on the loopback interface only, and nobody is asked for one. */
  readonly token: string | null;
  /** Names under which the listener may be asked for; null: any. */
  readonly hosts: ReadonlySet<string> | null;
  /** Null where they are served elsewhere, or nowhere. */
  readonly metrics: Metrics | null;
  readonly wake: () => void;
  readonly now: () => number;
  readonly log: Logger;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The operator's routes, on a listener of their own: dead letters, pause and resume, metrics. */
export function createAdmin(parts: AdminParts): Handler {
  return async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const refusal = refuse(request, parts);
    if (!refusal && request.method === 'GET' && path === '/metrics' && parts.metrics) {
      const text = await parts.metrics.render();
      response.writeHead(200, { 'content-type': parts.metrics.contentType }).end(text);
      return true;
    }
    const answer = refusal ?? (await serve(`${request.method} ${path}`, parts));
    if (request.method === 'POST')
      parts.log.info({ path: path.slice(0, 80), status: answer.status }, 'admin');
    reply(response, answer);
    return true;
  };
}

const NOT_FOUND: Answer = { status: 404, body: { message: 'there is no such thing' } };

async function serve(asked: string, parts: AdminParts): Promise<Answer> {
  const { store, now, wake } = parts;
  switch (asked) {
    case 'GET /status':
      return { status: 200, body: await status(parts) };
    case 'GET /dead-letters':
      return { status: 200, body: { letters: await store.letters(LISTED) } };
    case 'POST /dead-letters/retry':
      return { status: 200, body: { retried: await retryAll(parts) } };
    case 'POST /pause':
      await store.hold(EVERYBODY, FOR_EVER, 'the operator paused it');
      return { status: 200, body: { paused: true } };
    case 'POST /resume':
      await store.lift(EVERYBODY);
      wake();
      return { status: 200, body: { paused: false } };
  }
  const [, verb, number, act] =
    /^(GET|POST) \/dead-letters\/(\d{1,15})(?:\/(retry|drop))?$/.exec(asked) ?? [];
  const seq = Number(number);
  if (verb === 'GET' && !act) {
    const letter = await store.letter(seq);
    return letter ? { status: 200, body: letter } : NOT_FOUND;
  }
  if (verb !== 'POST' || !act) return NOT_FOUND;
  const done = act === 'retry' ? await store.revive(seq, now()) : await store.dropLetter(seq);
  if (act === 'retry') wake();
  return done ? { status: 200, body: { [act === 'retry' ? 'retried' : 'dropped']: 1 } } : NOT_FOUND;
}

async function status({ store, now }: AdminParts): Promise<object> {
  const holds = await store.holds(now());
  return {
    paused: holds.some(({ installation }) => installation === EVERYBODY),
    holds: holds.filter(({ installation }) => installation !== EVERYBODY),
    queue: await store.gauges(now()),
  };
}

async function retryAll({ store, now, wake }: AdminParts): Promise<number> {
  let retried = 0;
  for (const { seq } of await store.letters(LISTED)) if (await store.revive(seq, now())) retried += 1;
  wake();
  return retried;
}

function refuse({ method, headers }: IncomingMessage, { token, hosts }: AdminParts): Answer | null {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  // A page elsewhere may have its name lead to this address; it cannot change what the browser calls us.
  if (hosts && !hosts.has(host)) return { status: 403, body: { message: 'not under this name' } };
  if (token !== null && !isSame(headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, body: { message: 'Authorization: Bearer ADMIN_TOKEN is required' } };
  if (method !== 'GET' && method !== 'POST') return { status: 405, body: { message: 'GET or POST' } };
  if (method === 'POST' && token === null && headers[ADMIN_HEADER] === undefined)
    return { status: 403, body: { message: `a change needs the header ${ADMIN_HEADER}` } };
  return null;
}

/** In the same time whatever differs. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function reply(response: ServerResponse, { status: code, body }: Answer): void {
  response.writeHead(code, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(code === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  response.end(`${JSON.stringify(body)}\n`);
}
