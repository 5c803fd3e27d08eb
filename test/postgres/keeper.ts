/**
 * `node keeper.ts`: a real PostgreSQL server in a folder of its own, for as long as standard input stays open. Whoever
 * started it may be killed at any moment; then the input ends, and server and folder are gone too.
 *
 * It reads lines – `crash` ends the server at once, as a dead machine would; `start` starts it again – and answers
 * each with a line: first the folder of its socket, then `ok`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findBinaries, runner } from './binaries.ts';

const PASSWORD = 'a password of the tests';

/** Nothing here must outlive the machine, only the processes: no waiting for the disk. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  listen_addresses: '',
  max_connections: '200',
  shared_buffers: '32MB',
};

const folder = mkdtempSync(join(tmpdir(), 'race-triage-pg-'));
const data = join(folder, 'data');
const who = runner();
let server: ChildProcess | null = null;
let said = '';

try {
  await keep();
} finally {
  await crash();
  rmSync(folder, { recursive: true, force: true });
}

async function keep(): Promise<void> {
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid ?? who.uid);
  chmodSync(folder, 0o755);
  const { initdb, postgres } = findBinaries(folder, who);
  initialise(initdb);
  await start(postgres);
  console.log(folder);
  for await (const line of createInterface({ input: process.stdin })) {
    await (line === 'crash' ? crash() : start(postgres));
    console.log('ok');
  }
}

function initialise(initdb: string): void {
  const password = join(folder, 'password');
  writeFileSync(password, PASSWORD, { mode: 0o644 });
  const options = ['--username=race', `--pwfile=${password}`, '--auth=scram-sha-256'];
  execFileSync(
    initdb,
    [
      ...options,
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
      '--set=scram_iterations=1',
      `--pgdata=${data}`,
    ],
    {
      ...who,
      cwd: folder,
      env: {},
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

async function start(postgres: string): Promise<void> {
  if (isRunning(server)) return;
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder });
  const options = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  server = spawn(postgres, ['-D', data, ...options], {
    ...who,
    cwd: folder,
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  while (!isReady()) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The server says so in the last line of the file that it keeps beside its data. */
function isReady(): boolean {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) && /^ready\s*$/m.test(readFileSync(file, 'utf8'));
}

async function crash(): Promise<void> {
  if (!isRunning(server)) return;
  const ended = once(server, 'exit');
  // Immediate shutdown: no goodbye to anybody, recovery at the next start.
  server.kill('SIGQUIT');
  await ended;
}

function isRunning(child: ChildProcess | null): child is ChildProcess {
  return child !== null && child.exitCode === null && child.signalCode === null;
}
