/** A command of the command line: its help is printed from here, for people and for the README. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

interface Row {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Option → what it does. */
  readonly options: Readonly<Record<string, string>>;
  run(args: readonly string[]): Promise<number>;
}

const MODULE = 'module path of the repository itself, as in its go.mod; may be given several times';

/**
 * Each command is loaded when it is asked for: `parse` needs neither Probot nor a database, starts at once and reads a
 * log of any size in little memory.
 */
const rows: readonly Row[] = [
  {
    name: 'parse',
    usage: 'race-triage parse [--json] [--module PATH] [FILE…|-]',
    summary: 'Print every data-race report found in the files.',
    options: { '--json': 'one JSON document, schema race-triage/parse@1', '--module PATH': MODULE },
    run: async (args) => await (await import('./parse.ts')).parse(args),
  },
  {
    name: 'triage',
    usage:
      'race-triage triage [--json] [--module PATH] [--config FILE] [--codeowners FILE] [--title TEXT] [FILE…|-]',
    summary: 'Print what would be done to an issue with this text. Writes nothing.',
    options: {
      '--json': 'one JSON document, schema race-triage/triage@1',
      '--module PATH': MODULE,
      '--config FILE': 'a .github/race-triage.yml',
      '--codeowners FILE': 'a CODEOWNERS file',
      '--title TEXT': 'title of the issue',
    },
    run: async (args) => (await import('./triage.ts')).triage(args),
  },
  {
    name: 'replay',
    usage:
      'race-triage replay --from ISSUES.jsonl [--json] [--repo OWNER/NAME] [--module PATH] [--config FILE] [--codeowners FILE]',
    summary: 'Play a repository’s history, each issue as if newly opened. Writes nothing.',
    options: {
      '--from ISSUES.jsonl': 'the issues, one a line, in GitHub’s own field names',
      '--json': 'one JSON line for each issue, schema race-triage/replay@1; else a summary',
      '--repo OWNER/NAME': 'the repository they are from',
      '--module PATH': MODULE,
      '--config FILE': 'a .github/race-triage.yml',
      '--codeowners FILE': 'a CODEOWNERS file',
    },
    // Loaded when asked for: it brings a store along, which the other commands do not need.
    run: async (args) => (await import('./replay.ts')).replay(args),
  },
  {
    name: 'check',
    usage: 'race-triage check [FILE]',
    summary:
      'Validate a configuration; FILE is .github/race-triage.yml when not given. Exit code 1 on problems.',
    options: {},
    run: async (args) => (await import('./check.ts')).check(args),
  },
  {
    name: 'backfill',
    usage: 'race-triage backfill OWNER/REPO [--dry-run] [--per-hour N]',
    summary: 'Have the server act on open race issues that were there before it; first see what it would do.',
    options: {
      '--dry-run': 'print what would be done to which issue; writes nothing',
      '--per-hour N': 'issues an hour, 10 when not given, 60 at most',
    },
    run: async (args) => await (await import('./backfill.ts')).backfill(args),
  },
  {
    name: 'purge',
    usage: 'race-triage purge --installation ID',
    summary: 'Drop all that is kept of an installation.',
    options: { '--installation ID': 'the number in the address of its settings page' },
    run: async (args) => await (await import('./purge.ts')).purge(args),
  },
  {
    name: 'deliveries',
    usage: 'race-triage deliveries list | show N | retry N | retry all | drop N | refused [--json]',
    summary:
      'Dead letters of the server: work that was given up. What is put back is done within half a minute. `refused` lists what GitHub would not do because an issue is locked, archived or gone: nothing is to be done about it.',
    options: { '--json': 'one JSON line for each' },
    run: async (args) => await (await import('./deliveries.ts')).deliveries(args),
  },
  {
    name: 'serve',
    usage: 'race-triage serve',
    summary: 'Run the GitHub App, configured by the environment (see .env.example), until SIGTERM.',
    options: {},
    run: async (args) => await (await import('./serve.ts')).serve(args),
  },
];

export const commands: readonly Command[] = rows.map((row) => ({ ...row, help: helpOf(row) }));

function helpOf({ usage, summary, options }: Row): string {
  const names = Object.keys(options);
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${options[name] ?? ''}`);
  return `${usage}\n\n${summary}\n${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`;
}

export const HELP = `race-triage reads data-race reports and triages the issues that hold them.

${rows.map(({ usage, summary }) => `${usage}\n    ${summary}`).join('\n')}
race-triage help | --version

A file - is standard input. Exit codes: 0 done, 1 a problem found, 2 wrong usage, 3 the world failed.
NO_COLOR is respected.
`;
