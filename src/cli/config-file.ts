import { parseConfig } from '../config/parse.ts';
import { formatProblem } from '../config/problem.ts';
import type { ConfigResult } from '../triage/types.ts';
import { CliError } from './error.ts';
import { readFile } from './input.ts';

/** The configuration that `--config` names, or the defaults; one that is not valid ends the command. */
export function readConfigFile(file: string | undefined): ConfigResult {
  const config = parseConfig(file === undefined ? '' : readFile(file));
  if (config.ok) return config;
  throw new CliError(1, config.problems.map((problem) => formatProblem(problem, file)).join('\n'));
}
