import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeMiddleware, run as runProbot } from 'probot';
import { raceTriage } from '../index.ts';
import { type AdminParts, createAdmin } from './admin.ts';
import { BODY_LIMIT } from './body.ts';
import { keepHeapSmall } from './heap.ts';
import { createLog, type Logger } from './log.ts';
import { createServices, type Services } from './services.ts';
import { proxySecrets, useProxy } from './proxy.ts';
import { readSettings, type Settings } from './settings.ts';
import { VERSION } from './version.ts';

/** What the store may take to note what was handed back, and then to close, in milliseconds: it may be down. */
const HAND_BACK_TIME = 1_000;
const CLOSE_TIME = 500;

/**
 * In milliseconds. A connection is kept for longer than proxies keep theirs – a minute, most of them –: whoever closes
 * first must be the one who sends, or a delivery is lost on a connection that ends under it.
 */
const HTTP = { requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 };

export interface RunningServer {
  readonly url: string;
  /** Of the operator's listener; null where there is none. */
  readonly adminUrl: string | null;
  /** Stops taking deliveries, finishes what runs, closes the store. */
  stop(): Promise<void>;
}

/** `race-triage serve`: runs until told to stop. Resolves with the exit code. */
export async function serve(environment: NodeJS.ProcessEnv): Promise<number> {
  const read = readSettings(environment);
  const problem = read.kind === 'problem' ? read.message : useProxy(environment);
  if (read.kind === 'problem' || problem !== null) {
    console.error(`race-triage: ${problem}`);
    return 3;
  }
  if (read.kind === 'setup') return await showSetup(read.port);
  keepHeapSmall();
  const { settings } = read;
  const log = createLog(settings.log, [...secretsOf(settings), ...proxySecrets(environment)]);
  const server = await startServer(settings, log).catch((error: unknown) => {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'the server could not start');
    return null;
  });
  return server ? await untilTold(server, log) : 3;
}

/** What must not be logged, whoever quotes it. */
function secretsOf({ webhookSecrets, privateKey, databaseUrl, admin }: Settings): string[] {
  const [, encoded = ''] = /^\w+:\/\/[^/@]*?:([^/@]*)@/.exec(databaseUrl ?? '') ?? [];
  const database = databaseUrl === undefined ? [] : [databaseUrl, encoded, decodeURIComponent(encoded)];
  return [...webhookSecrets, privateKey, ...database, ...(admin?.token ? [admin.token] : [])];
}

/** Starts everything; the address is known when it resolves. */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  const services = await createServices(settings, log);
  try {
    const middleware = await createNodeMiddleware(raceTriage(services), { probot: services.probot });
    const http = createServer(HTTP, (request, response) => {
      const answered = middleware(request, response, () => {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      });
      Promise.resolve(answered).catch((error: unknown) => {
        log.error({ err: error }, 'a request could not be answered');
        response.destroy();
      });
    });
    const admin = services.admin && createAdminServer(services.admin, log);
    const adminUrl = admin && settings.admin ? await listen(admin, settings.admin) : null;
    const url = await listen(http, settings).catch((error: unknown) => {
      admin?.close();
      throw error;
    });
    log.info(
      { version: VERSION, api: settings.apiUrl, mode: settings.mode, bodyLimit: BODY_LIMIT },
      `listening on ${url}`,
    );
    if (adminUrl) log.info(`the operator’s listener is ${adminUrl}`);
    return { url, adminUrl, stop: () => stop(admin ? [http, admin] : [http], services, settings.drainTime) };
  } catch (error) {
    await services.worker.stop();
    await services.store.close();
    throw error;
  }
}

function createAdminServer(parts: AdminParts, log: Logger): Server {
  const handle = createAdmin(parts);
  return createServer({ requestTimeout: 10_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'the operator could not be answered');
      response.destroy();
    });
  });
}

async function listen(http: Server, { port, host }: Pick<Settings, 'port' | 'host'>): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  const address = http.address() as AddressInfo;
  const name =
    address.family === 'IPv6'
      ? address.address === '::'
        ? 'localhost'
        : `[${address.address}]`
      : address.address;
  return `http://${name}:${address.port}`;
}

/**
 * The listeners stay until nothing runs any more: who asks `/readyz` hears that we stop, who delivers is sent away with
 * 503, and both without a broken connection.
 */
async function stop(servers: readonly Server[], services: Services, drainTime: number): Promise<void> {
  services.drain();
  const late = sleep(drainTime, undefined, { ref: false });
  await within(drainTime + HAND_BACK_TIME, services.worker.stop(late));
  const closed = servers.map((http) => new Promise<void>((resolve) => http.close(() => resolve())));
  for (const http of servers) http.closeIdleConnections();
  await Promise.race([Promise.all(closed), late]);
  for (const http of servers) http.closeAllConnections();
  await within(CLOSE_TIME, services.store.close());
}

/** Waits for no longer than that. */
async function within(milliseconds: number, done: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([done, sleep(milliseconds, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}

/** The first signal drains, a second one ends at once. */
async function untilTold(server: RunningServer, log: Logger): Promise<number> {
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(130));
  log.info({ signal }, 'draining');
  await server.stop();
  log.info('stopped');
  // A call to GitHub that hangs must not keep the process: its job is taken up at the next start.
  setTimeout(() => process.exit(0), 500).unref();
  return 0;
}

/**
 * Nothing is configured: Probot's page registers the app on GitHub and writes `.env`. On the loopback interface
 * only, since whoever reaches the page first owns the app.
 */
async function showSetup(port: number): Promise<number> {
  process.env.NO_SMEE_SETUP = 'true';
  const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port) };
  const server = await runProbot(() => {}, { env });
  await new Promise<void>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve());
  });
  await server.stop();
  return 0;
}
