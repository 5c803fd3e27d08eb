/**
 * Which labels name a part of a repository. Nothing on GitHub says so; projects say it with the first word
 * (`sig/storage`, `area: cli`) or by calling the label as they call the directory.
 */

/** First words that projects write before the name of a part. `type`, `priority`, `status` … speak of other things. */
const PART_WORDS: ReadonlySet<string> = new Set([
  'a',
  'area',
  'c',
  'comp',
  'component',
  'domain',
  'mod',
  'module',
  'package',
  'pkg',
  'scope',
  'sig',
  'subsystem',
  'team',
]);

/** These say how an issue was met, not whose it is: nearly every race is met in a test. */
const HOW_IT_WAS_MET: ReadonlySet<string> = new Set([
  'build',
  'ci',
  'e2e',
  'flake',
  'flaky',
  'race',
  'races',
  'test',
  'tests',
  'testing',
  'unit-test',
]);

/**
 * @param places names of directories that the label may be called after
 * @example isPartLabel('sig/execution', new Set()) // true
 */
export function isPartLabel(label: string, places: ReadonlySet<string>): boolean {
  const { scheme, name } = splitLabel(label);
  if (HOW_IT_WAS_MET.has(name)) return false;
  return scheme === '' ? places.has(name) : PART_WORDS.has(scheme);
}

/**
 * The first word of a label; labels of one scheme exclude each other, labels of two do not. Projects change from one
 * scheme to another, and then the one says nothing about the other.
 */
export function schemeOf(label: string): string {
  return splitLabel(label).scheme;
}

/** @example splitLabel('Area: CLI') // { scheme: 'area', name: 'cli' } */
function splitLabel(label: string): { scheme: string; name: string } {
  const [scheme = '', ...rest] = label.toLowerCase().split(/[/:]/);
  return rest.length === 0
    ? { scheme: '', name: scheme.trim() }
    : { scheme: scheme.trim(), name: rest.join('/').trim() };
}
