import { describe, expect, test } from '@jest/globals';
import {
  cleanUp,
  DELIVERIES_KEPT,
  FACTS_KEPT,
  STALE_FACTS_KEPT,
  startHousekeeping,
} from '../../src/app/housekeeping.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { StoreError } from '../../src/store/store.ts';
import { delivery, factsOf, INSTALLATION } from '../contracts/values.ts';
import { keptLog } from './parts.ts';

const NOW = 10 * DELIVERIES_KEPT;

describe('a round', () => {
  test('forgets old deliveries and old facts, and keeps young ones', async () => {
    const store = await openMemoryStore();
    for (const [id, finished] of [
      ['old', NOW - DELIVERIES_KEPT - 1],
      ['young', NOW - 1],
    ] as const) {
      await store.put(delivery(id), 0);
      const job = await store.claim(0, 1_000);
      if (job) await store.finish(job, finished);
    }
    await store.saveFacts(factsOf(1), INSTALLATION, NOW - FACTS_KEPT - 1);
    await store.saveFacts(factsOf(2), INSTALLATION, NOW - 1);
    await store.saveFacts(factsOf(3), INSTALLATION, NOW - STALE_FACTS_KEPT - 1);
    const { log, lines } = keptLog();
    await cleanUp({ store, now: () => NOW, log });
    expect([await store.facts(1), await store.facts(2)]).toEqual([null, factsOf(2)]);
    expect([await store.staleFacts(1), await store.staleFacts(3)]).toEqual([factsOf(1), null]);
    expect([await store.put(delivery('old'), NOW), await store.put(delivery('young'), NOW)]).toEqual([
      'new',
      'seen',
    ]);
    expect(lines().join()).toContain('cleaned up');
    await store.close();
  });

  test('a store that fails now is tried again later, and nobody crashes', async () => {
    const { log, lines } = keptLog();
    const fail = () => Promise.reject(new StoreError('the disk is full'));
    await cleanUp({ store: { prune: fail, dropFactsBefore: fail }, now: () => NOW, log });
    expect(lines().join()).toContain('trying again in an hour');
  });
});

test('the first round is at the start', async () => {
  const rounds: number[] = [];
  const store = {
    prune: (before: number) => Promise.resolve(rounds.push(before)),
    dropFactsBefore: () => Promise.resolve(0),
  };
  startHousekeeping({ store, now: () => NOW, log: keptLog().log }).stop();
  expect(rounds).toEqual([NOW - DELIVERIES_KEPT]);
});
