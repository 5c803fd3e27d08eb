import type { Logger } from 'pino';
import type { Hooks, Sent } from '../github/hooks.ts';
import type { Store } from '../store/store.ts';
import { isAlwaysStored, isParting } from './event-names.ts';
import { isOfConcern } from './events.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Between two looks, in milliseconds. */
export const LOOK_EVERY = 15 * MINUTE;

/** GitHub delivers again what is no older than this (https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks). */
const WINDOW = 3 * DAY;

/** What was under way at the last look may not have been listed then. */
const OVERLAP = 5 * MINUTE;

/** Pages a look reads at most: 7,500 deliveries. What lies further back the sweep of changed issues finds. */
const PAGES = 75;

/** Deliveries a look asks for at most. */
const ASKED = 1_000;

/** An event that failed so often fails for good. */
const ATTEMPTS = 5;

const TURN = 'reconcile';

export interface ReconcileParts {
  readonly hooks: Hooks;
  readonly store: Pick<Store, 'stored' | 'takeTurn' | 'endTurn'>;
  /** Whether this process heard a delivery and had nothing to keep of it. */
  readonly heard: (guid: string) => boolean;
  /** Other processes hear deliveries too, of which we know only what they stored. */
  readonly shared: boolean;
  /** Milliseconds between two requests for a redelivery. */
  readonly gap: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly log: Logger;
  /** Told of each delivery that is asked for again. */
  readonly count?: () => void;
}

/** Looks at the start and every quarter of an hour for deliveries that never reached the store. */
export function startReconciling(parts: ReconcileParts): { stop(): void } {
  // At the start also when the last look is not long ago: who was down since missed something.
  void look(parts, parts.shared ? MINUTE : 0);
  const timer = setInterval(() => void look(parts, LOOK_EVERY / 2), LOOK_EVERY);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function look(parts: ReconcileParts, every: number): Promise<void> {
  try {
    const asked = await reconcile(parts, every);
    if (asked > 0) parts.log.info({ asked }, 'deliveries that never arrived were asked for again');
  } catch (error) {
    parts.log.warn(
      { err: error },
      'GitHub does not tell what it delivered; looking again in a quarter of an hour',
    );
  }
}

/**
 * One look: compares GitHub's ledger of deliveries with what is stored, and asks again for what is missing – what
 * failed, and what GitHub takes for delivered though we never stored it. Gives how many it asked for. Where several
 * processes share the store, one of them looks.
 */
export async function reconcile(parts: ReconcileParts, every: number): Promise<number> {
  const { store, now, hooks, isStopped, sleep, gap } = parts;
  const start = now();
  const done = await store.takeTurn(TURN, start, every);
  if (done === null) return 0;
  const sent = await list(hooks, Math.max(done - OVERLAP, start - WINDOW), isStopped);
  if (sent === null) return 0;
  const missing = await findMissing(sent, parts);
  for (const [index, { id }] of missing.slice(0, ASKED).entries()) {
    if (index > 0) await sleep(gap);
    if (isStopped()) return index;
    if (await hooks.again(id)) parts.count?.();
  }
  // What was too much for one look is looked at again.
  await store.endTurn(TURN, missing[ASKED]?.at ?? start);
  return Math.min(missing.length, ASKED);
}

/** What was sent since, the youngest first; null where there is no ledger, or we are to stop. */
async function list(hooks: Hooks, since: number, isStopped: () => boolean): Promise<Sent[] | null> {
  const found: Sent[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    if (isStopped()) return null;
    const read = await hooks.page(cursor);
    if (read === null) return page === 0 ? null : found;
    found.push(...read.sent.filter(({ at }) => at >= since));
    const last = read.sent.at(-1);
    if (read.next === null || !last || last.at < since) break;
    cursor = read.next;
  }
  return found;
}

/** The oldest first, as they happened. */
async function findMissing(sent: readonly Sent[], parts: ReconcileParts): Promise<Sent[]> {
  const events = new Map<string, Sent[]>();
  for (const one of withoutParted(sent)) {
    if (isOfConcern(one.event, one.action)) events.set(one.guid, [...(events.get(one.guid) ?? []), one]);
  }
  const stored = await storedOf([...events.keys()], parts.store);
  const missing = [...events.values()].filter(
    (attempts) => !stored.has(attempts[0]?.guid ?? '') && isMissing(attempts, parts),
  );
  return missing.flatMap((attempts) => attempts[0] ?? []).sort((a, b) => a.at - b.at);
}

async function storedOf(guids: readonly string[], store: ReconcileParts['store']): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < guids.length; from += 500)
    for (const guid of await store.stored(guids.slice(from, from + 500))) found.add(guid);
  return found;
}

function isMissing(attempts: readonly Sent[], { heard, shared }: ReconcileParts): boolean {
  const [youngest] = attempts;
  if (!youngest || heard(youngest.guid)) return false;
  const taken = attempts.filter(({ ok }) => ok);
  if (taken.length === 0) return attempts.length < ATTEMPTS;
  // What was asked for again and came was heard: there was nothing to keep.
  if (taken.some(({ redelivery }) => redelivery)) return false;
  return !shared || isAlwaysStored(youngest.event, youngest.action);
}

/** What we were told to forget since is not asked for again. Given the youngest first. */
function withoutParted(sent: readonly Sent[]): Sent[] {
  const installations = new Set<number | null>();
  const repositories = new Set<number | null>();
  return sent.filter((one) => {
    const isGone =
      (one.installation !== null && installations.has(one.installation)) ||
      (one.repository !== null && repositories.has(one.repository));
    const parting = isParting(one.event, one.action);
    if (parting === 'installation') installations.add(one.installation);
    if (parting === 'repository') repositories.add(one.repository);
    return !isGone;
  });
}
