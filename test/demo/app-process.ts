import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LocalGitHub } from './emulator.ts';

/** The source itself: a `dist` that somebody built last week must not be what the demo shows. */
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** How long a start may take, in milliseconds. */
const START_TIME = 60_000;

export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  /** Asks it to stop, as a container does; gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** What it logged. */
  log(): string;
}

/**
 * Starts the real server as an operator would, and waits until it says it is ready, or at least alive.
 *
 * @param cli what is run, where it is not the source
 */
export async function startApp(
  github: Pick<LocalGitHub, 'url' | 'app'>,
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
  route: '/readyz' | '/healthz' = '/readyz',
  cli = CLI,
): Promise<AppProcess> {
  const { app } = github;
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    HOST: '127.0.0.1',
    PORT: String(app.port),
    DATA_DIR: dataDir,
    // A GitHub on this machine asks nobody to be slow.
    WRITE_GAP: '0',
    ...more,
  };
  const child = spawn(process.execPath, [cli, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = `http://127.0.0.1:${app.port}`;
  await ready(child, `${url}${route}`, () => log);
  return {
    url,
    pid: child.pid ?? 0,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
    log: () => log,
  };
}

async function ready(child: ChildProcess, url: string, log: () => string): Promise<void> {
  const deadline = Date.now() + START_TIME;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the app did not answer at ${url}:\n${log()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}
