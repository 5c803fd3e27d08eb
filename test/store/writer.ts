/**
 * `node writer.ts DIRECTORY [hold]`: another process on a store. It prints the id of every delivery once the
 * store said that it is kept, until it is killed; with `hold` it takes one job, says so, and stays.
 */
import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../src/store/embedded.ts';
import { delivery } from '../contracts/values.ts';

const [directory = '', mode] = process.argv.slice(2);
const store = await openEmbeddedStore(directory).catch((error: unknown) => {
  writeSync(1, `${String(error)}\n`);
  process.exit(3);
});

if (mode === 'hold') {
  await store.put(delivery('held'), Date.now());
  const job = await store.claim(Date.now(), 3_600_000);
  writeSync(1, `holds ${job?.id}\n`);
  setInterval(() => {}, 1_000);
} else {
  for (let i = 0; ; i++) {
    const id = `${process.pid} ${i}`;
    await store.put(delivery(id, { issue: i }), Date.now());
    writeSync(1, `${id}\n`);
  }
}
