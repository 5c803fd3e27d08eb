import type { ConfigResult, RepositoryFacts } from '../triage/types.ts';
import { readConfigFile } from './config-file.ts';
import { CliError } from './error.ts';
import { readArgs, readFile } from './input.ts';
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
    config: readConfigFile(values.config),
    facts: {
      repository: { id: 0, owner, name, private: true, defaultBranch: 'main' },
      modules: readModules(values.module ?? []),
      labels: [],
      codeowners: codeowners === undefined ? null : { path: codeowners, text: readFile(codeowners) },
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
