import { parse } from 'yaml';
import { readLabeler } from '../triage/owners/labeler.ts';
import {
  findProwOwners,
  type OwnersFile,
  type OwnersFiles,
  owningDirectories,
  readAliases,
  readOwnersFile,
} from '../triage/owners/prow.ts';
import type { RepositoryFacts } from '../triage/types.ts';
import type { GitHub } from './github.ts';
import { ALIASES_PATH, blobId, type Kept, noteRead, within } from './kept.ts';

export const LABELER_PATH = '.github/labeler.yml';

/** How many OWNERS files, with the aliases, one look reads at most; the next look goes on from there. */
export const OWNERS_AT_ONCE = 3;

/** Directories with OWNERS files that are remembered: more are a mirror of other repositories. */
const MOST_DIRECTORIES = 5000;

/** `.github/labeler.yml`, where there is one. */
export async function readLabelerFile(
  github: Pick<GitHub, 'file'>,
): Promise<RepositoryFacts['labeler'] | null> {
  const text = await github.file(LABELER_PATH);
  if (text === null) return null;
  const yaml = readYaml(text);
  if (!yaml.ok) return { path: LABELER_PATH, rules: [], problems: [yaml.problem] };
  return { path: LABELER_PATH, ...readLabeler(yaml.value) };
}

/** Which OWNERS files there are; none is read yet, but for those that are as they were. Null where there are none. */
export function findOwnersFiles(
  paths: readonly string[],
  kept: Pick<Kept, 'owners' | 'aliases'>,
): OwnersFiles | null {
  const directories = paths
    .filter((path) => path === 'OWNERS' || path.endsWith('/OWNERS'))
    .map((path) => path.slice(0, Math.max(0, path.length - '/OWNERS'.length)))
    .filter((directory) => !directory.split('/').includes('vendor'));
  if (directories.length === 0) return null;
  return {
    directories: directories.slice(0, MOST_DIRECTORIES),
    files: kept.owners,
    aliases: paths.includes(ALIASES_PATH) ? kept.aliases : {},
  };
}

/**
 * Reads the OWNERS files that speak for these paths and were not read yet, the nearest of each first, and no more than
 * `OWNERS_AT_ONCE`: which ones matter only the race tells, and a large repository has hundreds.
 *
 * @param paths the strongest first
 * @returns the same facts where nothing was missing
 */
export async function readOwners(
  github: GitHub,
  facts: RepositoryFacts,
  paths: readonly string[],
): Promise<RepositoryFacts> {
  if (!facts.owners) return facts;
  let known = facts.owners;
  const blobs = { ...facts.read?.blobs };
  for (let calls = 0; calls < OWNERS_AT_ONCE; calls++) {
    const wanted = known.aliases === null && namesPeople(known) ? ALIASES_PATH : nextFile(known, paths);
    if (wanted === null) break;
    const text = await github.file(wanted);
    known = withFile(known, wanted, text);
    if (text !== null) blobs[wanted] = blobId(text);
  }
  return known === facts.owners ? facts : { ...facts, owners: known, ...noteRead(blobs) };
}

function namesPeople({ files }: OwnersFiles): boolean {
  return Object.values(files).some((file) => file?.entries.some(({ approvers }) => approvers.length > 0));
}

/** The nearest unread file of the first path for which nothing is known yet. */
function nextFile(known: OwnersFiles, paths: readonly string[]): string | null {
  for (const path of paths) {
    if (findProwOwners(known, path)) continue;
    for (const directory of owningDirectories(known, path)) {
      const file = known.files[directory];
      if (file === undefined) return within(directory, 'OWNERS');
      if (file?.noParents) break;
    }
  }
  return null;
}

function withFile(known: OwnersFiles, path: string, text: string | null): OwnersFiles {
  const yaml = readYaml(text ?? '');
  if (path === ALIASES_PATH) return { ...known, aliases: yaml.ok ? readAliases(yaml.value) : {} };
  const directory = path.slice(0, Math.max(0, path.length - '/OWNERS'.length));
  return { ...known, files: { ...known.files, [directory]: text === null ? null : toFile(yaml) } };
}

function toFile(yaml: Yaml): OwnersFile {
  return yaml.ok ? readOwnersFile(yaml.value) : { noParents: false, entries: [], problems: [yaml.problem] };
}

type Yaml = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** One sentence for what is wrong, without the excerpt that the library adds. */
function readYaml(text: string): Yaml {
  try {
    return { ok: true, value: parse(text, { logLevel: 'error', maxAliasCount: 100 }) as unknown };
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { ok: false, problem: `it is no YAML (${first.replace(/:$/, '').slice(0, 200)})` };
  }
}
