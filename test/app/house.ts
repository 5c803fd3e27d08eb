import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { hear } from '../../src/app/events.ts';
import { runJob } from '../../src/app/pipeline.ts';
import { GitHubError } from '../../src/github/github.ts';
import { openEmbeddedStore } from '../../src/store/embedded.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeGitHub, startFakeGitHub } from '../fake-github/index.ts';
import { accessTo, keptLog } from './parts.ts';

/** The app at work on a GitHub of its own: every webhook is heard and done, with a clock that only moves when told. */
export interface House {
  readonly fake: FakeGitHub;
  readonly store: () => Store;
  readonly log: () => string[];
  /** Hears what happened, in the order it did, and works until nothing is due. */
  settle(): Promise<void>;
  /** Moves the clock, and works. */
  later(milliseconds: number): Promise<void>;
  /** A new process on the same store, perhaps of another version. */
  restart(version?: string): Promise<void>;
  /** All that happened since, nobody heard. */
  deaf(): void;
  close(): Promise<void>;
}

const START = Date.parse('2026-03-01T12:00:00Z');

/** @param lasting whether the store is on disk, so that `restart` finds what was kept */
export async function openHouse({ lasting = false } = {}): Promise<House> {
  const folder = lasting ? mkdtempSync(join(tmpdir(), 'race-triage-house-')) : null;
  const open = () => (folder === null ? openMemoryStore() : openEmbeddedStore(folder));
  const fake = await startFakeGitHub({ webhook: { url: 'http://127.0.0.1:9/', secret: 'none' } });
  fake.hold();
  const kept = keptLog();
  let store = await open();
  let github = accessTo(fake, kept.log);
  let now = START;
  let heard = 0;
  let running = '1.0.0';

  async function listen(): Promise<void> {
    const self = await github.self();
    for (const { guid, event, payload } of fake.deliveries.slice(heard)) {
      heard += 1;
      const found = hear(event, payload, self);
      if (found.kind !== 'work') continue;
      for (const [i, work] of found.works.entries()) await store.put({ id: `${guid} ${i}`, work }, now);
    }
  }

  /** Looks at one issue follow each other by five seconds; what waits for longer waits for `later`. */
  async function work(): Promise<void> {
    await listen();
    for (let patience = 3; patience > 0; now += 5_000) {
      const job = await store.claim(now, 60_000);
      if (!job) patience -= 1;
      else {
        patience = 3;
        try {
          const { result, because } = await runJob(job, {
            store,
            github,
            ceiling: 'act',
            now: () => now,
            log: kept.log,
            listLag: 0,
            version: running,
          });
          // As the worker does.
          kept.log.info({ result }, because);
          await store.finish(job, now);
        } catch (error) {
          if (!(error instanceof GitHubError)) throw error;
          if (error.retryable) await store.retry(job, now, error.message);
          else await store.bury(job, now, error.message);
        }
      }
      await listen();
    }
  }

  return {
    fake,
    store: () => store,
    log: kept.lines,
    settle: work,
    async later(milliseconds) {
      now += milliseconds;
      await work();
    },
    async restart(version = running) {
      running = version;
      await store.close();
      store = await open();
      github = accessTo(fake, kept.log);
    },
    deaf() {
      heard = fake.deliveries.length;
    },
    async close() {
      await store.close();
      await fake.close();
      if (folder !== null) rmSync(folder, { recursive: true });
      expect(fake.violations).toEqual([]);
    },
  };
}
