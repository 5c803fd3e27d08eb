import type { Config } from '../../config/schema.ts';
import type { RaceOptions } from '../../race/index.ts';
import { takenLabels } from '../labels.ts';
import { guessModules } from '../module.ts';
import { moduleRuling } from '../ruling.ts';
import type { Dependency, ModuleGuess, Snapshot } from '../types.ts';
import { parseCodeowners } from './codeowners.ts';
import { partLabels } from './part-label.ts';
import { prowProblems } from './prow.ts';
import { statedModules } from './stated.ts';
import { dependenciesOf } from './third-party.ts';
import { blamedPlaces, votesOf } from './votes.ts';

/** What a plan says on whose the races are. */
export interface Owned {
  readonly modules: readonly ModuleGuess[];
  readonly blamed: readonly string[];
  readonly thirdParty: readonly Dependency[];
  /** See `takenLabels`. */
  readonly taken: readonly string[] | null;
  readonly because: readonly string[];
}

/** Where there is nothing to own. */
export const NOBODY: Owned = { modules: [], blamed: [], thirdParty: [], taken: null, because: [] };

/** More places say no more on whose it is. */
const BLAMED = 8;

/** Whose the races of an issue are. */
export function ownersOf(snapshot: Snapshot, config: Config, options: RaceOptions): Owned {
  const { races, facts, precedents = [], usual, sightings } = snapshot;
  const votes = votesOf(races, { config, facts, options });
  const blamed = blamedPlaces(votes).slice(0, BLAMED);
  const relatives = sightings.map(({ issue }) => issue);
  const word = moduleRuling(snapshot.rulings ?? [], snapshot.issue.number);
  const stated = statedModules(word, config, facts);
  const modules = stated ?? guessModules(races, { config, facts, options, precedents, usual, relatives });
  const isPart = partLabels(config, facts, [...blamed, ...precedents.flatMap((one) => one.places)]);
  const taken = stated ? null : takenLabels(snapshot, isPart);
  return {
    modules,
    blamed,
    thirdParty: dependenciesOf(races, options, facts.repository),
    taken,
    because: [
      ...(word && stated ? [`${word.by} said whose it is: ${word.module ?? 'nobody’s'}`] : []),
      ...(taken ? ['people decided on the module by its label: none is added'] : []),
      ...problemsOf(snapshot, [...new Set(votes.flatMap(({ path }) => path ?? []))]),
    ],
  };
}

/** What of the files that declare owners could not be read. */
function problemsOf({ facts }: Snapshot, paths: readonly string[]): string[] {
  const { codeowners, labeler, owners, problems = [] } = facts;
  const found = [
    ...problems,
    ...parseCodeowners(codeowners?.text ?? '').problems.map((one) => `${codeowners?.path ?? ''}: ${one}`),
    ...(labeler?.problems ?? []).map((one) => `${labeler?.path ?? ''}: ${one}`),
    ...(owners ? paths.flatMap((path) => prowProblems(owners, path)) : []),
  ];
  const each = [...new Set(found)];
  const rest = each.length > PROBLEMS ? [`… and ${each.length - PROBLEMS} more problems of such files`] : [];
  return [...each.slice(0, PROBLEMS), ...rest];
}

/** A page of complaints is read by nobody. */
const PROBLEMS = 5;
