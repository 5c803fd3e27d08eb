import { createHash } from 'node:crypto';
import type { OwnersFile } from '../triage/owners/prow.ts';
import type { RepositoryFacts } from '../triage/types.ts';

/** Raised when something else is made of a file: what an older version made of it is not used again. */
const READING = 1;

/** What of the facts read before still holds: made of files whose content is as it was. */
export interface Kept {
  /** Of files that are kept as text, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly labeler: RepositoryFacts['labeler'];
  /** By the path of the `go.mod` file. */
  readonly modules: ReadonlyMap<string, string>;
  /** By directory. */
  readonly owners: Readonly<Record<string, OwnersFile>>;
  readonly aliases: Readonly<Record<string, readonly string[]>> | null;
  readonly blobs: Readonly<Record<string, string>>;
}

/** @param tree what is in the repository now, with its ids; without it nothing can be compared */
export function keptOf(before: RepositoryFacts | null, tree: ReadonlyMap<string, string> | null): Kept {
  const read = before?.read?.by === READING ? before.read.blobs : {};
  const blobs = Object.fromEntries(Object.entries(read).filter(([path, id]) => tree?.get(path) === id));
  const same = (path: string) => Object.hasOwn(blobs, path);
  return {
    texts: new Map(textsOf(before).filter(([path]) => same(path))),
    labeler: before?.labeler && same(before.labeler.path) ? before.labeler : undefined,
    modules: new Map(modulesOf(before).filter(([path]) => same(path))),
    owners: Object.fromEntries(ownersOf(before).filter(([directory]) => same(within(directory, 'OWNERS')))),
    aliases: same(ALIASES_PATH) ? (before?.owners?.aliases ?? null) : null,
    blobs,
  };
}

/** The note of what was read, for the next reading. */
export function noteRead(blobs: Readonly<Record<string, string>>): Pick<RepositoryFacts, 'read'> {
  return Object.keys(blobs).length > 0 ? { read: { by: READING, blobs } } : {};
}

/**
 * The id that git gives this content. Made from what was read, it is right even where the file changed after it was
 * listed, and where a link was followed: then it is not the listed one, and the file is read again.
 */
export function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex');
}

export const CONFIG_PATH = '.github/race-triage.yml';
export const ALIASES_PATH = 'OWNERS_ALIASES';

export function within(directory: string, file: string): string {
  return directory === '' ? file : `${directory}/${file}`;
}

function textsOf(before: RepositoryFacts | null): [string, string][] {
  const { config = null, codeowners = null } = before ?? {};
  return [
    ...(config === null ? [] : [[CONFIG_PATH, config] as [string, string]]),
    ...(codeowners === null ? [] : [[codeowners.path, codeowners.text] as [string, string]]),
  ];
}

function modulesOf(before: RepositoryFacts | null): [string, string][] {
  const { modules = [], directories = {} } = before ?? {};
  return modules.map((module) => [within(directories[module] ?? '', 'go.mod'), module]);
}

function ownersOf(before: RepositoryFacts | null): [string, OwnersFile][] {
  return Object.entries(before?.owners?.files ?? {}).flatMap(([directory, file]) =>
    file === null ? [] : [[directory, file] as [string, OwnersFile]],
  );
}
