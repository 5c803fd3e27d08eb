import { matchesGlob, parseGlob } from './glob.ts';
import { isMap, textsOf } from './values.ts';

/**
 * `.github/labeler.yml` of https://github.com/actions/labeler: label → the files of a change that earn it. Both of its
 * formats are read, they cannot be mistaken for each other; a path is asked as if it were the only file changed.
 *
 * - to v4 (https://github.com/actions/labeler/blob/v4/README.md): a glob, or a list of globs and of `{ any, all }`
 * - from v5 (https://github.com/actions/labeler/blob/v5/README.md): a list of `changed-files`, `any` and `all`
 */
export interface Labeler {
  /** Several rules may give one label: one suffices. */
  readonly rules: readonly LabelerRule[];
  /** What could not be read, for people. */
  readonly problems: readonly string[];
}

export interface LabelerRule {
  readonly label: string;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

/** Holds when one of the lists matches. */
export type Condition = readonly Globs[];

export interface Globs {
  /** All of its globs must match, or only one. */
  readonly every: boolean;
  readonly globs: readonly string[];
}

/** A file with more labels than anybody can tell apart is a mistake. */
const MOST_LABELS = 500;

/** @param value the file, as a YAML reader gives it */
export function readLabeler(value: unknown): Labeler {
  if (!isMap(value)) return { rules: [], problems: ['it is not a mapping of labels'] };
  const entries = Object.entries(value).filter(([label]) => !OPTIONS.has(label));
  const read = entries.slice(0, MOST_LABELS).map(([label, entry]) => rulesOf(label, entry));
  const problems = entries.length > MOST_LABELS ? [`it has more than ${MOST_LABELS} labels`] : [];
  return {
    rules: read.flatMap(({ rules }) => rules),
    problems: [...read.flatMap((one) => one.problems), ...problems],
  };
}

/** Keys that are no label. */
const OPTIONS: ReadonlySet<string> = new Set(['changed-files-labels-limit']);

/** The labels that a change of this file would earn, in the order of the file. */
export function labelsOf({ rules }: Pick<Labeler, 'rules'>, path: string): string[] {
  const earned = rules.filter(({ conditions }) =>
    conditions.every((condition) => condition.some((globs) => allows(globs, path))),
  );
  return [...new Set(earned.map(({ label }) => label))];
}

function allows({ every, globs }: Globs, path: string): boolean {
  const matches = (text: string) => {
    const glob = parseGlob(text);
    return glob !== null && matchesGlob(glob, path);
  };
  return every ? globs.every(matches) : globs.some(matches);
}

function rulesOf(label: string, entry: unknown): Labeler {
  const alternatives = isOld(entry) ? oldAlternatives(entry) : newAlternatives(entry);
  if (alternatives === null) return { rules: [], problems: [`its entry “${label}” cannot be read`] };
  const globs = alternatives.flat(2).flatMap((one) => one.globs);
  return {
    rules: alternatives.map((conditions) => ({ label, conditions })),
    problems: globs
      .filter((glob) => parseGlob(glob) === null)
      .map((glob) => `the glob “${glob.slice(0, 100)}” of “${label}” is not understood`),
  };
}

/** Globs stand right in the entry, or right in its `any` and `all`. */
function isOld(entry: unknown): boolean {
  const items: unknown[] = Array.isArray(entry) ? entry : [entry];
  return items.some(
    (item) =>
      typeof item === 'string' ||
      (isMap(item) && [item['any'], item['all']].some((list) => textsOf(list) !== null)),
  );
}

/** One item suffices; of `{ any, all }` every glob must match. */
function oldAlternatives(entry: unknown): Condition[][] | null {
  const items: unknown[] = Array.isArray(entry) ? entry : [entry];
  const found = items.map((item) => {
    if (typeof item === 'string') return [[{ every: false, globs: [item] }]];
    const lists = isMap(item) ? Object.values(item).map(textsOf) : [null];
    return lists.includes(null) ? null : lists.map((globs) => [{ every: true, globs: globs ?? [] }]);
  });
  return found.includes(null) ? null : found.filter((one) => one !== null);
}

/**
 * All items must hold. Conditions on branches say nothing about a path: beside an alternative they are left out,
 * and where they are required the label has no rule.
 */
function newAlternatives(entry: unknown): Condition[][] | null {
  if (!Array.isArray(entry) || !entry.every(isMap)) return null;
  const pairs = entry.flatMap((item) => Object.entries(item));
  const loose = pairs.filter(([key]) => key === 'changed-files').map(([, value]) => testsOf(value));
  const any = pairs.filter(([key]) => key === 'any').map(([, value]) => listed(value).flatMap(filesOf));
  const all = pairs
    .filter(([key]) => key === 'all')
    .flatMap(([, value]) => listed(value).flatMap((one) => eachFile(one)));
  const conditions = [...(loose.length > 0 ? [loose.flat()] : []), ...any, ...all];
  if (conditions.flat().includes(null)) return null;
  const known = conditions.map((one) => one.filter((globs) => globs !== null));
  return known.length === 0 || known.some((one) => one.length === 0) ? [] : [known];
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The `changed-files` of one object in `any`; of several lists one suffices. */
function filesOf(object: unknown): (Globs | null)[] {
  if (!isMap(object)) return [null];
  return 'changed-files' in object ? testsOf(object['changed-files']) : [];
}

/** One object in `all`: each of its lists is a condition of its own; a branch is one that never holds here. */
function eachFile(object: unknown): (Globs | null)[][] {
  if (!isMap(object)) return [[null]];
  const branch = 'head-branch' in object || 'base-branch' in object;
  return [...filesOf(object).map((test) => [test]), ...(branch ? [[]] : [])];
}

/** A list of globs, or of `any-glob-to-any-file` and the like: with one file, only any and all differ. */
function testsOf(value: unknown): (Globs | null)[] {
  return listed(value).flatMap((item): (Globs | null)[] => {
    if (!isMap(item)) {
      const globs = textsOf(item);
      return [globs && { every: false, globs }];
    }
    return Object.entries(item).map(([key, list]) => {
      const globs = textsOf(list);
      return globs && /^(?:any|all)-globs?-to-/.test(key) ? { every: key.startsWith('all-'), globs } : null;
    });
  });
}
