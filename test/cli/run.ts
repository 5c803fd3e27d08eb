import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs the command line as a process of its own, in the repository, with this on its standard input. */
export async function cli(args: readonly string[], input = '', env: Environment = {}): Promise<Ran> {
  return await run(process.execPath, ['src/cli.ts', ...args], input, env);
}

export async function run(
  program: string,
  args: readonly string[],
  input = '',
  env: Environment = {},
): Promise<Ran> {
  const child = spawn(program, args, { cwd: ROOT, env: { PATH: process.env.PATH, NO_COLOR: '1', ...env } });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  // A command that reads nothing closes its end first; that is no failure.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...text };
}
