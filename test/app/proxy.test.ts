import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { proxySecrets, useProxy } from '../../src/app/proxy.ts';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import { type FakeGitHub, type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { certify } from './certificate.ts';
import { raceReport, SECRET } from './parts.ts';
import { freePort, until } from './processes.ts';

/** No such name is ever found: whoever gets there went through the proxy. https://www.rfc-editor.org/rfc/rfc6761 */
const HOST = 'ghe.invalid';

const root = mkdtempSync(join(tmpdir(), 'race-triage-proxy-'));
const CA = join(root, 'ca.pem');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { ca, server: certified } = certify(HOST);
let fake: FakeGitHub;
let repo: RepositoryDesk;
let github: Server;
let proxy: Server;
/** What the proxy was asked to connect to. */
let asked: string[];
let app: AppProcess | null = null;

beforeAll(() => writeFileSync(CA, ca));
beforeEach(async () => {
  fake = await startFakeGitHub();
  repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module acme.example/widgets\n' } });
  asked = [];
  github = createTlsServer(certified, (request, response) => {
    const { method, headers } = request;
    const at = new URL(request.url ?? '/', fake.url);
    const through = ask(at, { method, headers: { ...headers, host: at.host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(through);
  });
  proxy = createServer().on('connect', (request, client) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const there = connect(portOf(github), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      there.pipe(client).pipe(there);
    });
    for (const socket of [client, there]) socket.on('error', () => there.destroy());
  });
  await Promise.all([github, proxy].map((server) => new Promise<void>((done) => server.listen(0, done))));
});
afterEach(async () => {
  await app?.kill();
  app = null;
  for (const server of [github, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function start(more: Readonly<Record<string, string>>): Promise<AppProcess> {
  const { id, privateKey } = fake.app;
  app = await startApp(
    { url: '', app: { id, privateKey, webhookSecret: SECRET, port: await freePort() } },
    mkdtempSync(join(root, 'data-')),
    {
      GHE_HOST: HOST,
      HTTPS_PROXY: `http://bot:a%20password@127.0.0.1:${portOf(proxy)}`,
      NODE_EXTRA_CA_CERTS: CA,
      ...more,
    },
  );
  fake.webhook = { url: `${app.url}/api/github/webhooks`, secret: SECRET };
  return app;
}

describe('a GitHub Enterprise Server behind a proxy, with a certificate of its own authority', () => {
  test('is asked through the proxy and trusted, and an issue gets its comment', async () => {
    await start({});
    const issue = repo.open({ title: 'Race', body: raceReport() });
    await until(() => repo.thread(issue).comments.length > 0);
    const credentials = Buffer.from('bot:a password').toString('base64');
    expect(new Set(asked)).toEqual(new Set([`${HOST}:443 Basic ${credentials}`]));
  });

  test.each<[string, Record<string, string>, RegExp, boolean]>([
    [
      'is not trusted without its authority',
      { NODE_EXTRA_CA_CERTS: '' },
      /GitHub does not tell who we are/,
      true,
    ],
    [
      'is asked directly where NO_PROXY names it',
      { NO_PROXY: HOST },
      /GitHub does not tell who we are/,
      false,
    ],
  ])('%s', async (_, more, told, isThrough) => {
    const server = await start(more);
    await until(() => told.test(server.log()));
    expect([asked.length > 0, fake.requests]).toEqual([isThrough, []]);
    expect(server.log()).not.toMatch(/a password|a%20password/);
  });
});

test.each<[string, Record<string, string>, string | null]>([
  ['none', {}, null],
  ['an empty one', { HTTPS_PROXY: ' ' }, null],
  ['what is no address', { HTTPS_PROXY: 'proxy:port' }, 'HTTPS_PROXY is not valid'],
  ['another kind of proxy', { https_proxy: 'socks5://proxy.example.com' }, 'https_proxy is not valid'],
])('%s is told apart from a proxy', (_, environment, problem) => {
  const told = useProxy(environment);
  expect(problem === null ? told : told?.startsWith(problem)).toBe(problem === null ? null : true);
});

test('the password of a proxy is a secret, as written and as meant', () => {
  const environment = { HTTPS_PROXY: 'http://me:p%40ss@proxy.example.com:3128', HTTP_PROXY: 'http://proxy' };
  expect(proxySecrets(environment)).toEqual(['p%40ss', 'p@ss']);
});
