import { joinEmbeddedStore, openEmbeddedStore } from '../store/embedded.ts';
import type { Store } from '../store/store.ts';
import type { Logger } from './log.ts';
import type { Settings } from './settings.ts';

/** How often a shared inbox is asked for work that another server took in, in milliseconds. */
const SHARED_POLL = 1_000;

/** How often the command line may have left work in a store on a disk, in milliseconds. */
const JOINED_POLL = 10_000;

/** The store that the settings name, for a command that leaves work there while a server may be running, or not. */
export async function joinStore({
  databaseUrl,
  dataDir,
}: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Store> {
  if (databaseUrl !== undefined)
    return await (await import('../store/postgres.ts')).openPostgresStore(databaseUrl);
  // Alone it is opened like a server's, which also makes it where it is missing.
  return await openEmbeddedStore(dataDir).catch(async () => await joinEmbeddedStore(dataDir));
}

export interface OpenedStore {
  readonly store: Store;
  /** How often work may come that nobody here put in. */
  readonly poll: number;
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
  if (databaseUrl === undefined) return { store: await openEmbeddedStore(dataDir), poll: JOINED_POLL };
  // Here, since who keeps everything on a disk need not load it.
  const { openPostgresStore } = await import('../store/postgres.ts');
  const store = await openPostgresStore(databaseUrl);
  await store.gauges(now()).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    log.error(`waiting for the database, and refusing deliveries until it answers: ${reason}`);
  });
  return { store, poll: SHARED_POLL };
}
