import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHealth, type HealthParts } from '../../src/app/health.ts';
import type { Handler } from '../../src/app/intake.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { StoreError } from '../../src/store/store.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

const gaugesOf = (waiting: number) => () => Promise.resolve({ waiting, running: 0, dead: 0, oldest: 0 });
const writesSince = () => Promise.resolve([]);
const METRICS = { version: '1', perHour: 400, now: () => 0 };
const GOOD: HealthParts = {
  store: { trouble: () => Promise.resolve(null), gauges: gaugesOf(0) },
  draining: () => false,
  queueCap: 10_000,
  sign: () => {},
  version: '1.2.3',
  metrics: null,
  now: () => 0,
};

/** Status and body of a request to a server with these parts; 404 where the handler passes it on, 500 where it throws. */
async function ask(path: string, parts: Partial<HealthParts> = {}, method = 'GET') {
  return await askOf(createHealth({ ...GOOD, ...parts }), path, method);
}

async function askOf(handler: Handler, path: string, method = 'GET') {
  server?.close();
  server = createServer((request, response) => {
    handler(request, response).then(
      (handled) => handled || response.writeHead(404).end(),
      () => (response.headersSent ? response.destroy() : response.writeHead(500).end()),
    );
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { connection: 'close' } });
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type'), text };
}

test.each<[string, object]>([
  ['/healthz', { status: 'alive' }],
  ['/version', { name: 'race-triage', version: '1.2.3' }],
  ['/readyz?full', { ready: true, checks: { store: 'ok', key: 'ok', queue: 'ok', drain: 'ok' } }],
])('%s', async (path, body) => {
  const { status, type, text } = await ask(path);
  expect([status, type, JSON.parse(text)]).toEqual([200, 'application/json', body]);
});

describe('readiness: each trouble shows in its own check', () => {
  test.each<[string, Partial<HealthParts>, object]>([
    [
      'a store that takes nothing',
      {
        store: { trouble: () => Promise.resolve('cannot be written: the disk is full'), gauges: gaugesOf(0) },
      },
      { store: 'cannot be written: the disk is full', queue: 'ok', drain: 'ok' },
    ],
    [
      'a store that fails in between',
      { store: { trouble: () => Promise.resolve(null), gauges: () => Promise.reject(new StoreError('x')) } },
      { store: 'cannot be read', queue: 'ok' },
    ],
    [
      'too long a queue',
      { store: { ...GOOD.store, gauges: gaugesOf(10_000) } },
      { store: 'ok', queue: '10000 jobs wait; 10000 are too many' },
    ],
    [
      'a key that does not sign any more',
      {
        sign: () => {
          throw new Error('x');
        },
      },
      { store: 'ok', key: 'does not sign', queue: 'ok' },
    ],
    ['shutting down', { draining: () => true }, { store: 'ok', queue: 'ok', drain: 'shutting down' }],
  ])('%s', async (_, parts, checks) => {
    const { status, text } = await ask('/readyz', parts);
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { ready: false, checks: expect.objectContaining(checks) },
    ]);
  });

  test.each([
    ['within a second is tried once', 999, 503],
    ['is tried again after a second', 1_000, 200],
    ['is tried again when the clock was put back', -3_600_000, 200],
  ])('a store that strangers ask about %s', async (_, later, status) => {
    const answers = ['cannot be written: the disk is full', null];
    let at = 5_000_000;
    const store = { ...GOOD.store, trouble: () => Promise.resolve(answers.shift() ?? null) };
    const handler = createHealth({ ...GOOD, store, now: () => at });
    expect((await askOf(handler, '/readyz')).status).toBe(503);
    at += later;
    expect((await askOf(handler, '/readyz')).status).toBe(status);
  });

  test('a queue with room for one more is still ready', async () => {
    expect((await ask('/readyz', { store: { ...GOOD.store, gauges: gaugesOf(9_999) } })).status).toBe(200);
  });
});

describe('metrics', () => {
  test('are served where they are public', async () => {
    const { status, text, type } = await ask('/metrics', {
      metrics: createMetrics({ ...GOOD.store, writesSince }, METRICS),
    });
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toContain('race_triage_queue_depth 0');
  });

  test('are not found where they are not', async () => {
    expect((await ask('/metrics')).status).toBe(404);
  });

  test('that cannot be made leave room for an answer', async () => {
    const store = { writesSince, gauges: () => Promise.reject(new StoreError('x')) };
    expect((await ask('/metrics', { metrics: createMetrics(store, METRICS) })).status).toBe(500);
  });
});

test.each([
  ['/', 'GET'],
  ['/healthz/x', 'GET'],
  ['/healthz', 'POST'],
  ['/api/github/webhooks', 'GET'],
])('%s by %s is for others', async (path, method) => {
  expect((await ask(path, {}, method)).status).toBe(404);
});
