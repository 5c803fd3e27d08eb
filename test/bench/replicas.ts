import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { delivery, look } from '../contracts/values.ts';
import { empty, startPostgres } from '../postgres/index.ts';
import type { Bench, Row } from './bench.ts';

const JOBS = 2_000;
const REPOSITORIES = 200;

/** What a worker's process tells when it found nothing more to do. */
interface Done {
  readonly ids: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Jobs a second of one and of two processes on one PostgreSQL; each job does nothing but wait for GitHub a little. */
export const replicas: Bench = {
  name: 'replicas',
  async *measure(): AsyncIterable<Row> {
    const server = await startPostgres();
    try {
      const url = await server.database();
      const one = await run(url, 1);
      const two = await run(url, 2);
      yield { name: 'replicas: jobs of one process', value: one.rate, unit: '/s' };
      yield { name: 'replicas: jobs of two processes', value: two.rate, unit: '/s' };
      yield {
        name: 'replicas: two against one',
        value: two.rate / one.rate,
        unit: '×',
        bar: { atLeast: 1.5 },
      };
      yield { name: 'replicas: done twice or never', value: two.wrong, unit: '', bar: { atMost: 0 } };
    } finally {
      await server.close();
    }
  },
};

async function run(url: string, processes: number): Promise<{ rate: number; wrong: number }> {
  const store = await openPostgresStore(url);
  await empty(url);
  for (let i = 0; i < JOBS; i++) {
    const draft = { repository: i % REPOSITORIES, issue: i, hint: look('x'.repeat(2_000)) };
    await store.put(delivery(`job ${i}`, draft), 0);
  }
  await store.close();
  const workers = Array.from({ length: processes }, () =>
    fork(new URL('replica.ts', import.meta.url), [url]),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const done = workers.map((worker) => once(worker, 'message') as Promise<[Done]>);
  for (const worker of workers) worker.send('go');
  const told = (await Promise.all(done)).map(([message]) => message);
  const seconds = (Math.max(...told.map(({ to }) => to)) - Math.min(...told.map(({ from }) => from))) / 1000;
  const ids = told.flatMap((message) => message.ids);
  const wrong = ids.length - new Set(ids).size + JOBS - new Set(ids).size;
  return { rate: JOBS / seconds, wrong };
}
