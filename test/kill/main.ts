import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StoreOfFleet } from '../app/fleet.ts';
import { startPostgres } from '../postgres/index.ts';
import { build } from './build.ts';
import { compare, type Comparison } from './compare.ts';

/**
 * `npm run kill -- --kills N --deliveries N --seed S --store sqlite|postgres --servers N`: real servers, killed by SIGKILL at
 * random moments. Time is real, so that a seed gives the same script, faults and plan of kills, but not the same run. What a red
 * one leaves – logs, data, both ends, what was killed when – is kept, and told where. Exit code 1 where the end is not that of
 * the calm run.
 */

const USAGE =
  'usage: npm run kill -- [--kills N] [--deliveries N] [--seed S] [--store sqlite|postgres] [--servers N]';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    deliveries: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'sqlite' },
    servers: { type: 'string' },
  },
});
const servers = values.servers ?? (values.store === 'postgres' ? '2' : '1');
const [kills, deliveries, seed, size] = [values.kills, values.deliveries, values.seed, servers].map(
  Number,
) as [number, number, number, number];
const isUsable =
  [kills, deliveries, seed, size].every((number) => Number.isSafeInteger(number) && number >= 0) &&
  (values.store === 'postgres' ? size > 0 : values.store === 'sqlite' && size === 1);
if (!isUsable) {
  console.error(`${USAGE}\nseveral servers share PostgreSQL only`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'race-triage-kill-'));
const postgres = values.store === 'postgres' ? await startPostgres() : null;
let isRed = true;
try {
  mkdirSync(join(folder, 'log'));
  const run = await compare({
    kills,
    deliveries,
    seed,
    servers: size,
    cli: build(join(folder, 'built')),
    calm: await storeFor('calm'),
    wild: await storeFor('killed'),
    onLog: (server, log) => appendFileSync(join(folder, 'log', `server-${server}.log`), log),
    onProgress: (line) => console.error(line),
  });
  isRed = run.wrongs.length > 0;
  tell(run);
} finally {
  await postgres?.close();
  if (!isRed) rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isRed ? 1 : 0;

async function storeFor(name: string): Promise<StoreOfFleet> {
  if (postgres) return { databaseUrl: await postgres.database() };
  return { dataDir: join(folder, name) };
}

function tell({ wrongs, calm, wild, acts }: Comparison): void {
  const count = (what: string): number => wrongs.filter((wrong) => wrong.startsWith(what)).length;
  const { cost } = wild.ending;
  console.table({
    [`${values.store}, ${size} server${size === 1 ? '' : 's'}`]: {
      acts,
      deliveries: wild.told,
      sent: wild.sent.sent,
      twice: wild.sent.twice,
      late: wild.sent.late,
      calls: cost.calls,
      failed: [...cost.faults.values()].reduce((sum, n) => sum + n, 0),
      kills: cost.kills,
      'other ends': count('another end'),
      lost: count('lost'),
      doubled: count('doubled'),
      'calm, s': Math.round(calm.seconds),
      seconds: Math.round(wild.seconds),
    },
  });
  if (wrongs.length === 0) return;
  writeFileSync(join(folder, 'wrongs.txt'), `${wrongs.join('\n')}\n`);
  writeFileSync(join(folder, 'kills.txt'), `${wild.log.join('\n')}\n`);
  for (const [name, run] of Object.entries({ calm, killed: wild }))
    writeFileSync(join(folder, `end-${name}.txt`), [...run.ending.threads].flat().join('\n'));
  console.error(`seed ${seed}:\n  ${wrongs.slice(0, 20).join('\n  ')}\nall of it is in ${folder}`);
}
