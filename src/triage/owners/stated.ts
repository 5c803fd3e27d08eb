import { nearest } from '../../commands/near.ts';
import type { Config } from '../../config/schema.ts';
import { codeSpan } from '../markdown.ts';
import { sameLabel } from '../memory.ts';
import type { ModuleRuling } from '../ruling.ts';
import type { ModuleGuess, RepositoryFacts } from '../types.ts';

/** A module that people name: one of the configuration, or a label of the repository. */
export interface NamedModule {
  readonly name: string;
  readonly labels: readonly string[];
  readonly owners: readonly string[];
}

/** What a name stands for; null where it stands for nothing here. */
export function findModule(
  name: string,
  config: Config,
  { labels }: Pick<RepositoryFacts, 'labels'>,
): NamedModule | null {
  const declared = config.modules.find(
    (one) => sameLabel(one.name, name) || one.labels.some((label) => sameLabel(label.name, name)),
  );
  if (declared) {
    const own = declared.labels.map((label) => label.name);
    return { name: declared.name, labels: own, owners: declared.owners };
  }
  const label = labels.find((one) => sameLabel(one, name)) ?? labels.find((one) => isPartNamed(one, name));
  return label === undefined ? null : { name: label, labels: [label], owners: [] };
}

/** Names that were probably meant, nearest first; only such as are known here. */
export function nearModules(
  name: string,
  config: Config,
  { labels }: Pick<RepositoryFacts, 'labels'>,
): readonly string[] {
  return nearest(name, [...config.modules.map((one) => one.name), ...labels]);
}

/** `sig/execution` is meant by `execution`. */
function isPartNamed(label: string, name: string): boolean {
  return sameLabel(label.slice(label.lastIndexOf('/') + 1), name) && label.includes('/');
}

/**
 * The owner whom people named, in the form of a guess that needs no guessing; null where they named none, or one that is
 * not there any more.
 */
export function statedModules(
  word: ModuleRuling | null,
  config: Config,
  facts: Pick<RepositoryFacts, 'labels'>,
): ModuleGuess[] | null {
  if (!word) return null;
  const { module, by } = word;
  if (module === null) return [];
  const found = findModule(module, config, facts);
  return found && [{ ...found, confidence: 'high', because: [`${codeSpan(by)} said so`] }];
}
