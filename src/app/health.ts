import type { ServerResponse } from 'node:http';
import type { Store } from '../store/store.ts';
import type { Handler } from './intake.ts';
import type { Metrics } from './metrics.ts';

export interface HealthParts {
  readonly store: Pick<Store, 'trouble' | 'gauges'>;
  readonly draining: () => boolean;
  /** From so many waiting jobs on we ask for no more traffic. */
  readonly queueCap: number;
  /** Throws where the private key does not sign. */
  readonly sign: () => void;
  readonly version: string;
  /** Null where the public listener does not serve them. */
  readonly metrics: Metrics | null;
  readonly now: () => number;
}

/** How old an answer of the store may get, in milliseconds: strangers who ask all the time must not make it write. */
const FRESH = 1_000;

/** The routes an operator's tools ask: `/healthz`, `/readyz`, `/version`, `/metrics`. */
export function createHealth(parts: HealthParts): Handler {
  const trouble = askedSeldom(() => parts.store.trouble(), parts.now);
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    '/healthz': (response) => json(response, 200, { status: 'alive' }),
    '/version': (response) => json(response, 200, { name: 'race-triage', version: parts.version }),
    '/readyz': async (response) => {
      const checks = await readChecks(parts, await trouble());
      const ready = Object.values(checks).every((check) => check === 'ok');
      json(response, ready ? 200 : 503, { ready, checks });
    },
    ...(parts.metrics ? { '/metrics': serveMetrics(parts.metrics) } : {}),
  };
  return async (request, response) => {
    const route = request.method === 'GET' ? routes[(request.url ?? '').split('?')[0] ?? ''] : undefined;
    if (!route) return false;
    await route(response);
    return true;
  };
}

/** Each check with `ok` or what is wrong. */
async function readChecks(
  { store, draining, now, queueCap, sign }: HealthParts,
  trouble: string | null,
): Promise<Record<string, string>> {
  const gauges = trouble === null ? await store.gauges(now()).catch(() => null) : null;
  const waiting = gauges?.waiting ?? 0;
  return {
    store: gauges ? 'ok' : (trouble ?? 'cannot be read'),
    key: signs(sign) ? 'ok' : 'does not sign',
    queue: waiting < queueCap ? 'ok' : `${waiting} jobs wait; ${queueCap} are too many`,
    drain: draining() ? 'shutting down' : 'ok',
  };
}

/** The same answer for all who ask within a second. */
function askedSeldom<T>(ask: () => Promise<T>, now: () => number): () => Promise<T> {
  let asked = { at: -Infinity, answer: null as Promise<T> | null };
  return () => {
    if (asked.answer === null || Math.abs(now() - asked.at) >= FRESH) asked = { at: now(), answer: ask() };
    return asked.answer as Promise<T>;
  };
}

function signs(sign: () => void): boolean {
  try {
    sign();
    return true;
  } catch {
    return false;
  }
}

function serveMetrics(metrics: Metrics) {
  return async (response: ServerResponse): Promise<void> => {
    // First the text: what fails after the head is written cannot be answered any more.
    const text = await metrics.render();
    response.writeHead(200, { 'content-type': metrics.contentType });
    response.end(text);
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
