/**
 * `npm run bench [-- --json] [--check] [--write] [GROUP…]`: how fast things are, on this machine, now. Never part of
 * `npm test`: a figure in seconds says more about a machine's mood than about a change.
 *
 *     --json     one JSON document, schema race-triage/bench@1
 *     --check    exit 1 when a figure misses its bar
 *     --write    put the table of all groups into docs/benchmarks.md
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { type Bench, reaches, type Row } from './bench.ts';
import { commands } from './commands.ts';
import { intake } from './intake.ts';
import { forged, load } from './load.ts';
import { lookUp } from './look-up.ts';
import { parse } from './parse.ts';
import { replay } from './replay.ts';
import { replicas } from './replicas.ts';
import { slowGitHub } from './slow-github.ts';

const GROUPS: readonly Bench[] = [
  parse,
  lookUp,
  intake,
  slowGitHub,
  commands,
  replay,
  load,
  forged,
  replicas,
];
const PAGE = new URL('../../docs/benchmarks.md', import.meta.url);

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, check: { type: 'boolean' }, write: { type: 'boolean' } },
  allowPositionals: true,
});

const rows: Row[] = [];
for (const group of GROUPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  for await (const row of group.measure()) {
    rows.push(row);
    if (!values.json) console.log(line(row));
  }
}
if (values.json)
  console.log(JSON.stringify({ schema: 'race-triage/bench@1', machine: machine(), rows }, null, 2));
if (values.write && positionals.length === 0) await writePage();
else if (values.write) console.error('--write takes no groups: the page shows them all');
const missed = rows.filter((row) => !reaches(row));
for (const row of missed) console.error(`missed: ${row.name} is ${shown(row)}, it must be ${bar(row)}`);
if (values.check && missed.length > 0) process.exitCode = 1;

function line(row: Row): string {
  return `${row.name.padEnd(52)} ${shown(row).padStart(14)}  ${bar(row)}`.trimEnd();
}

function shown({ value, unit }: Row): string {
  const digits = value >= 100 || value === 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return `${value.toFixed(digits)} ${unit}`.trimEnd();
}

function bar({ bar: set, unit }: Row): string {
  if (!set) return '';
  return ('atLeast' in set ? `≥ ${set.atLeast} ${unit}` : `≤ ${set.atMost} ${unit}`).trimEnd();
}

function machine(): object {
  const [cpu] = cpus();
  return { node: process.version, cpu: cpu?.model ?? 'unknown', cores: cpus().length };
}

/** The table of the last run, between its markers; what people wrote around it stays. */
async function writePage(): Promise<void> {
  const cells = rows.map((row) => `| ${row.name} | ${shown(row)} | ${bar(row)} |`);
  const table = ['| What | Measured | Bar |', '| --- | ---: | ---: |', ...cells].join('\n');
  const { node, cpu, cores } = machine() as Record<string, string>;
  const text = readFileSync(PAGE, 'utf8').replace(
    /(<!-- measured -->\n)[\s\S]*(<!-- \/measured -->)/,
    (_, open: string, close: string) => `${open}\nNode ${node}, ${cores} × ${cpu}.\n\n${table}\n\n${close}`,
  );
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}
