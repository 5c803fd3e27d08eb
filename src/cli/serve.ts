import { existsSync } from 'node:fs';
import { serve as serveApp } from '../app/server.ts';
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
  return await serveApp(process.env);
}
