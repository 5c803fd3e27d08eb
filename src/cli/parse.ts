import { fingerprint, parseRaceReports, type RaceReport, sides, testsNamed } from '../race/index.ts';
import { frameName, framePlace } from '../triage/place.ts';
import { CliError } from './error.ts';
import { type Input, readArgs, readInputs } from './input.ts';
import { paint, printable } from './terminal.ts';

const SCHEMA = 'race-triage/parse@1';

/** `race-triage parse`: every race report of the files, as JSON or for people. */
export function parse(args: readonly string[]): number {
  const { values, positionals } = readArgs(args, {
    json: { type: 'boolean' },
    module: { type: 'string', multiple: true },
  });
  const modules = readModules(values.module ?? []);
  const inputs = readInputs(positionals);
  const text = values.json
    ? `${JSON.stringify({ schema: SCHEMA, files: inputs.map((input) => toJson(input, modules)) }, null, 2)}\n`
    : inputs.map((input) => describe(input, modules)).join('\n');
  process.stdout.write(text);
  return 0;
}

/** A module path has no blanks and does not begin with a dash. */
export function readModules(modules: readonly string[]): readonly string[] {
  const wrong = modules.find((module) => module === '' || /\s/.test(module));
  if (wrong !== undefined)
    throw new CliError(2, `--module "${wrong}" is no module path; go.mod has it behind “module”`);
  return modules;
}

function toJson({ file, text }: Input, modules: readonly string[]): object {
  const reports = parseRaceReports(text, { modules });
  return {
    file,
    tests: testsNamed(text, reports),
    reports: reports.map((report) => ({ ...report, keys: fingerprint(report, { modules }) })),
  };
}

function describe({ file, text }: Input, modules: readonly string[]): string {
  const reports = parseRaceReports(text, { modules });
  const name = file === '-' ? 'standard input' : file;
  const count =
    reports.length === 0
      ? 'no race report'
      : reports.length === 1
        ? '1 race report'
        : `${reports.length} race reports`;
  return `${paint('bold', name)}: ${count}\n${reports.map((report, i) => describeReport(report, i, modules)).join('')}`;
}

function describeReport(report: RaceReport, index: number, modules: readonly string[]): string {
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
  return `\nrace ${index + 1}, lines ${from} to ${to}, ${state}, key ${keys.exact ?? 'none'}\n${accesses.join('')}${defects.join('')}`;
}
