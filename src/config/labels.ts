import type { Config } from './schema.ts';

/** A label the app may create: its name, its colour (six hex digits) and what GitHub shows when it is pointed at. */
export interface Label {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** The labels the app brings along; each can be renamed or switched off. Names as decided, colours as GitHub's own set. */
export const BUILT_IN = {
  race: { name: 'race', color: 'b60205', description: 'A data race, found in a race detector report' },
  duplicate: { name: 'duplicate', color: 'cfd3d7', description: 'This issue or pull request already exists' },
  regression: {
    name: 'race: regression',
    color: 'd93f0b',
    description: 'A data race that was fixed before and is back',
  },
} as const satisfies Readonly<Record<string, Label>>;

/** What a configured label gets where the config gives only its name. */
export const DECLARED = { color: 'ededed', description: '' } as const;

/**
 * Every label the config allows the app to create: the built-in ones that are switched on, then those named
 * anywhere in the config. The first of several that differ only in letter case stays, since GitHub takes them
 * for one. Nothing else may ever be created.
 *
 * @example
 * declaredLabels(defaultConfig()).map((label) => label.name) // ['race', 'duplicate', 'race: regression']
 */
export function declaredLabels(config: Config): readonly Label[] {
  const { race, duplicate, regression } = config.labels;
  const candidates = [
    race,
    duplicate,
    regression,
    ...config.modules.flatMap((module) => module.labels),
    ...Object.values(config.patterns.labels),
    config.thirdParty.label,
  ];
  const found = new Map<string, Label>();
  for (const label of candidates) {
    if (label && !found.has(label.name.toLowerCase())) found.set(label.name.toLowerCase(), label);
  }
  return [...found.values()];
}
