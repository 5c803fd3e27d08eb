import { parseConfig } from '../config/parse.ts';
import { explainProblem } from '../config/problem.ts';
import { CliError } from './error.ts';
import { readArgs, readInputs } from './input.ts';
import { printable } from './terminal.ts';

const DEFAULT = '.github/race-triage.yml';

/** `race-triage check`: every problem of a configuration file, with line and column. */
export function check(args: readonly string[]): number {
  const { positionals } = readArgs(args, {});
  if (positionals.length > 1) throw new CliError(2, 'check takes one file');
  const [input] = readInputs(positionals.length > 0 ? positionals : [DEFAULT]);
  const { file, text } = input ?? { file: DEFAULT, text: '' };
  const parsed = parseConfig(text);
  if (parsed.ok) {
    process.stdout.write(`${file}: valid\n`);
    return 0;
  }
  for (const problem of parsed.problems)
    process.stdout.write(`${printable(explainProblem(problem, text, file))}\n`);
  process.stderr.write(
    `race-triage: ${file} has ${parsed.problems.length} problem${parsed.problems.length === 1 ? '' : 's'}\n`,
  );
  return 1;
}
