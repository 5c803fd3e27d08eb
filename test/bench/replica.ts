/** `node replica.ts URL`, forked: one server's worker on a shared store; says when it is ready, and what it did. */
import { once } from 'node:events';
import { createLog } from '../../src/app/log.ts';
import { startWorker } from '../../src/app/worker.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';

/** As many as a server has. */
const LANES = 8;

/** Milliseconds that a job waits for GitHub, which really takes longer. */
const WORK = 50;

const [url = ''] = process.argv.slice(2);
const store = await openPostgresStore(url);
await store.gauges(0);
process.send?.('ready');
await once(process, 'message');
const from = Date.now();
const ids: string[] = [];
const worker = startWorker({
  store,
  lanes: LANES,
  poll: 50,
  now: Date.now,
  random: Math.random,
  log: createLog({ level: 'silent', format: 'json' }, []),
  async run(job) {
    await new Promise((resolve) => setTimeout(resolve, WORK));
    ids.push(job.id);
    return { result: 'done', because: 'it was done' };
  },
});
let to = from;
for (let left = Infinity; left > 0;) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  to = Date.now();
  const { waiting, running } = await store.gauges(to);
  left = waiting + running;
}
await worker.stop();
await store.close();
process.send?.({ ids, from, to });
process.disconnect();
