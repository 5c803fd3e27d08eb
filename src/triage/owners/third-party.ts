import { type Frame, ownModules, type RaceOptions, sides } from '../../race/index.ts';
import type { RepositoryRef } from '../job.ts';
import type { Dependency, Race } from '../types.ts';

/**
 * The modules of others that the memory belongs to, each once, in the order of the races. A sister repository's place is
 * given only where that tells nobody anything new: here is public, or both have one owner.
 */
export function dependenciesOf(
  races: readonly Race[],
  options: RaceOptions,
  here: RepositoryRef,
): Dependency[] {
  const leaves = races.flatMap(({ report }) => {
    const own = ownModules(report, options);
    return sides(report, options).flatMap(({ leaf }) => {
      if (leaf?.class !== 'third-party' && leaf?.class !== 'sibling') return [];
      const module = leaf.frame.module ?? siblingOf(leaf.frame, options);
      if (module === null || own.includes(module)) return [];
      return [dependencyOf(leaf.frame, module, leaf.class === 'sibling', here)];
    });
  });
  return leaves.filter((one, i) => leaves.findIndex(({ module }) => module === one.module) === i);
}

function dependencyOf(frame: Frame, module: string, sibling: boolean, here: RepositoryRef): Dependency {
  const repository = repositoryOf(module);
  const sameOwner = repository?.split('/')[0]?.toLowerCase() === here.owner.toLowerCase();
  const shown = !sibling || !here.private || sameOwner;
  return { module, version: frame.version, repository: shown ? repository : null, sibling };
}

function siblingOf({ package: name }: Frame, { siblings = [] }: RaceOptions): string | null {
  return siblings.find((one) => name === one || name?.startsWith(`${one}/`)) ?? null;
}

/** Only where the import path itself names the repository: other hosts may point anywhere. */
function repositoryOf(module: string): string | null {
  const match = /^github\.com\/([A-Za-z0-9][A-Za-z0-9-]{0,38})\/((?!\.+(?:\/|$))[\w.-]{1,100})(?:\/|$)/.exec(
    module,
  );
  return match?.[1] && match[2] ? `${match[1]}/${match[2]}` : null;
}
