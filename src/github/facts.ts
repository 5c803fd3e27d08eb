import { modulePath } from '../triage/gomod.ts';
import type { RepositoryRef } from '../triage/job.ts';
import type { RepositoryFacts } from '../triage/types.ts';
import { isTooLarge, parseCodeowners } from '../triage/owners/codeowners.ts';
import type { GitHub } from './github.ts';
import { blobId, CONFIG_PATH, type Kept, keptOf, noteRead } from './kept.ts';
import { findOwnersFiles, LABELER_PATH, OWNERS_AT_ONCE, readLabelerFile } from './owner-files.ts';

export { CONFIG_PATH };

/** Where GitHub looks for CODEOWNERS, in its order: the first that exists counts. */
const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/**
 * How many `go.mod` files are read: a first contact makes at most 20 calls. OWNERS files need some of them.
 */
const MODULES = 8;

/**
 * Reads what a decision needs to know of a repository: one listing tells which files exist, so that none is
 * asked for in vain, and which are as they were. Where files may not be listed, the few well-known places are tried.
 *
 * @param before what was read earlier: only what changed since is read again
 */
export async function readFacts(
  github: GitHub,
  repository: RepositoryRef,
  before: RepositoryFacts | null = null,
): Promise<RepositoryFacts> {
  const tree = await github.tree();
  const paths = tree && [...tree.keys()];
  const exists = (path: string) => tree === null || tree.has(path);
  const kept = keptOf(before, tree);
  const reader = startReading(github, kept);
  const config = exists(CONFIG_PATH) ? await reader.file(CONFIG_PATH) : null;
  const codeowners = await readCodeowners(reader, CODEOWNERS_PATHS.filter(exists), tree !== null);
  const labeler = exists(LABELER_PATH) ? (kept.labeler ?? (await readLabelerFile(reader))) : null;
  const owners = findOwnersFiles(paths ?? [], kept);
  const most = MODULES - (owners ? OWNERS_AT_ONCE : 0);
  const modules = await readModules(reader, moduleFiles(paths ?? ['go.mod']).slice(0, most), kept);
  const problems = [...codeowners.problems, ...modules.problems];
  return {
    repository,
    config,
    codeowners: codeowners.file,
    modules: modules.paths,
    ...(Object.keys(modules.directories).length > 0 ? { directories: modules.directories } : {}),
    ...(labeler ? { labeler } : {}),
    ...(owners ? { owners } : {}),
    ...(problems.length > 0 ? { problems } : {}),
    ...noteRead(reader.blobs),
    labels: await github.labels(),
  };
}

/** Reads files, those that are kept from before excepted, and notes which content they had. */
interface Reader extends Pick<GitHub, 'file'> {
  readonly blobs: Readonly<Record<string, string>>;
}

function startReading(github: GitHub, kept: Kept): Reader {
  const blobs: Record<string, string> = { ...kept.blobs };
  return {
    blobs,
    async file(path) {
      const known = kept.texts.get(path);
      if (known !== undefined) return known;
      const text = await github.file(path);
      if (text !== null) blobs[path] = blobId(text);
      return text;
    },
  };
}

interface CodeownersFile {
  readonly file: RepositoryFacts['codeowners'];
  readonly problems: readonly string[];
}

/**
 * The first that exists counts, also where it cannot be read: GitHub looks no further. Above its limit GitHub ignores
 * it; the API does not even give what is larger than 1 MB
 * (https://docs.github.com/en/rest/repos/contents#get-repository-content).
 */
async function readCodeowners(
  reader: Reader,
  paths: readonly string[],
  listed: boolean,
): Promise<CodeownersFile> {
  for (const path of paths) {
    const text = await reader.file(path);
    if (text === null && !listed) continue;
    if (text === null)
      return { file: null, problems: [`${path} cannot be read: it is too large, or not a file`] };
    if (!isTooLarge(text)) return { file: { path, text }, problems: [] };
    // Not even kept: the facts go along with every run.
    return { file: null, problems: parseCodeowners(text).problems.map((one) => `${path}: ${one}`) };
  }
  return { file: null, problems: [] };
}

interface ModuleFiles {
  /** Longest first. */
  readonly paths: readonly string[];
  readonly directories: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

async function readModules(reader: Reader, files: readonly string[], kept: Kept): Promise<ModuleFiles> {
  const directories = new Map<string, string>();
  const problems: string[] = [];
  for (const file of files) {
    const text = kept.modules.has(file) ? null : await reader.file(file);
    const module = text === null ? (kept.modules.get(file) ?? null) : modulePath(text);
    if (text !== null && module === null) problems.push(`${file} names no module`);
    if (module !== null && !directories.has(module))
      directories.set(module, file.slice(0, Math.max(0, file.lastIndexOf('/'))));
  }
  return {
    paths: [...directories.keys()].sort((a, b) => b.length - a.length),
    directories: Object.fromEntries([...directories].filter(([, directory]) => directory !== '')),
    problems,
  };
}

/** The root's first, then those nearest to it: deep ones are mostly examples and tools. */
function moduleFiles(paths: readonly string[]): string[] {
  return paths
    .filter((path) => path === 'go.mod' || path.endsWith('/go.mod'))
    .filter(
      (path) =>
        !path.split('/').some((part) => part === 'vendor' || part === 'testdata' || part.startsWith('_')),
    )
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
}
