import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Builds the server into a folder, as it is shipped: it starts several times as fast as the source. Gives its command line. */
export function build(folder: string): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const out = join(folder, 'dist');
  execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', out], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return join(out, 'cli.js');
}
