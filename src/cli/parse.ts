import { once } from 'node:events';
import { fingerprint, type RaceReport, sides } from '../race/index.ts';
import { frameName, framePlace } from '../triage/place.ts';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';
import { showProgress } from './progress.ts';
import { scan } from './scan.ts';
import { openSources, type Source } from './source.ts';
import { paint, printable } from './terminal.ts';

const SCHEMA = 'race-triage/parse@1';

/** `race-triage parse`: every race report of the files, as JSON or for people, written as they are found. */
export async function parse(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    json: { type: 'boolean' },
    module: { type: 'string', multiple: true },
  });
  const modules = readModules(values.module ?? []);
  const sources = openSources(positionals);
  if (values.json) await printJson(sources, modules);
  else for (const [i, source] of sources.entries()) await printText(source, modules, i);
  return 0;
}

/** A module path has no blanks and does not begin with a dash. */
export function readModules(modules: readonly string[]): readonly string[] {
  const wrong = modules.find((module) => module === '' || /\s/.test(module));
  if (wrong !== undefined)
    throw new CliError(2, `--module "${wrong}" is no module path; go.mod has it behind “module”`);
  return modules;
}

/** One document, though it is never held whole: a log may have more reports than there is memory. */
async function printJson(sources: readonly Source[], modules: readonly string[]): Promise<void> {
  await write(`{\n  "schema": ${JSON.stringify(SCHEMA)},\n  "files": [`);
  for (const [i, source] of sources.entries()) {
    await write(
      `${i > 0 ? ',' : ''}\n    {\n      "file": ${JSON.stringify(source.file)},\n      "reports": [`,
    );
    let tests: readonly string[] = [];
    let count = 0;
    for await (const found of follow(source, modules)) {
      if ('tests' in found) tests = found.tests;
      else await write(`${count++ > 0 ? ',' : ''}\n${indent(withKeys(found.report, modules), 8)}`);
    }
    await write(`${count > 0 ? '\n      ' : ''}],\n      "tests": ${JSON.stringify(tests)}\n    }`);
  }
  await write('\n  ]\n}\n');
}

function withKeys(report: RaceReport, modules: readonly string[]): object {
  return { ...report, keys: fingerprint(report, { modules }) };
}

function indent(value: object, by: number): string {
  return JSON.stringify(value, null, 2).replace(/^/gm, ' '.repeat(by));
}

async function printText(source: Source, modules: readonly string[], index: number): Promise<void> {
  const name = source.file === '-' ? 'standard input' : source.file;
  let count = 0;
  if (index > 0) await write('\n');
  for await (const found of follow(source, modules)) {
    if (!('tests' in found)) {
      const opening = count++ === 0 ? `${paint('bold', name)}\n` : '';
      await write(`${opening}\n${describeReport(found.report, count, modules)}`);
    }
  }
  const summary = count === 0 ? 'no race report' : count === 1 ? '1 race report' : `${count} race reports`;
  await write(count === 0 ? `${paint('bold', name)}: ${summary}\n` : `\n${summary}\n`);
}

/** Reads a source, with a bar where somebody is watching. */
async function* follow(source: Source, modules: readonly string[]) {
  const progress = showProgress(source.file, source.size);
  try {
    yield* scan(source, modules, (read, reports) => progress.update(read, reports));
  } finally {
    progress.end();
  }
}

/** Waits for a slow reader: what is not taken must not pile up. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function describeReport(report: RaceReport, number: number, modules: readonly string[]): string {
  const { from, to } = report.span;
  const state = report.complete ? paint('green', 'complete') : paint('yellow', 'not complete');
  const keys = fingerprint(report, { modules });
  const accesses = sides(report, { modules }).map(({ access, leaf }) => {
    const frame = leaf?.frame ?? access.frames[0];
    const where = frame ? `${frameName(frame)}  ${framePlace(frame, modules) ?? ''}` : 'stack missing';
    return `  ${(access.atomic ? `atomic ${access.op}` : access.op).padEnd(6)} ${printable(where)}\n`;
  });
  const defects = report.defects.map(
    (defect) => `  ${paint('yellow', defect.code)} line ${defect.line}: ${printable(defect.message)}\n`,
  );
  return `race ${number}, lines ${from} to ${to}, ${state}, key ${keys.exact ?? 'none'}\n${accesses.join('')}${defects.join('')}`;
}
