import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, WEBHOOK_PATH } from '../../src/app/intake.ts';
import { createLog } from '../../src/app/log.ts';
import { openEmbeddedStore } from '../../src/store/embedded.ts';
import { type Bench, percentile, type Row } from './bench.ts';
import { delivery, SECRET } from './deliveries.ts';

const DELIVERIES = 3_000;
const SENDERS = 16;

/** Deliveries of 60 kB, taken durably: the time until GitHub has its answer. */
export const intake: Bench = {
  name: 'intake',
  async *measure(): AsyncIterable<Row> {
    const folder = mkdtempSync(join(tmpdir(), 'race-triage-bench-'));
    const store = await openEmbeddedStore(folder);
    const handler = createIntake({
      store,
      secrets: [SECRET],
      self: () => null,
      wake: () => {},
      draining: () => false,
      now: Date.now,
      log: createLog({ level: 'silent', format: 'json' }, []),
    });
    const server = createServer((request, response) => void handler(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const from = performance.now();
      const times = await send(`http://127.0.0.1:${port}${WEBHOOK_PATH}`);
      const seconds = (performance.now() - from) / 1000;
      yield {
        name: 'intake: deliveries of 60 kB',
        value: DELIVERIES / seconds,
        unit: '/s',
        bar: { atLeast: 300 },
      };
      yield {
        name: 'intake: answer, median',
        value: percentile(times, 0.5),
        unit: 'ms',
        bar: { atMost: 50 },
      };
      yield {
        name: 'intake: answer, 99 of 100',
        value: percentile(times, 0.99),
        unit: 'ms',
        bar: { atMost: 150 },
      };
    } finally {
      server.close();
      server.closeAllConnections();
      await store.close();
      rmSync(folder, { recursive: true });
    }
  },
};

async function send(url: string): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const sender = async () => {
    while (next < DELIVERIES) {
      const { body, headers } = delivery(next++);
      const from = performance.now();
      const response = await fetch(url, { method: 'POST', body, headers });
      await response.text();
      times.push(performance.now() - from);
      if (response.status !== 202) throw new Error(`a delivery was answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return times;
}
