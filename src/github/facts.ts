import { modulePath } from '../triage/gomod.ts';
import type { RepositoryRef } from '../triage/job.ts';
import type { RepositoryFacts } from '../triage/types.ts';
import type { GitHub } from './github.ts';

export const CONFIG_PATH = '.github/race-triage.yml';

/** Where GitHub looks for CODEOWNERS, in its order: the first that exists counts. */
const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** How many `go.mod` files are read: a first contact makes at most 20 calls. */
const MODULES = 8;

/**
 * Reads what a decision needs to know of a repository: one listing tells which files exist, so that none is
 * asked for in vain. Where files may not be listed, the few well-known places are tried.
 */
export async function readFacts(github: GitHub, repository: RepositoryRef): Promise<RepositoryFacts> {
  const paths = await github.paths();
  const exists = (path: string) => paths === null || paths.includes(path);
  const config = exists(CONFIG_PATH) ? await github.file(CONFIG_PATH) : null;
  return {
    repository,
    config,
    codeowners: await readFirst(github, CODEOWNERS_PATHS.filter(exists)),
    modules: await readModules(github, paths ?? ['go.mod']),
    labels: await github.labels(),
  };
}

async function readFirst(github: GitHub, paths: readonly string[]): Promise<RepositoryFacts['codeowners']> {
  for (const path of paths) {
    const text = await github.file(path);
    if (text !== null) return { path, text };
  }
  return null;
}

/** The root's first, then those nearest to it: deep ones are mostly examples and tools. */
async function readModules(github: GitHub, paths: readonly string[]): Promise<string[]> {
  const files = paths
    .filter((path) => path === 'go.mod' || path.endsWith('/go.mod'))
    .filter(
      (path) =>
        !path.split('/').some((part) => part === 'vendor' || part === 'testdata' || part.startsWith('_')),
    )
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .slice(0, MODULES);
  const modules: string[] = [];
  for (const file of files) {
    const text = await github.file(file);
    const module = text === null ? null : modulePath(text);
    if (module !== null) modules.push(module);
  }
  return [...new Set(modules)].sort((a, b) => b.length - a.length);
}
