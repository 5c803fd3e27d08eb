import { z } from 'zod';
import { DECLARED, type Label } from './labels.ts';

/**
 * The kinds of value that several options share. `title` is what people are told was expected; it goes into the
 * JSON Schema, so editors show it too. No pattern here nests quantifiers: the text is other people's.
 */

/** GitHub's limits: 50 characters for a label's name, 100 for its description. */
const LabelName = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[^\s\p{Cc}](?:\P{Cc}*[^\s\p{Cc}])?$/u)
  .meta({ title: 'a label name of 1 to 50 characters, without blanks at its ends' });

const Color = z
  .string()
  .regex(/^#?[0-9a-fA-F]{6}$/)
  .transform((color) => color.replace('#', '').toLowerCase())
  .meta({
    title: 'a colour of six hex digits in quotes',
    description:
      'Colour of the label, six hex digits. Quote it: YAML takes `#…` for a comment and `000000` for a number.',
    examples: ['d73a4a'],
  });

const Description = z
  .string()
  .max(100)
  .meta({
    title: 'a text of at most 100 characters',
    description: 'What GitHub shows when the label is pointed at.',
    examples: ['Touches the storage layer'],
  });

/**
 * A label: its name, or a mapping that also gives colour and description for the case that it must be created.
 *
 * @example
 * label().parse('area/storage') // { name: 'area/storage', color: 'ededed', description: '' }
 */
export function label(rest: Omit<Label, 'name'> = DECLARED) {
  const entry = z.strictObject({
    name: LabelName.meta({ description: 'Name of the label.', examples: ['area/storage'] }),
    color: Color.prefault(rest.color),
    description: Description.prefault(rest.description),
  });
  return z
    .union([LabelName, entry])
    .transform((value): Label => (typeof value === 'string' ? { name: value, ...rest } : value))
    .meta({ title: 'a label: its name, or `{ name, color, description }`' });
}

/**
 * One of the app's own labels, which `null` switches off.
 *
 * @example
 * builtIn(BUILT_IN.race).parse(undefined) // { name: 'race', color: 'b60205', … }
 */
export function builtIn({ name, ...rest }: Label) {
  return label(rest)
    .nullable()
    .prefault(name)
    .meta({ title: 'a label: its name, or `{ name, color, description }`, or null to switch it off' });
}

/** A path with `*`, `**` and `?`; see `pattern.ts`. Alternatives are written as further entries of the list. */
export const Pattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s\\()[\]{}!]+$/)
  .meta({ title: 'a path with the wildcards `*`, `**` and `?`, at most 200 characters' });

/** A Go module or package path. https://go.dev/ref/mod#module-path */
export const ImportPath = z
  .string()
  .max(200)
  .regex(/^(?![./])(?!.*[./][./])[\w.~/-]*[\w~-]$/)
  .meta({ title: 'an import path such as `github.com/acme/widgets`' });

/** A person or a team. The `@` may be left out, since YAML wants it quoted. */
export const Owner = z
  .string()
  .max(140)
  .regex(/^@?[A-Za-z0-9][\w-]*(?:\/[\w.-]+)?$/)
  .transform((owner) => (owner.startsWith('@') ? owner : `@${owner}`))
  .meta({ title: 'a GitHub user or team, `"@name"` or `"@org/team"`, in quotes' });

/** The name of a module or of a race pattern. */
export const Name = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[\w][\w ./:-]*$/)
  .meta({ title: 'a name of 1 to 50 letters, digits, blanks and `._/:-`' });
