import { readFileSync } from 'node:fs';
import { parseConfig } from '../config/parse.ts';
import { formatProblem } from '../config/problem.ts';
import type { ConfigResult, RepositoryFacts } from '../triage/types.ts';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';
import { readModules } from './parse.ts';

/** What a replay is asked to do. */
export interface ReplayOptions {
  readonly from: string;
  readonly json: boolean;
  readonly config: ConfigResult;
  /** Labels are added when the history is read. */
  readonly facts: RepositoryFacts;
}

/** Reads the arguments, and the files of rules they name. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals } = readArgs(args, {
    from: { type: 'string' },
    repo: { type: 'string' },
    module: { type: 'string', multiple: true },
    config: { type: 'string' },
    codeowners: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0)
    throw new CliError(2, `${positionals[0]} is one too many; the issues go behind --from`);
  const { owner, name } = readRepository(values.repo);
  if (values.from === undefined || values.from === '') throw nothingToRead(values.repo);
  const { codeowners } = values;
  return {
    from: values.from,
    json: values.json ?? false,
    config: readConfig(values.config),
    facts: {
      repository: { id: 0, owner, name, private: true, defaultBranch: 'main' },
      modules: readModules(values.module ?? []),
      labels: [],
      codeowners: codeowners === undefined ? null : { path: codeowners, text: readRules(codeowners) },
      config: null,
    },
  };
}

function readRepository(repository = 'owner/name'): { owner: string; name: string } {
  const match = /^([\w.-]+)\/([\w.-]+)$/.exec(repository);
  if (!match) throw new CliError(2, `--repo "${repository}" is no repository; it is written OWNER/NAME`);
  return { owner: match[1] ?? '', name: match[2] ?? '' };
}

/** GitHub lists issues in pages, comments apart; until that is built, `gh` does it. */
function nothingToRead(repository = 'OWNER/NAME'): CliError {
  const command = `gh api --paginate 'repos/${repository}/issues?state=all&per_page=100' --jq '.[]' > issues.jsonl`;
  return new CliError(
    2,
    `--from FILE is missing: replay does not read GitHub itself yet. Write the issues to a file with\n  ${command}\nand give that: --from issues.jsonl`,
  );
}

function readConfig(file: string | undefined): ConfigResult {
  const config = parseConfig(file === undefined ? '' : readRules(file));
  if (config.ok) return config;
  throw new CliError(1, config.problems.map((problem) => formatProblem(problem, file)).join('\n'));
}

function readRules(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(3, `${file} cannot be read: ${reasonOf(error)}`, error);
  }
}

/** Why the world failed, without a stack. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}
