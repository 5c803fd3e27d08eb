import { exhaustedFor, readRefusal, type Refusal } from '../github/errors.ts';
import { type Call, type Gate, NotNow } from '../github/github.ts';
import type { WriteLimits } from '../store/pace.ts';
import type { Store } from '../store/store.ts';
import type { Left } from './metrics.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

/**
 * The longest wait in place, in milliseconds: for the gap between two writes, or for another request to end. Whoever
 * would wait longer gives their lane to others.
 */
export const PATIENCE = 2_000;

/** Work goes back for this long, in milliseconds. The hold keeps it from being taken too early; it may be lifted before its time. */
const BACK = 1_000;

/** Limited without a word on how long: a minute, then twice as long each time, up to an hour. */
const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 3_600_000;

/** An installation that is suspended or gone is asked once in this time. */
const PARKED = 3_600_000;

/** So many refusals alike, without one success of that kind between them, are no accident … */
const REFUSALS = 5;

/** … and nothing is asked for this long. */
const BROKEN = 900_000;

export interface GovernorParts {
  readonly store: Pick<Store, 'hold' | 'heldBy' | 'slot'>;
  readonly limits: WriteLimits;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Told of holds, for the log and the metrics. */
  readonly onHold?: (told: Told) => void;
  /** Told of every answer, with the requests left where it says; status 0 where none came. */
  readonly onAnswer?: (route: string, status: number, left: Left | null) => void;
}

/** Why nothing is asked for an installation, and for how many milliseconds. */
interface Told {
  readonly installation: number;
  readonly kind: 'pace' | 'asked' | 'budget' | 'away' | 'refused';
  readonly because: string;
  readonly wait: number;
}

/**
 * Politeness towards GitHub, for each installation: one request at a time, writes at a pace, nothing while GitHub
 * asked us to wait (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api). What
 * cannot be done now is refused with `NotNow` and a hold in the store, which keeps its work from being taken meanwhile.
 */
export function createGovernor(parts: GovernorParts): (installation: number) => Gate {
  const desks = new Map<number, Desk>();
  return (installation) => {
    const desk = desks.get(installation) ?? newDesk(installation, parts.sleep);
    desks.set(installation, desk);
    return { through: (call, ask) => through(desk, call, ask, parts) };
  };
}

/** What one process knows of an installation; what must outlive it is in the store. */
interface Desk {
  readonly installation: number;
  readonly turnstile: Turnstile;
  /** When the last write was answered. */
  lastWrite: number;
  /** How often in a row we were told to wait. */
  limited: number;
  /** Which call was refused how, and how often since it last succeeded. */
  readonly refused: Map<string, number>;
}

function newDesk(installation: number, sleep: GovernorParts['sleep']): Desk {
  return {
    installation,
    turnstile: createTurnstile(sleep),
    lastWrite: -Infinity,
    limited: 0,
    refused: new Map(),
  };
}

async function through<T extends Answer>(
  desk: Desk,
  call: Call,
  ask: () => Promise<T>,
  parts: GovernorParts,
): Promise<T> {
  await refuseWhileHeld(desk, parts);
  if (!(await desk.turnstile.enter(PATIENCE)))
    throw new NotNow('another request of the installation takes long', PATIENCE);
  try {
    // Whoever was before us may have been told to wait.
    await refuseWhileHeld(desk, parts);
    if (isWrite(call)) await awaitSlot(desk, parts);
    const answer = await ask();
    await welcome(desk, call, answer, parts);
    return answer;
  } catch (error) {
    if (!(error instanceof NotNow)) await heed(desk, call, error, parts);
    throw error;
  } finally {
    if (isWrite(call)) desk.lastWrite = parts.now();
    desk.turnstile.leave();
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

async function refuseWhileHeld({ installation }: Desk, { store, now }: GovernorParts): Promise<void> {
  const hold = await store.heldBy(installation, now());
  if (hold) throw new NotNow(`nothing is asked of GitHub now: ${hold.because}`, BACK);
}

/** Counts the write before it is made: a crash between the two wastes a slot, the other order would lose one. */
async function awaitSlot(desk: Desk, parts: GovernorParts): Promise<void> {
  const { store, limits, now, sleep } = parts;
  const from = Math.max(now(), desk.lastWrite + limits.gap);
  const slot = await store.slot(desk.installation, limits, from, PATIENCE);
  if (!slot.taken) {
    const because = `${limits.perMinute} writes a minute and ${limits.perHour} an hour are enough`;
    throw await hold(desk, 'pace', because, slot.at - now(), parts);
  }
  if (slot.at > now()) await sleep(slot.at - now());
}

async function welcome(
  desk: Desk,
  call: Call,
  { status, headers }: Answer,
  parts: GovernorParts,
): Promise<void> {
  parts.onAnswer?.(nameOf(call), status, leftIn(headers));
  desk.limited = 0;
  for (const key of desk.refused.keys()) if (key.startsWith(nameOf(call))) desk.refused.delete(key);
  const wait = exhaustedFor(headers, parts.now());
  if (wait !== null) await hold(desk, 'budget', 'GitHub’s budget for this hour is used up', wait, parts);
}

function leftIn(headers: Answer['headers']): Left | null {
  const requests = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const resource = String(headers['x-ratelimit-resource'] ?? 'core').slice(0, 40);
  return Number.isNaN(requests) ? null : { resource, requests };
}

/**
 * Draws the conclusion from a failure, for all that is to be asked next. Throws where waiting is all there is to do, since nothing
 * was done for certain.
 */
async function heed(desk: Desk, call: Call, error: unknown, parts: GovernorParts): Promise<void> {
  const refusal = readRefusal(error, parts.now());
  parts.onAnswer?.(nameOf(call), refusal.status, null);
  switch (refusal.kind) {
    case 'limited':
      throw await hold(desk, 'asked', 'GitHub asked us to wait', refusal.wait ?? backOff(desk), parts);
    case 'away':
      throw await hold(desk, 'away', 'the installation is suspended or gone', PARKED, parts);
    case 'failed':
      // Thrown as it is, and never as `NotNow`: a write that failed may have been done.
      if (refusal.wait !== null) await hold(desk, 'asked', 'GitHub asked us to wait', refusal.wait, parts);
      if (refusal.status === 401) await countRefusal(desk, call, refusal, parts);
      return;
    case 'shut':
      // One issue that is locked says nothing of the next.
      return;
    case 'refused':
      if (refusal.wait !== null)
        await hold(desk, 'budget', 'GitHub’s budget for this hour is used up', refusal.wait, parts);
      if (isWrite(call)) await countRefusal(desk, call, refusal, parts);
  }
}

function backOff(desk: Desk): number {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** desk.limited);
  desk.limited += 1;
  return wait;
}

/** Reads that find nothing are answers; writes that are refused again and again make GitHub suspend an app. */
async function countRefusal(
  desk: Desk,
  call: Call,
  { status }: Refusal,
  parts: GovernorParts,
): Promise<void> {
  const key = `${nameOf(call)} ${status}`;
  const count = (desk.refused.get(key) ?? 0) + 1;
  desk.refused.set(key, count % REFUSALS);
  if (count === REFUSALS) await hold(desk, 'refused', `${REFUSALS} times in a row ${key}`, BROKEN, parts);
}

async function hold(
  { installation }: Desk,
  kind: Told['kind'],
  because: string,
  wait: number,
  { store, now, onHold }: GovernorParts,
): Promise<NotNow> {
  await store.hold(installation, now() + wait, because);
  onHold?.({ installation, kind, because, wait });
  return new NotNow(`nothing is asked of GitHub now: ${because}`, BACK);
}

function isWrite({ method }: Call): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function nameOf({ method, route }: Call): string {
  return `${method} ${route}`;
}
