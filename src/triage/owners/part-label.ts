import type { Config } from '../../config/schema.ts';
import type { RepositoryFacts } from '../types.ts';

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

/** Tells whether a label names a part, in one repository. */
export type IsPart = (label: string) => boolean;

/**
 * @param blamed packages or places that races were blamed on: a label may be called after one of their directories
 * @example partLabels(config, facts, ['acme.example/widgets/store'])('store') // true
 */
export function partLabels(config: Config, facts: RepositoryFacts, blamed: readonly string[]): IsPart {
  const declared = [
    ...config.modules.flatMap(({ labels }) => labels.map(({ name }) => name)),
    ...(facts.labeler?.rules ?? []).map(({ label }) => label),
    ...Object.values(facts.owners?.files ?? {}).flatMap(
      (file) => file?.entries.flatMap(({ labels }) => labels) ?? [],
    ),
  ];
  const known = new Set(declared.map((label) => label.toLowerCase()));
  // Hundreds of precedents name the same few places.
  const places = new Set([...new Set(blamed)].flatMap((one) => one.toLowerCase().split('/')));
  const ours = new Set(ownLabels(config).map((label) => label.toLowerCase()));
  return (label) => {
    const name = label.toLowerCase();
    return !ours.has(name) && (known.has(name) || isPartLabel(name, places));
  };
}

/** What the app itself puts on, and what tells it to keep off, never says whose a race is. */
function ownLabels({ labels, patterns, thirdParty, ignoreLabel }: Config): string[] {
  const own = [labels.race, labels.duplicate, labels.regression, thirdParty.label];
  return [...own, ...Object.values(patterns.labels)].flatMap((one) => one?.name ?? []).concat(ignoreLabel);
}

function isPartLabel(label: string, places: ReadonlySet<string>): boolean {
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

/** What is left of a label without its first word. */
export function nameOfPart(label: string): string {
  return splitLabel(label).name;
}

/** @example splitLabel('Area: CLI') // { scheme: 'area', name: 'cli' } */
function splitLabel(label: string): { scheme: string; name: string } {
  const [scheme = '', ...rest] = label.toLowerCase().split(/[/:]/);
  return rest.length === 0
    ? { scheme: '', name: scheme.trim() }
    : { scheme: scheme.trim(), name: rest.join('/').trim() };
}
