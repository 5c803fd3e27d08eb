import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { BODY_LIMIT } from '../../src/app/body.ts';
import { createFullness } from '../../src/app/fullness.ts';
import { createIntake, IN_FLIGHT_LIMIT, type IntakeParts, WEBHOOK_PATH } from '../../src/app/intake.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { type Store, StoreError } from '../../src/store/store.ts';
import { keptLog, SECRET } from './parts.ts';

let store: Store;
let server: Server;
let port: number;
let parts: IntakeParts;
let woken: number;
let counted: string[];
const kept = { current: keptLog() };

// Imported for all tests, it stands in the way of bare sockets.
beforeAll(() => nock.restore());
beforeEach(async () => {
  store = await openMemoryStore();
  [woken, counted, kept.current] = [0, [], keptLog()];
  await listen({});
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
});

async function listen(more: Partial<IntakeParts>): Promise<void> {
  if (server?.listening) server.close();
  parts = {
    store,
    secrets: [SECRET],
    self: () => null,
    wake: () => void (woken += 1),
    draining: () => false,
    now: () => 1_000,
    log: kept.current.log,
    count: ({ event, action, result }) => void counted.push(`${event} (${action}) ${result}`),
    ...more,
  };
  const handler = createIntake(parts);
  server = createServer((incoming, response) => {
    void handler(incoming, response).then((handled) => handled || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
}

const payload = (more: object = {}) => ({
  action: 'opened',
  installation: { id: 7 },
  repository: { id: 1, name: 'widgets', owner: { login: 'acme' } },
  issue: { number: 5, title: 'Race', body: 'CANARY in the text' },
  ...more,
});
const sign = (body: string | Buffer, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

interface Answer {
  readonly status: number;
  readonly result: string;
  readonly headers: IncomingHttpHeaders;
}
/** Sends a delivery; headers that are undefined are left out. Without a length the body goes out in pieces. */
function send(
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
  options: { path?: string; method?: string; pieces?: Buffer[] } = {},
): Promise<Answer> {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': 'guid-1',
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sending = request({
      port,
      host: '127.0.0.1',
      path: options.path ?? WEBHOOK_PATH,
      method: options.method ?? 'POST',
      agent: false,
    });
    for (const [name, value] of Object.entries(all)) if (value !== undefined) sending.setHeader(name, value);
    sending.on('error', reject).on('response', (response) => {
      let text = '';
      response
        .on('data', (chunk: Buffer) => (text += chunk.toString()))
        .on('end', () => {
          const { result = '' } = (text ? JSON.parse(text) : {}) as { result?: string };
          resolve({ status: response.statusCode ?? 0, result, headers: response.headers });
        });
    });
    for (const piece of options.pieces ?? []) sending.write(piece);
    sending.end(options.pieces ? undefined : body);
  });
}
/** The head of a delivery whose body has this length, for senders that are not as they should be. */
const head = (length: number) =>
  `POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-github-event: issues\r\nx-github-delivery: a\r\nx-hub-signature-256: x\r\ncontent-length: ${length}\r\n\r\n`;

/** The same of a body that comes in chunks. */
const UNMEASURED = head(0).replace('content-length: 0', 'transfer-encoding: chunked');

const BODY = JSON.stringify(payload());

describe('deliveries that are taken', () => {
  test('one of ours is stored before the answer, and wakes the worker', async () => {
    expect(await send(BODY)).toMatchObject({ status: 202, result: 'queued' });
    expect(await store.claim(1_000, 1)).toMatchObject({
      work: { issue: 5, hint: { kind: 'look', why: 'opened' } },
    });
    expect([woken, counted]).toEqual([1, ['issues (opened) queued']]);
  });

  test('the same one again is known, and changes nothing', async () => {
    await send(BODY);
    expect(await send(BODY)).toMatchObject({ status: 202, result: 'known' });
    expect(await store.gauges(0)).toMatchObject({ waiting: 1 });
    expect(woken).toBe(1);
  });

  test('two events under one id are two', async () => {
    await send(BODY);
    const other = JSON.stringify(payload({ action: 'closed' }));
    expect(await send(other)).toMatchObject({ result: 'queued' });
    expect(await store.gauges(0)).toMatchObject({ waiting: 2 });
  });

  test.each([
    [{ action: ['opened'] }, 'issues () ignored'],
    [{ action: 'no such thing' }, 'issues (no such thing) ignored'],
    [{ action: 'closed', issue: { number: 5 } }, 'issues (closed) queued'],
  ])('what its body says was done is counted with it: %j', async (more, told) => {
    await send(JSON.stringify(payload(more)));
    expect(counted).toEqual([told]);
  });

  test('nothing is counted of a body that nobody signed', async () => {
    await send(BODY, { 'x-hub-signature-256': sign(BODY, 'another secret') });
    expect(counted).toEqual(['issues () bad-signature']);
  });

  test('the previous secret is as good', async () => {
    await listen({ secrets: ['a new one', SECRET] });
    expect(await send(BODY)).toMatchObject({ status: 202 });
  });

  test.each([
    ['an event of no concern', { 'x-github-event': 'star' }, BODY],
    ['a ping', { 'x-github-event': 'ping' }, '{"zen":"x"}'],
    ['a charset', { 'content-type': 'Application/JSON; charset=utf-8' }, BODY],
  ])('%s is answered 202', async (_, headers, body) => {
    expect((await send(body, headers)).status).toBe(202);
  });

  test('an uninstalled account leaves nothing', async () => {
    await send(BODY);
    const gone = JSON.stringify({ action: 'deleted', installation: { id: 7 } });
    expect(await send(gone, { 'x-github-event': 'installation' })).toMatchObject({
      status: 202,
      result: 'uninstalled',
    });
    expect(await store.gauges(0)).toMatchObject({ waiting: 0 });
  });
});

describe('a queue', () => {
  test('takes as many jobs as it may hold, and refuses the next until one is done', async () => {
    await listen({ isFull: createFullness(store, 2, () => 0) });
    const issue = (number: number) => BODY.replaceAll('"number":1', `"number":${number}`);
    expect(await send(issue(1), { 'x-github-delivery': 'a' })).toMatchObject({ status: 202 });
    expect(await send(issue(2), { 'x-github-delivery': 'b' })).toMatchObject({ status: 202 });
    expect(await send(issue(3), { 'x-github-delivery': 'c' })).toMatchObject({
      status: 503,
      result: 'queue-full',
      headers: { 'retry-after': '30' },
    });
    expect(await send(BODY, { 'x-github-event': 'star' })).toMatchObject({ status: 202 });
    const job = await store.claim(1e13, 1);
    if (job) await store.finish(job, 0);
    expect(await send(issue(3), { 'x-github-delivery': 'c' })).toMatchObject({ status: 202 });
  });

  test.each([
    ['acme', 202, 'queued', 1],
    ['umbrella', 202, 'ignored', 0],
  ])('takes work of the owners that are served: %s', async (owner, status, result, waiting) => {
    const heard: string[] = [];
    await listen({ owners: new Set([owner]), heard: (guid) => void heard.push(guid) });
    expect(await send(BODY, { 'x-github-delivery': 'a' })).toMatchObject({ status, result });
    expect(await store.gauges(0)).toMatchObject({ waiting });
    expect(heard).toEqual(waiting ? [] : ['a']);
  });
});

describe('an installation that was held', () => {
  test.each(['unsuspend', 'new_permissions_accepted'])('goes on after %s', async (action) => {
    await store.hold(7, 1_000_000, 'suspended');
    const back = JSON.stringify({ action, installation: { id: 7 } });
    expect(await send(back, { 'x-github-event': 'installation' })).toMatchObject({ result: 'resumed' });
    expect(await store.holds(0)).toEqual([]);
  });
});

describe('deliveries that are refused', () => {
  test.each<[number, string, string, Record<string, string | undefined>]>([
    [401, 'no signature', BODY, { 'x-hub-signature-256': undefined }],
    [401, 'a signature with another secret', BODY, { 'x-hub-signature-256': sign(BODY, 'another') }],
    [401, 'a signature of another body', BODY, { 'x-hub-signature-256': sign('x') }],
    [
      401,
      'the old kind of signature',
      BODY,
      { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=x' },
    ],
    [400, 'no event', BODY, { 'x-github-event': undefined }],
    [400, 'no id', BODY, { 'x-github-delivery': undefined }],
    [400, 'no JSON', 'CANARY', {}],
    [400, 'JSON that is no object', '["CANARY"]', {}],
    [400, 'nothing', '', {}],
    [415, 'a form', BODY, { 'content-type': 'application/x-www-form-urlencoded' }],
    [415, 'no type', BODY, { 'content-type': undefined }],
  ])('%i: %s', async (status, _, body, headers) => {
    expect((await send(body, headers)).status).toBe(status);
    expect(await store.gauges(0)).toMatchObject({ waiting: 0 });
    expect(woken).toBe(0);
    const log = kept.current.lines().join('\n');
    expect(log).not.toMatch(/CANARY|sha256=/);
    expect(kept.current.bytes()).toBeLessThan(2_000);
  });

  test('413: a length above the limit, before a byte of the body is sent', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(head(BODY_LIMIT + 1));
    const [first] = (await new Promise((resolve) =>
      socket.once('data', (chunk) => resolve([chunk.toString()])),
    )) as [string];
    expect(first).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  const MEBIBYTE = Buffer.alloc(1_048_576, 120);
  test.each([
    [
      'one byte above the limit, in pieces of no told length',
      413,
      'too-large',
      [...Array<Buffer>(25).fill(MEBIBYTE), Buffer.from('x')],
    ],
    ['twice the limit', 413, 'too-large', Array<Buffer>(50).fill(MEBIBYTE)],
    ['the limit itself, which is read to its end', 401, 'bad-signature', Array<Buffer>(25).fill(MEBIBYTE)],
  ])('%s: %i', async (_, status, result, pieces) => {
    expect(await send('', { 'transfer-encoding': 'chunked' }, { pieces })).toMatchObject({ status, result });
    expect(kept.current.bytes()).toBeLessThan(2_000);
  });

  test.each<[string, Partial<IntakeParts>, string]>([
    [
      'the store fails',
      {
        store: {
          put: () => Promise.reject(new StoreError('disk full')),
          forgetInstallation: () => Promise.resolve(),
          lift: () => Promise.resolve(),
        },
      },
      'not-stored',
    ],
    ['we shut down', { draining: () => true }, 'draining'],
  ])('503 with Retry-After: %s', async (_, more, result) => {
    await listen(more);
    expect(await send(BODY)).toMatchObject({ status: 503, result, headers: { 'retry-after': '30' } });
    expect(kept.current.lines().join('')).not.toContain('CANARY');
  });

  test.each([
    ['GET', WEBHOOK_PATH],
    ['POST', '/'],
    ['POST', `${WEBHOOK_PATH}/x`],
  ])('%s %s is for others', async (method, path) => {
    expect((await send('', {}, { method, path })).status).toBe(404);
  });
});

/** What was written reaches the server in its own time: asked again until it says so; the test's limit is jest's. */
async function expectResult(wanted: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const { result } = await send(BODY, { 'x-github-delivery': `${wanted} ${i}` });
    if (result === wanted) return;
  }
  throw new Error(`never ${wanted}: ${counted.at(-1)}`);
}

describe('bytes in flight', () => {
  test('above 64 MiB the next is asked to come later; when the others are gone all is as before', async () => {
    const body = Buffer.alloc(BODY_LIMIT - 1);
    // Three bodies that never come to their end hold all there is; the third does not say how long it is.
    const sockets = await Promise.all(
      [head(BODY_LIMIT), head(BODY_LIMIT), UNMEASURED].map(async (begin) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        await new Promise<void>((resolve) => socket.write(begin, () => resolve()));
        return socket;
      }),
    );
    const [a, b, c] = sockets;
    const rest = IN_FLIGHT_LIMIT - 2 * body.length;
    await Promise.all([
      new Promise((resolve) => a?.write(body, resolve)),
      new Promise((resolve) => b?.write(body, resolve)),
      new Promise((resolve) => c?.write(`${rest.toString(16)}\r\n`, resolve)),
      new Promise((resolve) => c?.write(body.subarray(0, rest), resolve)),
    ]);
    await expectResult('overloaded');
    for (const socket of sockets) socket.destroy();
    await expectResult('queued');
    expect(counted.filter((one) => one === 'issues () cut-off')).toHaveLength(3);
  });

  test('of large bodies no more are begun than there is room for; small ones pass beside them', async () => {
    const sockets = [1, 2, 3].map(() => connect(port, '127.0.0.1'));
    const answers = sockets.map((socket) => {
      socket.on('error', () => {});
      socket.write(head(BODY_LIMIT));
      return new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    });
    expect(await Promise.race(answers)).toContain('overloaded');
    expect((await send(BODY)).result).toBe('queued');
    for (const socket of sockets) socket.destroy();
  });

  test('of a body that is refused only a little is read, whatever still comes', async () => {
    const taken = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(head(BODY_LIMIT + 1));
    socket.write(Buffer.alloc(BODY_LIMIT, ' '));
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(chunk.toString())),
    );
    const connection = await taken;
    await new Promise((resolve) => connection.once('close', resolve));
    expect(answer).toContain('too-large');
    expect(connection.bytesRead).toBeLessThan(BODY_LIMIT / 8);
  });

  test('a sender that leaves before its body is whole, or before the answer, harms nobody', async () => {
    for (const part of [head(1_000), `${head(1_000)}{"action"`, `${head(BODY.length)}${BODY}`]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise<void>((resolve) => socket.write(part, () => resolve()));
      socket.destroy();
    }
    expect(await send(BODY)).toMatchObject({ status: 202 });
  });

  test('a body that is longer than it said is cut there', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head(4)}{}xxMORE AND MORE`);
    const text = await new Promise<string>((resolve) => {
      let all = '';
      socket.on('data', (chunk) => (all += chunk.toString())).on('close', () => resolve(all));
    });
    // Whoever is faster answers: we, or Node for the bytes that are no request.
    expect(text).toMatch(/^HTTP\/1.1 40[01] /);
    expect(await store.gauges(0)).toMatchObject({ waiting: 0 });
  });
});
