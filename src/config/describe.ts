import { z } from 'zod';
import { kindOf, type JsonSchema } from './outline.ts';
import { Config } from './schema.ts';

/**
 * The options as JSON Schema: what editors complete and check a config with. Published as `schema.json`.
 *
 * @example
 * configJsonSchema().properties?.mode?.default // 'act'
 */
export function configJsonSchema(): JsonSchema {
  const schema: object = z.toJSONSchema(Config, { io: 'input', override: keepExamples });
  return isOurs(schema) ? schema : {};
}

/** The library leaves out the examples of whatever is transformed, for fear they are of the result. Ours are of the file. */
function keepExamples({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: { examples?: unknown };
}): void {
  const examples = z.globalRegistry.get(zodSchema)?.['examples'];
  if (examples !== undefined) jsonSchema.examples = examples;
}

/** The library types its result with every keyword there is; ours is the part that the options use. */
function isOurs(schema: object): schema is JsonSchema {
  return 'properties' in schema;
}

/**
 * The options as a Markdown table for the reference page, one row each. An option without a description shows
 * up as **undocumented**, and a test fails.
 *
 * @example
 * configTable().split('\n')[2] // '| `mode` | one of `off`, … | `act` | `act` labels and comments; … |'
 */
export function configTable(schema: JsonSchema = configJsonSchema()): string {
  const rows = options(schema, '').map(([path, option]) => {
    const cells = [
      `\`${path}\``,
      kindOf(option),
      defaultOf(option),
      option.description ?? '**undocumented**',
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return (
    ['| Option | Value | Default | What it does |', '| --- | --- | --- | --- |', ...rows].join('\n') + '\n'
  );
}

/** The leaves of the tree, and what is inside the entries of a list; `labels` itself needs no row beside `labels.race`. */
function options(schema: JsonSchema, path: string): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, option]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (option.properties) return options(option, name);
    return [[name, option] as const, ...options(option.items ?? {}, `${name}[]`)];
  });
}

function defaultOf(option: JsonSchema): string {
  return option.default === undefined
    ? 'required'
    : `\`${JSON.stringify(option.default).replace(/^"(.*)"$/, '$1')}\``;
}
