import { existsSync } from 'node:fs';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';

const ENV_FILE = '.env';

/** `race-triage serve`: the GitHub App, until it is told to stop. */
export async function serve(args: readonly string[]): Promise<number> {
  const { positionals } = readArgs(args, {});
  if (positionals.length > 0)
    throw new CliError(2, 'serve takes no arguments; the environment configures it');
  // The set-up page writes this file. What is set in the environment wins over it.
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  // Loaded when asked for: the other commands need neither Probot nor a database, and start at once.
  const server = await import('../app/server.ts');
  return await server.serve(process.env);
}
