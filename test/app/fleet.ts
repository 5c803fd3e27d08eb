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
  start(): Promise<void>;
  /** Ends all of them at once, in the middle of whatever they do. */
  kill(): void;
  isDead(): boolean;
  /** Jobs that wait or run. */
  unfinished(): Promise<number>;
  /** For a dead fleet a day goes by: leases run out, what waits is due. */
  passTime(): Promise<void>;
  close(): Promise<void>;
}

export type StoreOfFleet = { readonly dataDir: string } | { readonly databaseUrl: string };

export async function newFleet(fake: FakeGitHub, size: number, where: StoreOfFleet): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: size }, freePort));
  const apps: AppProcess[] = [];
  const { id, privateKey } = fake.app;
  const ask = askerOf(where);
  let dead = true;
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async start() {
      const started = ports.map((port) =>
        startApp(
          { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port } },
          'dataDir' in where ? where.dataDir : '/dev/null/nowhere',
          // The fake's lists are never late, so nobody has to wait for them.
          { LIST_LAG: '0', ...('databaseUrl' in where ? { DATABASE_URL: where.databaseUrl } : {}) },
        ),
      );
      apps.splice(0, size, ...(await Promise.all(started)));
      dead = false;
    },
    kill() {
      dead = true;
      for (const { pid } of apps) process.kill(pid, 'SIGKILL');
    },
    isDead: () => dead,
    unfinished: async () => (await ask(`select seq from job where state in ('queued', 'running')`)).length,
    async passTime() {
      await Promise.all(apps.map((app) => app.kill()));
      await ask(`update job set lease_until = 0, run_at = 0 where state in ('queued', 'running')`);
      await ask('update intent set until = 0');
    },
    async close() {
      await Promise.all(apps.map((app) => app.kill()));
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
