import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADMIN_HEADER, type AdminParts, createAdmin } from '../../src/app/admin.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { CLOSED, delivery } from '../contracts/values.ts';
import { keptLog } from './parts.ts';

const TOKEN = 'a token of the tests, long enough';
const CHANGE = { [ADMIN_HEADER]: '1' };

let store: Store;
let server: Server;
let woken: number;

beforeEach(async () => {
  store = await openMemoryStore();
  woken = 0;
});
afterEach(async () => {
  server.close();
  await store.close();
});

async function listen(more: Partial<AdminParts> = {}): Promise<void> {
  const handle = createAdmin({
    store,
    token: null,
    hosts: new Set(['localhost', '127.0.0.1']),
    metrics: null,
    wake: () => void (woken += 1),
    now: () => 1_000,
    log: keptLog().log,
    ...more,
  });
  server = createServer((asked, response) => void handle(asked, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; headers: IncomingHttpHeaders }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      resolve(read(response));
    })
      .on('error', reject)
      .end();
  });
}
async function read(response: IncomingMessage) {
  const body = await text(response);
  const isJson = response.headers['content-type'] === 'application/json';
  const { statusCode: status = 0, headers } = response;
  return { status, headers, body: isJson ? (JSON.parse(body) as unknown) : body };
}
async function dead(id: string, issue = 1): Promise<number> {
  await store.put(delivery(id, { hint: CLOSED, issue }), 0);
  const job = await store.claim(0, 1_000);
  if (!job) throw new Error('nothing to bury');
  await store.bury(job, 5, 'it never works');
  return job.seq;
}

describe('dead letters', () => {
  test('are listed, shown, put back one by one and dropped', async () => {
    await listen();
    const [first, second] = [await dead('a'), await dead('b', 2)];
    expect((await ask('GET', '/dead-letters')).body).toMatchObject({
      letters: [{ seq: second }, { seq: first }],
    });
    expect((await ask('GET', `/dead-letters/${first}`)).body).toMatchObject({
      error: 'it never works',
      load: { work: { hint: CLOSED } },
    });
    expect(await ask('POST', `/dead-letters/${first}/retry`, CHANGE)).toMatchObject({
      status: 200,
      body: { retried: 1 },
    });
    expect(await ask('POST', `/dead-letters/${first}/retry`, CHANGE)).toMatchObject({ status: 404 });
    expect(await ask('POST', `/dead-letters/${second}/drop`, CHANGE)).toMatchObject({
      status: 200,
      body: { dropped: 1 },
    });
    expect(await store.gauges(1_000)).toMatchObject({ waiting: 1, dead: 0 });
    expect(woken).toBe(2);
  });

  test('are put back all at once', async () => {
    await listen();
    for (let i = 1; i <= 100; i += 1) await dead(`${i}`, i);
    expect((await ask('POST', '/dead-letters/retry', CHANGE)).body).toEqual({ retried: 100 });
    expect((await ask('POST', '/dead-letters/retry', CHANGE)).body).toEqual({ retried: 0 });
    expect(await store.gauges(1_000)).toMatchObject({ waiting: 100, dead: 0 });
  });
});

test('a pause keeps what calls GitHub from being taken, and loses nothing', async () => {
  await listen();
  expect((await ask('POST', '/pause', CHANGE)).body).toEqual({ paused: true });
  await store.put(delivery('a'), 0);
  expect(await store.claim(1_000, 1)).toBeNull();
  expect((await ask('GET', '/status')).body).toMatchObject({
    paused: true,
    holds: [],
    queue: { waiting: 1 },
  });
  expect((await ask('POST', '/resume', CHANGE)).body).toEqual({ paused: false });
  expect([woken, (await store.claim(1_000, 1))?.id]).toEqual([1, 'a']);
});

describe('refused is', () => {
  test.each<[string, number, string, string, Record<string, string>, Partial<AdminParts>]>([
    ['a change without the header', 403, 'POST', '/pause', {}, {}],
    ['another name, to which a page elsewhere led', 403, 'GET', '/status', { host: 'evil.test:3001' }, {}],
    ['no token where one is set', 401, 'GET', '/status', {}, { token: TOKEN }],
    ['another token', 401, 'POST', '/pause', { authorization: `Bearer ${TOKEN}x` }, { token: TOKEN }],
    ['the header in place of the token', 401, 'POST', '/pause', CHANGE, { token: TOKEN }],
    ['a change by GET', 404, 'GET', '/pause', CHANGE, {}],
    ['another method', 405, 'DELETE', '/dead-letters/1', CHANGE, {}],
    ['what is not there', 404, 'GET', '/dead-letters/9', {}, {}],
    ['a number that is none', 404, 'POST', '/dead-letters/1e3/retry', CHANGE, {}],
    ['metrics that are served elsewhere', 404, 'GET', '/metrics', {}, {}],
  ])('%s: %i', async (_, status, method, path, headers, more) => {
    await listen(more);
    expect((await ask(method, path, headers)).status).toBe(status);
    expect(await store.holds(1_000)).toEqual([]);
  });
});

test('with the token everything is served, metrics too, and no answer holds it', async () => {
  const metrics = createMetrics(store, { version: '1', perHour: 400, now: () => 0 });
  await listen({ token: TOKEN, metrics });
  const bearer = { authorization: `Bearer ${TOKEN}` };
  expect((await ask('POST', '/pause', bearer)).status).toBe(200);
  const answers = [await ask('GET', '/metrics', bearer), await ask('GET', '/status', bearer)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(JSON.stringify(answers)).not.toContain(TOKEN);
});
