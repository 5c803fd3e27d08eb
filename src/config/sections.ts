import { z } from 'zod';
import { builtIn, label, Name, Owner, Pattern } from './fields.ts';
import { BUILT_IN } from './labels.ts';

/** The options that hold further options; `schema.ts` puts them together. */

/** As many as GitHub lets an issue have assignees. https://docs.github.com/en/rest/issues/assignees */
const MOST_OWNERS = 10;
/** Enough for any repository; a list longer than this is a mistake. */
export const MOST_ENTRIES = 200;

/**
 * The labels the app brings along.
 *
 * @example
 * Labels.parse({ race: null }).race // null
 */
export const Labels = z.strictObject({
  race: builtIn(BUILT_IN.race).meta({
    description: 'Put on every issue with a readable race report. `null` switches it off.',
    examples: ['kind/data-race', { name: 'race', color: 'b60205', description: 'A data race' }, null],
  }),
  duplicate: builtIn(BUILT_IN.duplicate).meta({
    description: 'Put on an issue whose races are all those of an older open issue.',
    examples: ['status/duplicate', null],
  }),
  regression: builtIn(BUILT_IN.regression).meta({
    description: 'Put on an issue with a race of an issue that was closed as completed.',
    examples: ['regression', null],
  }),
});

/**
 * One entry of `modules`: a part of the code, with its labels and owners.
 *
 * @example
 * Module.parse({ name: 'executor', paths: ['executor'] }).owners // []
 */
export const Module = z.strictObject({
  name: Name.meta({ description: 'Name of the module, as the comment shows it.', examples: ['executor'] }),
  paths: z
    .array(Pattern)
    .min(1)
    .max(MOST_ENTRIES)
    .meta({
      description:
        'Paths of the module, from the root of the repository. `*` and `?` stay within one folder, `**` is any number of folders; a path that matches a folder covers everything below it.',
      examples: [['executor', 'util/memory'], ['**/mock*']],
    }),
  labels: z
    .array(label())
    .max(10)
    .prefault([])
    .meta({
      description: 'Labels of the module. They are created on first need, unless `createLabels` is false.',
      examples: [['sig/execution'], [{ name: 'area/storage', color: '0e8a16' }]],
    }),
  owners: z
    .array(Owner)
    .max(MOST_OWNERS)
    .prefault([])
    .meta({
      description: 'People and teams the comment names as owners. See `assign` and `mention`.',
      examples: [['@acme/execution'], ['@acme/storage', 'octocat']],
    }),
});

/**
 * What else is done with duplicates.
 *
 * @example
 * Duplicates.parse({}).labelLikely // false
 */
export const Duplicates = z.strictObject({
  labelLikely: z
    .boolean()
    .default(false)
    .meta({
      description: 'Put the duplicate label on likely duplicates too, not only on exact ones.',
      examples: [true],
    }),
  close: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Close exact duplicates of an open issue, when `graceDays` are over and nobody objected: by a comment, a 👎 on ours, a change of labels, or by reopening it.',
      examples: [true],
    }),
  graceDays: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .meta({
      title: 'a whole number of days, 1 to 90',
      description: 'How long people can object before a duplicate is closed.',
      examples: [14],
    }),
  guard: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .meta({
      title: 'a whole number, 1 to 1000',
      description:
        'A function that raced with more different ones than this is a helper of everybody: alone it makes no issues look alike.',
      examples: [10],
    }),
});

/**
 * What is done with recognised kinds of race.
 *
 * @example
 * Patterns.parse({ labels: { map: 'race/map' } }).labels.map?.name // 'race/map'
 */
export const Patterns = z.strictObject({
  labels: z
    .record(Name, label())
    .prefault({})
    .meta({
      description:
        'Labels for kinds of race (map, test-only, …), by the name the comment shows. None, unless set.',
      examples: [{ map: 'race/map', 'test-only': { name: 'race/test', color: 'c5def5' } }],
    }),
});

/**
 * What is done with races inside a dependency.
 *
 * @example
 * ThirdParty.parse({}).label // null
 */
export const ThirdParty = z.strictObject({
  label: label()
    .nullable()
    .prefault(null)
    .meta({
      title: 'a label: its name, or `{ name, color, description }`, or null for none',
      description: 'Label for races that happen inside a dependency. None, unless set.',
      examples: ['third-party', null],
    }),
});
