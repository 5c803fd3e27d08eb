import { openEmbeddedStore } from '../store/embedded.ts';
import type { Store } from '../store/store.ts';
import type { Logger } from './log.ts';
import type { Settings } from './settings.ts';

/** How often a shared inbox is asked for work that another server took in, in milliseconds. */
const SHARED_POLL = 1_000;

export interface OpenedStore {
  readonly store: Store;
  /** How often work may come that nobody here put in; null where the store is ours alone. */
  readonly poll: number | null;
}

/**
 * The store that the settings name. A database that cannot be reached does not stop the start: databases and servers
 * come up in any order, and one that restarts must not take all its servers with it. Until it answers, deliveries are
 * refused, and `/readyz` says why. What waiting does not cure stops the start.
 */
export async function openStore(
  { databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  now: () => number,
  log: Logger,
): Promise<OpenedStore> {
  if (databaseUrl === undefined) return { store: await openEmbeddedStore(dataDir), poll: null };
  // Here, since who keeps everything on a disk need not load it.
  const { openPostgresStore } = await import('../store/postgres.ts');
  const store = await openPostgresStore(databaseUrl);
  await store.gauges(now()).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    log.error(`waiting for the database, and refusing deliveries until it answers: ${reason}`);
  });
  return { store, poll: SHARED_POLL };
}
