import { parseArgs } from 'node:util';
import { openMemoryStore } from '../../src/store/memory.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { type PostgresServer, startPostgres } from '../postgres/index.ts';
import { compare, type Comparison } from './compare.ts';
import { PLANTS } from './plants.ts';

/**
 * `npm run chaos -- --runs N --seed S --store sqlite|postgres --plant NAME`: the long form of the fault tests. What goes
 * wrong is told with its seed, which plays it again alone. Exit code 1 where an end is not that of the calm run.
 */

const USAGE =
  'usage: npm run chaos -- [--runs N] [--seed S] [--rounds N] [--store sqlite|postgres] [--plant NAME]';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '4' },
    store: { type: 'string', default: 'sqlite' },
    plant: { type: 'string' },
  },
});
const [runs, start, rounds] = [values.runs, values.seed, values.rounds].map(Number) as [
  number,
  number,
  number,
];
const plant = values.plant === undefined ? undefined : PLANTS[values.plant];
const isUsable =
  [runs, start, rounds].every(Number.isSafeInteger) && ['sqlite', 'postgres'].includes(values.store);
if (!isUsable || (values.plant !== undefined && !plant)) {
  console.error(`${USAGE}\nplants: ${Object.keys(PLANTS).join(', ')}`);
  process.exit(2);
}

const began = performance.now();
const sum = {
  runs: 0,
  red: 0,
  acts: 0,
  deliveries: 0,
  calls: 0,
  failed: 0,
  kills: 0,
  doubled: 0,
  lost: 0,
  rude: 0,
};
const postgres = values.store === 'postgres' ? await startPostgres() : null;
try {
  for (let seed = start; seed < start + runs; seed++) {
    const run = { rounds, open: () => openEmpty(postgres), ...(plant ? { plant } : {}) };
    add(seed, await compare(seed, run));
    if (seed % 10 === 0 || seed === start + runs - 1) console.error(progress());
  }
} finally {
  await postgres?.close();
}
console.table({ [plant ? `plant ${values.plant}` : values.store]: { ...sum, seconds: seconds() } });
process.exitCode = sum.red > 0 ? 1 : 0;

async function openEmpty(server: PostgresServer | null): Promise<Store> {
  return server ? await openPostgresStore(await server.database()) : await openMemoryStore();
}

function add(seed: number, { wrongs, wild, acts }: Comparison): void {
  const { deliveries, calls, kills, faults } = wild.cost;
  sum.runs += 1;
  sum.acts += acts;
  sum.deliveries += deliveries;
  sum.calls += calls;
  sum.kills += kills;
  for (const [, count] of faults) sum.failed += count;
  const count = (what: string) => wrongs.filter((wrong) => wrong.startsWith(what)).length;
  sum.doubled += count('doubled');
  sum.lost += count('lost');
  sum.rude += count('rude');
  if (wrongs.length === 0) return;
  sum.red += 1;
  console.error(`seed ${seed}:\n  ${wrongs.join('\n  ')}`);
}

function progress(): string {
  return `${seconds()} s: ${sum.runs} of ${runs} runs, ${sum.kills} servers killed, ${sum.red} red`;
}

function seconds(): number {
  return Math.round((performance.now() - began) / 1000);
}
