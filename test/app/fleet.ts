import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import type { Delivery, FakeGitHub } from '../fake-github/index.ts';
import { query } from '../postgres/index.ts';
import { SECRET } from './parts.ts';
import { freePort } from './processes.ts';

/** Real servers on one store, and what a test does to them. */
export interface Fleet {
  readonly urls: readonly string[];
  /** Starts those that are dead. */
  start(): Promise<void>;
  /** Ends them at once, in the middle of whatever they do: all of them, or the one with this number. */
  kill(which?: number): void;
  /** Whether none is left. */
  isDead(): boolean;
  /** Jobs that wait or run. */
  unfinished(): Promise<number>;
  /** For a dead fleet a day goes by: leases run out, what waits is due. */
  passTime(): Promise<void>;
  /** A statement on the store, past the servers. */
  ask(statement: string): Promise<unknown[]>;
  close(): Promise<void>;
}

export type StoreOfFleet = { readonly dataDir: string } | { readonly databaseUrl: string };

export interface FleetOptions {
  /** What is run, where it is not the source. */
  readonly cli?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Told what a server logged, when its life is over. */
  readonly onEnd?: (server: number, log: string) => void;
}

export async function newFleet(
  fake: FakeGitHub,
  size: number,
  where: StoreOfFleet,
  options: FleetOptions = {},
): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: size }, freePort));
  const alive = new Map<number, AppProcess>();
  const dying = new Set<Promise<void>>();
  const { id, privateKey } = fake.app;
  const ask = askerOf(where);
  const environment = {
    // The fake's lists are never late, so nobody has to wait for them.
    LIST_LAG: '0',
    ...('databaseUrl' in where ? { DATABASE_URL: where.databaseUrl } : {}),
    ...options.environment,
  };
  const dataDir = 'dataDir' in where ? where.dataDir : '/dev/null/nowhere';

  async function raise(number: number, port: number): Promise<void> {
    const github = { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port } };
    alive.set(number, await startApp(github, dataDir, environment, '/readyz', options.cli));
  }

  function end(number: number): void {
    const app = alive.get(number);
    if (!app) return;
    alive.delete(number);
    const ended = bury(number, app).finally(() => dying.delete(ended));
    dying.add(ended);
  }

  async function bury(number: number, app: AppProcess): Promise<void> {
    await app.kill();
    options.onEnd?.(number, app.log());
  }

  const endAll = (): void => ports.forEach((_, number) => end(number));
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async start() {
      await Promise.all(dying);
      const dead = [...ports.entries()].filter(([number]) => !alive.has(number));
      await Promise.all(dead.map(([number, port]) => raise(number, port)));
    },
    kill: (which) => (which === undefined ? endAll() : end(which)),
    isDead: () => alive.size === 0,
    unfinished: async () => (await ask(`select seq from job where state in ('queued', 'running')`)).length,
    async passTime() {
      await Promise.all(dying);
      await ask(`update job set lease_until = 0, run_at = 0 where state in ('queued', 'running')`);
      await ask('update intent set until = 0');
    },
    ask,
    async close() {
      endAll();
      await Promise.all(dying);
    },
  };
}

/** A statement on the store, past the servers. */
export function askerOf(where: StoreOfFleet): (text: string) => Promise<unknown[]> {
  if ('databaseUrl' in where) return (text) => query(where.databaseUrl, text);
  return (text) => {
    const file = new DatabaseSync(join(where.dataDir, 'race-triage.sqlite'));
    file.exec('pragma busy_timeout = 5000');
    const rows = file.prepare(text).all();
    file.close();
    return Promise.resolve(rows);
  };
}

/** The guids of the deliveries that nobody took yet, and that are not on their way. */
export function notTaken(fake: FakeGitHub): string[] {
  const byGuid = Map.groupBy(fake.deliveries, ({ guid }) => guid);
  const isTaken = ({ statusCode }: Delivery) =>
    statusCode === null || (statusCode >= 200 && statusCode < 300);
  return [...byGuid].filter(([, attempts]) => !attempts.some(isTaken)).map(([guid]) => guid);
}
