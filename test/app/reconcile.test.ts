import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile, type ReconcileParts } from '../../src/app/reconcile.ts';
import type { Hooks, Sent } from '../../src/github/hooks.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { delivery } from '../contracts/values.ts';
import { keptLog } from './parts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = 100 * DAY;

let store: Store;
let now: number;
let sent: Sent[];
let lists: number;
let asked: { guid: string; at: number }[];

beforeEach(async () => {
  store = await openMemoryStore();
  now = START;
  [sent, asked, lists] = [[], [], 0];
});
afterEach(() => store.close());

/** A ledger of a hundred a page, each page and each attempt taking a tenth of a second. */
const hooks: Hooks = {
  page(cursor) {
    lists += 1;
    now += 100;
    const young = sent.toSorted((a, b) => b.at - a.at);
    const from = Number(cursor ?? 0);
    const next = from + 100 < young.length ? String(from + 100) : null;
    return Promise.resolve({ sent: young.slice(from, from + 100), next });
  },
  again(id) {
    now += 100;
    asked.push({ guid: sent.find((one) => one.id === id)?.guid ?? '', at: now });
    return Promise.resolve(true);
  },
};
function parts(more: Partial<ReconcileParts> = {}): ReconcileParts {
  return {
    hooks,
    store,
    heard: () => false,
    shared: false,
    gap: 1_000,
    now: () => now,
    sleep: (milliseconds) => Promise.resolve(void (now += milliseconds)),
    isStopped: () => false,
    log: keptLog().log,
    ...more,
  };
}
function add(guid: string, draft: Partial<Sent> = {}): void {
  sent.push({
    id: sent.length + 1,
    guid,
    at: START - HOUR,
    redelivery: false,
    ok: false,
    event: 'issues',
    action: 'opened',
    installation: 7,
    repository: 1,
    ...draft,
  });
}
const look = (more: Partial<ReconcileParts> = {}) => reconcile(parts(more), 0);
const guids = () => asked.map((one) => one.guid);

test('two hours down, 7,000 deliveries missed, of which 270 are ours: all 270 within ten minutes, in 75 lists', async () => {
  for (let i = 0; i < 7_000; i += 1) {
    const ours = i % 26 === 0 && i / 26 < 270 ? {} : { event: 'check_run', action: 'completed' };
    add(`guid-${i}`, { at: START - 2 * HOUR + i * 1_000, ...ours });
  }
  await store.takeTurn('reconcile', START - 2 * HOUR, 0);
  await store.endTurn('reconcile', START - 2 * HOUR);
  expect(await look()).toBe(270);
  expect(new Set(guids()).size).toBe(270);
  expect(lists).toBeLessThanOrEqual(75);
  expect(now - START).toBeLessThan(10 * 60_000);
  expect(Math.min(...asked.slice(1).map(({ at }, i) => at - (asked[i]?.at ?? 0)))).toBeGreaterThanOrEqual(
    1_000,
  );
  // In the order in which it happened.
  expect(guids()[0]).toBe('guid-0');
});

describe('asked for again is', () => {
  test.each<[string, () => void, string[], Partial<ReconcileParts>]>([
    ['what failed', () => add('a'), ['a'], {}],
    ['what GitHub takes for delivered, and we never stored', () => add('a', { ok: true }), ['a'], {}],
    ['nothing that is no concern of ours', () => add('a', { event: 'star', action: 'created' }), [], {}],
    ['nothing we heard and kept nothing of', () => add('a', { ok: true }), [], { heard: () => true }],
    ['nothing that is older than three days', () => add('a', { at: START - 3 * DAY - 1 }), [], {}],
    ['a push, which has no action', () => add('a', { event: 'push', action: null }), ['a'], {}],
    [
      'each event once, however often it failed',
      () => [1, 2, 3].forEach((i) => add('a', { at: START - i, redelivery: i < 3 })),
      ['a'],
      {},
    ],
    [
      'nothing that failed five times',
      () => [1, 2, 3, 4, 5].forEach((i) => add('a', { at: START - i })),
      [],
      {},
    ],
    [
      'nothing that came when it was asked for again',
      () => [0, 1].forEach((i) => add('a', { at: START - i, ok: i === 0, redelivery: i === 0 })),
      [],
      {},
    ],
    [
      'nothing of an account that took the app off since',
      () => {
        add('gone', { event: 'installation', action: 'deleted', at: START - 5, ok: true });
        add('before', { at: START - 10 });
        add('other', { installation: 8, repository: 2 });
      },
      ['other', 'gone'],
      {},
    ],
    [
      'where others hear too, of what was answered only what is always stored',
      () => {
        add('opened', { ok: true });
        add('edited', { action: 'edited', ok: true });
        add('failed', { action: 'edited' });
      },
      ['opened', 'failed'],
      { shared: true },
    ],
  ])('%s', async (_, happen, expected, more) => {
    happen();
    await look(more);
    expect(guids()).toEqual(expected);
  });

  test('nothing that is stored', async () => {
    await store.put(delivery('a issues.opened [1]'), 0);
    add('a');
    add('ab');
    expect(await look()).toBe(1);
    expect(guids()).toEqual(['ab']);
  });
});

describe('a look', () => {
  test('reads back to the last one, and a little further', async () => {
    for (let i = 0; i < 1_000; i += 1) add(`${i}`, { at: START - i * 60_000, event: 'star' });
    await look();
    expect(lists).toBe(10);
    now += 15 * 60_000;
    lists = 0;
    await look();
    expect(lists).toBe(1);
  });

  test('is taken by one of several processes', async () => {
    add('a');
    const every = 60_000;
    expect(await Promise.all([1, 2, 3].map(() => reconcile(parts(), every)))).toEqual([1, 0, 0]);
  });

  test('that has too much to ask for goes on there next time', async () => {
    for (let i = 0; i < 1_200; i += 1) add(`guid-${i}`, { at: START - HOUR + i });
    expect(await look()).toBe(1_000);
    for (const one of guids()) await store.put(delivery(`${one} x`), 0);
    expect(await look()).toBe(200);
    expect(new Set(guids()).size).toBe(1_200);
  });

  test('that fails, or is stopped, is made again from where the last one came', async () => {
    add('a');
    await expect(
      look({ hooks: { ...hooks, page: () => Promise.reject(new Error('down')) } }),
    ).rejects.toThrow('down');
    expect(await look({ isStopped: () => true })).toBe(0);
    expect(await look()).toBe(1);
  });

  test('at a GitHub without a ledger is over at once', async () => {
    expect(await look({ hooks: { ...hooks, page: () => Promise.resolve(null) } })).toBe(0);
  });
});
