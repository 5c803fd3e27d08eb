import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AppIdentity } from '../github/github.ts';
import type { Store } from '../store/store.ts';
import { BODY_LIMIT, type Outcome, OVERLOADED, readBody, TOO_LARGE } from './body.ts';
import type { DeliveryLabels } from './delivery-labels.ts';
import { hear, type Heard } from './events.ts';

export const WEBHOOK_PATH = '/api/github/webhooks';

/** Bytes of all bodies being read at one time: an unsigned flood must not fill the memory. */
export const IN_FLIGHT_LIMIT = 67_108_864;

/** Seconds a sender is asked to wait when we cannot take a delivery now. */
const RETRY_AFTER = 30;

/** How long the rest of a refused body is thrown away before the connection is closed, in milliseconds. */
const LINGER = 2_000;

/** How much of it at most, in bytes: twenty bodies of 25 MB would leave half a gigabyte to collect. */
const THROWN_AWAY = 1_048_576;

export interface IntakeParts {
  readonly store: Pick<Store, 'put' | 'forgetInstallation' | 'lift'>;
  readonly secrets: readonly string[];
  /** Who we are, as far as known; never waits. */
  readonly self: () => AppIdentity | null;
  /** Told of deliveries that were heard and leave nothing in the store. */
  readonly heard?: (delivery: string) => void;
  /** Called after new work was stored. */
  readonly wake: () => void;
  readonly draining: () => boolean;
  readonly now: () => number;
  readonly log: Logger;
  /** Told of every answer, for the metrics. */
  readonly count?: (labels: DeliveryLabels, milliseconds: number) => void;
  /** Whether as many jobs wait as may. */
  readonly isFull?: (coming: number) => Promise<boolean>;
  /** Owners whose repositories are served, in lower case; null: all. */
  readonly owners?: ReadonlySet<string> | null;
}

/** Handles the webhook route; false for all other requests. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Takes deliveries: checks size and signature while the bytes come, stores what is ours so that it survives a
 * crash, then answers 202. No work is done here, and nothing is asked of GitHub.
 */
export function createIntake(parts: IntakeParts): Handler {
  let inFlight = 0;
  let announcedLarge = 0;
  return async (request, response) => {
    if (request.method !== 'POST' || pathOf(request) !== WEBHOOK_PATH) return false;
    const start = parts.now();
    const reply = (outcome: Outcome) => answer(request, response, outcome, { ...parts, start });
    const large = largeBody(request);
    const refusal = refuseByHeaders(
      request,
      parts,
      Math.max(inFlight + announced(request), announcedLarge + large),
    );
    if (refusal) return reply(refusal);
    announcedLarge += large;
    let held = 0;
    const body = await readBody(request, parts.secrets, (bytes) => {
      held += bytes;
      inFlight += bytes;
      return inFlight <= IN_FLIGHT_LIMIT;
    });
    try {
      const outcome = 'refusal' in body ? body.refusal : await take(request, body.text, parts);
      return reply(outcome);
    } finally {
      inFlight -= held;
      announcedLarge -= large;
    }
  };
}

/** Above this, in bytes, a body has its place from its header on; hardly a delivery is so large. */
const LARGE = 1_048_576;

/** The length of the body as its header says; 0 where it comes in chunks. */
function announced({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0) || 0;
}

/**
 * Of large bodies only so many are begun as there is room for: twenty that are given up half-way cost more memory than
 * two. Small ones count as they come, so that nobody can keep them out by announcing what is never sent.
 */
function largeBody(request: IncomingMessage): number {
  const length = announced(request);
  return length > LARGE ? length : 0;
}

/** GitHub keeps it, and we ask for it again when there is room. */
const FULL: Outcome = { status: 503, result: 'queue-full', message: 'too much work waits' };

/** What can be refused before a byte of the body is read. `wanted`: the bytes in flight, were this one taken. */
function refuseByHeaders(request: IncomingMessage, parts: IntakeParts, wanted: number): Outcome | null {
  const { headers } = request;
  if (parts.draining()) return { status: 503, result: 'draining', message: 'shutting down' };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { status: 415, result: 'wrong-type', message: 'send application/json' };
  if (typeof headers['x-hub-signature-256'] !== 'string') {
    return { status: 401, result: 'unsigned', message: 'X-Hub-Signature-256 is missing' };
  }
  if (!headers['x-github-event'] || !headers['x-github-delivery']) {
    return { status: 400, result: 'malformed', message: 'X-GitHub-Event and X-GitHub-Delivery are required' };
  }
  if (announced(request) > BODY_LIMIT) return TOO_LARGE;
  return wanted > IN_FLIGHT_LIMIT ? OVERLOADED : null;
}

async function take(request: IncomingMessage, text: string, parts: IntakeParts): Promise<Outcome> {
  const payload = parseJson(text);
  if (payload === undefined)
    return { status: 400, result: 'malformed', message: 'the body is not a JSON object' };
  return { ...(await keep(request, payload, parts)), action: actionOf(payload) };
}

async function keep(request: IncomingMessage, payload: object, parts: IntakeParts): Promise<Outcome> {
  const event = String(request.headers['x-github-event']);
  const delivery = String(request.headers['x-github-delivery']);
  const heard = hear(event, payload, parts.self(), parts.owners);
  try {
    const outcome = await store(heard, delivery, parts);
    if (heard.kind !== 'work') parts.heard?.(delivery);
    return outcome;
  } catch (error) {
    parts.log.error({ delivery, err: error }, 'a delivery could not be stored');
    return { status: 503, result: 'not-stored', message: 'the store does not take it now' };
  }
}

export async function store(
  heard: Heard,
  delivery: string,
  { store: inbox, now, wake, isFull }: IntakeParts,
): Promise<Outcome> {
  if (heard.kind === 'ignored') return { status: 202, result: 'ignored', message: heard.because };
  if (heard.kind === 'uninstalled') {
    await inbox.forgetInstallation(heard.installation, now());
    return { status: 202, result: 'uninstalled', message: 'everything of the installation was dropped' };
  }
  if (heard.kind === 'resumed') {
    await inbox.lift(heard.installation);
    wake();
    return { status: 202, result: 'resumed', message: 'what waits for the installation goes on' };
  }
  if (await isFull?.(heard.works.length)) return FULL;
  const results: string[] = [];
  for (const [index, work] of heard.works.entries()) {
    // The meaning is part of the id: a sender that repeats an id for another event must not silence that event.
    const id = [delivery, heard.meaning, ...(heard.works.length > 1 ? [index] : [])].join(' ');
    results.push(await inbox.put({ id, work }, now()));
  }
  if (!results.includes('new')) return { status: 202, result: 'known', message: 'this delivery came before' };
  wake();
  return { status: 202, result: 'queued', message: 'stored' };
}

function actionOf(payload: object): string | undefined {
  return 'action' in payload && typeof payload.action === 'string' ? payload.action : undefined;
}

function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Answers, and says so in one short line: never the payload, which may be a stranger's megabyte. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  outcome: Outcome,
  parts: IntakeParts & { readonly start: number },
): true {
  const { status, result, message, action = '' } = outcome;
  const event = short(request.headers['x-github-event']);
  parts.count?.({ event, action, result }, parts.now() - parts.start);
  const level = status < 300 ? (result === 'ignored' ? 'debug' : 'info') : 'warn';
  parts.log[level]({ delivery: short(request.headers['x-github-delivery']), event, status, result }, message);
  const body = JSON.stringify({ result, message });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(status === 503 ? { 'retry-after': String(RETRY_AFTER) } : {}),
    // The rest of a refused body is not worth keeping the connection for.
    ...(status >= 400 ? { connection: 'close' } : {}),
  });
  if (request.complete || request.destroyed) response.end(body);
  else linger(request, response, body);
  return true;
}

/**
 * Closing a connection while bytes are on their way resets it, and the sender never reads the answer. So the
 * answer goes out at once, and what still comes is thrown away for a moment before the connection ends – not more than a
 * little: whoever sends megabytes that nobody takes reads meanwhile, or waits.
 */
function linger(request: IncomingMessage, response: ServerResponse, body: string): void {
  let thrown = 0;
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER);
  response.write(body);
  request.once('end', end).once('close', end).once('error', end);
  request.on('data', (chunk: Buffer) => {
    thrown += chunk.length;
    if (thrown > THROWN_AWAY) request.pause();
  });
}

function short(header: string | readonly string[] | undefined): string {
  return String(header ?? '').slice(0, 80);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
