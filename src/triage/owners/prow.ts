import { aliasesInCircles } from './circles.ts';
import { type Expression, matchesExpression, parseExpression } from './regexp.ts';
import { isMap, textsOf } from './values.ts';

/**
 * OWNERS files of Kubernetes' prow: YAML in the directories they speak for
 * (https://www.kubernetes.dev/docs/guide/owners/#owners-spec; where that is silent, its reader
 * https://github.com/kubernetes-sigs/prow/blob/main/pkg/repoowners/repoowners.go).
 */
export interface OwnersFile {
  /** Files further up do not count. */
  readonly noParents: boolean;
  readonly entries: readonly OwnersEntry[];
  readonly problems: readonly string[];
}

export interface OwnersEntry {
  /** A Go regular expression on the path below the file's directory; null for all of it. */
  readonly filter: string | null;
  readonly labels: readonly string[];
  readonly approvers: readonly string[];
}

/** The OWNERS files of a repository that were read, by directory; null for one that could not be read. */
export interface OwnersFiles {
  /** Directories that have one, read or not; '' is the root. */
  readonly directories: readonly string[];
  readonly files: Readonly<Record<string, OwnersFile | null>>;
  /** From `OWNERS_ALIASES` at the root; null while it was not read. */
  readonly aliases: Readonly<Record<string, readonly string[]>> | null;
}

/** What OWNERS files say of a path. */
export interface ProwOwnership {
  readonly file: string;
  readonly labels: readonly string[];
  readonly owners: readonly string[];
}

/** @param value the file, as a YAML reader gives it */
export function readOwnersFile(value: unknown): OwnersFile {
  // Other tools have OWNERS files too, as plain lists of people.
  const problems = Array.isArray(value) ? ['it is a list, not a mapping'] : [];
  if (!isMap(value)) return { noParents: false, entries: [], problems };
  const options = value['options'];
  const filters = value['filters'];
  const simple = entryOf(null, value);
  const filtered = isMap(filters) ? Object.entries(filters).map(([key, one]) => entryOf(key, one)) : [];
  // A file with both is invalid; prow then takes the simple part.
  const entries = isEmpty(simple) ? filtered : [simple];
  return {
    noParents: isMap(options) && options['no_parent_owners'] === true,
    entries: entries.filter((one) => !isEmpty(one)),
    problems: entries
      .filter(({ filter }) => filter !== null && filter !== '.*' && parseExpression(filter) === null)
      .map(({ filter }) => `the filter “${filter?.slice(0, 100)}” is not understood`),
  };
}

/** @param value `OWNERS_ALIASES`, as a YAML reader gives it */
export function readAliases(value: unknown): Readonly<Record<string, readonly string[]>> {
  const aliases = isMap(value) ? value['aliases'] : null;
  if (!isMap(aliases)) return {};
  return Object.fromEntries(
    Object.entries(aliases).map(([name, members]) => [name.toLowerCase(), textsOf(members) ?? []]),
  );
}

/** The directories with an OWNERS file that speaks for a path, nearest first. */
export function owningDirectories({ directories }: Pick<OwnersFiles, 'directories'>, path: string): string[] {
  const known = new Set(directories);
  return upwards(path).filter((directory) => known.has(directory));
}

/**
 * The labels of the nearest file that has labels for the path, the owners of the nearest that has approvers: those
 * further up speak for more than this path.
 */
export function findProwOwners(known: OwnersFiles, path: string): ProwOwnership | null {
  let labels: ProwOwnership | null = null;
  let owners: readonly string[] | null = null;
  for (const directory of owningDirectories(known, path)) {
    const file = known.files[directory];
    // Not read yet: what stands further up may not hold here.
    if (file === undefined) break;
    const entries = file ? file.entries.filter((entry) => speaksFor(entry, below(path, directory))) : [];
    const named = entries.flatMap((entry) => entry.labels);
    const approvers = entries.flatMap((entry) => entry.approvers);
    if (named.length > 0) labels ??= { file: nameOf(directory), labels: [...new Set(named)], owners: [] };
    if (approvers.length > 0) owners ??= expandAliases(approvers, known.aliases ?? {});
    if (file?.noParents || (labels && owners)) break;
  }
  return labels && { ...labels, owners: (owners ?? []).map((login) => `@${login}`) };
}

/** What could not be read of the files on the way up from a path, for people. */
export function prowProblems(known: OwnersFiles, path: string): string[] {
  return owningDirectories(known, path).flatMap((directory) => {
    const file = known.files[directory];
    const name = nameOf(directory);
    if (file === null) return [`${name} cannot be read`];
    const people = (file?.entries ?? []).flatMap((entry) => entry.approvers);
    return [
      ...(file?.problems ?? []).map((problem) => `${name}: ${problem}`),
      ...aliasesInCircles(people, known.aliases ?? {}).map(
        (alias) => `${name}: the alias “${alias.slice(0, 100)}” leads in a circle`,
      ),
    ];
  });
}

/**
 * The people behind aliases, in the order written. prow follows an alias once; whoever lists an alias in an alias
 * means its people, and one that leads back to itself adds nobody.
 */
export function expandAliases(
  names: readonly string[],
  aliases: Readonly<Record<string, readonly string[]>>,
): string[] {
  const people = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...names].reverse();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const key = name.replace(/^@/, '').toLowerCase();
    const members = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
    if (!members) people.add(name.replace(/^@/, ''));
    else if (!seen.has(key)) waiting.push(...[...members].reverse());
    seen.add(key);
  }
  return [...people].filter((login) => LOGIN.test(login));
}

/** A user, or a team behind its organisation. */
const LOGIN = /^[A-Za-z0-9][\w-]{0,100}(?:\/[\w.-]{1,100})?$/;

function entryOf(filter: string | null, value: unknown): OwnersEntry {
  const field = (name: string) => (isMap(value) ? (textsOf(value[name]) ?? []) : []);
  return { filter, labels: field('labels'), approvers: field('approvers') };
}

function isEmpty({ labels, approvers }: OwnersEntry): boolean {
  return labels.length === 0 && approvers.length === 0;
}

function speaksFor({ filter }: OwnersEntry, path: string): boolean {
  if (filter === null || filter === '.*') return true;
  const expression: Expression | null = parseExpression(filter);
  return expression !== null && matchesExpression(expression, path);
}

/** `a/b/c.go` → `a/b`, `a`, ''. */
function upwards(path: string): string[] {
  const elements = path.split('/').slice(0, -1);
  return [...elements.map((_, i) => elements.slice(0, elements.length - i).join('/')), ''];
}

function below(path: string, directory: string): string {
  return directory === '' ? path : path.slice(directory.length + 1);
}

function nameOf(directory: string): string {
  return directory === '' ? 'OWNERS' : `${directory}/OWNERS`;
}
