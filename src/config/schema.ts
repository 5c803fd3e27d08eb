import { z } from 'zod';
import { ImportPath, Pattern } from './fields.ts';
import { checkTogether } from './rules.ts';
import { Duplicates, Labels, Module, MOST_ENTRIES, Patterns, ThirdParty } from './sections.ts';

/**
 * Every option of `.github/race-triage.yml`, declared once: types, defaults, JSON Schema, reference table and
 * error messages are made from this tree. Each field says what it does and shows values that work.
 */

/**
 * The schema of the whole file.
 *
 * @example
 * Config.parse({ mode: 'observe' }).comment // 'all'
 */
export const Config = z
  .strictObject({
    mode: z
      .enum(['off', 'observe', 'suggest', 'act'])
      .default('act')
      .meta({
        description:
          '`act` labels and comments; `suggest` sends suggestions where GitHub has them; `observe` only keeps a record of what it would do; `off` does nothing.',
        examples: ['observe'],
      }),
    comment: z
      .enum(['all', 'known', 'never'])
      .default('all')
      .meta({
        description:
          'Which issues get the one comment: `all` with a readable race report, only those whose race is `known` from another issue, or `never`.',
        examples: ['known'],
      }),
    createLabels: z
      .boolean()
      .default(true)
      .meta({ description: 'Create labels that do not exist yet.', examples: [false] }),
    labels: Labels.prefault({}).meta({
      description: 'The labels the app brings along.',
      examples: [{ race: 'kind/race' }],
    }),
    modules: z
      .array(Module)
      .max(MOST_ENTRIES)
      .prefault([])
      .meta({
        description: 'Which part of the code is whose. The order matters: the first entry that matches wins.',
        examples: [
          [{ name: 'executor', paths: ['executor'], labels: ['sig/execution'], owners: ['@acme/execution'] }],
        ],
      }),
    modulePaths: z
      .array(ImportPath)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description: 'Go module paths of this repository, where `go.mod` does not tell.',
        examples: [['github.com/acme/widgets']],
      }),
    aliases: z
      .record(ImportPath, ImportPath)
      .default({})
      .meta({
        description: 'Packages that moved, old import path to new, so that old and new reports still match.',
        examples: [{ 'github.com/acme/widgets/store': 'github.com/acme/widgets/internal/store' }],
      }),
    harness: z
      .array(Pattern)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description:
          'Further packages of test scaffolding, which never own a race. Import paths, or paths below the Go module.',
        examples: [['testkit', '**/testutil']],
      }),
    generic: z
      .array(Pattern)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description:
          'Packages whose user is usually at fault rather than they themselves, written as in `harness`.',
        examples: [['util/*']],
      }),
    assign: z
      .enum(['never', 'owners'])
      .default('never')
      .meta({
        description: 'Whether the owners in `modules` are assigned to the issue.',
        examples: ['owners'],
      }),
    mention: z
      .enum(['never', 'owners'])
      .default('never')
      .meta({
        description:
          'Whether the comment notifies the owners in `modules`. Otherwise their names are shown as code.',
        examples: ['owners'],
      }),
    duplicates: Duplicates.prefault({}).meta({
      description: 'What else is done with duplicates.',
      examples: [{ labelLikely: true }],
    }),
    patterns: Patterns.prefault({}).meta({
      description: 'What is done with recognised kinds of race.',
      examples: [{ labels: { map: 'race/map' } }],
    }),
    thirdParty: ThirdParty.prefault({}).meta({
      description: 'What is done with races inside a dependency.',
      examples: [{ label: 'third-party' }],
    }),
    siblings: z
      .array(ImportPath)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description: 'Go module paths of your other repositories; a race in one is shown as theirs.',
        examples: [['github.com/acme/client-go']],
      }),
    ignoreLabel: z
      .string()
      .min(1)
      .max(50)
      .default('race-triage: ignore')
      .meta({
        title: 'a label name of 1 to 50 characters',
        description: 'An issue with this label is left alone.',
        examples: ['no-triage'],
      }),
  })
  .check(checkTogether)
  .meta({
    title: 'race-triage',
    description:
      'Settings of race-triage for one repository, in `.github/race-triage.yml`. Every option may be left out.',
  });

/** The settings of a repository, with every default filled in. */
export type Config = z.output<typeof Config>;

/**
 * The settings of a repository without a file.
 *
 * @example
 * defaultConfig().mode // 'act'
 */
export function defaultConfig(): Config {
  return Config.parse({});
}
