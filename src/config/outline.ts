/** The part of JSON Schema that the options use. https://json-schema.org/draft/2020-12/json-schema-validation */
export interface JsonSchema {
  readonly $schema?: string;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
}

/**
 * What kind of value an option takes, in words.
 *
 * @example
 * kindOf({ enum: ['off', 'act'] })                    // 'one of `off`, `act`'
 * kindOf({ type: 'array', items: { type: 'string' } }) // 'a list; each entry is a text'
 */
export function kindOf(schema: JsonSchema): string {
  if (schema.enum) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (schema.title && schema.type !== 'object') return schema.title;
  if (schema.type === 'array') return `a list; each entry is ${kindOf(schema.items ?? {})}`;
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'string') return 'a text';
  if (schema.properties) return `a mapping with ${keysOf(schema.properties)}`;
  if (typeof schema.additionalProperties === 'object') {
    return `a mapping from ${kindOf(schema.propertyNames ?? {})} to ${kindOf(schema.additionalProperties)}`;
  }
  return 'a value';
}

/**
 * What an option expects, with the limits of a list.
 *
 * @example
 * expectationOf({ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 10 }) // 'a list of 1 to 10 entries; …'
 */
export function expectationOf(schema: JsonSchema): string {
  if (schema.type !== 'array' || schema.maxItems === undefined) return kindOf(schema);
  return kindOf(schema).replace(
    'a list;',
    `a list of ${schema.minItems ?? 0} to ${schema.maxItems} entries;`,
  );
}

function keysOf(properties: Readonly<Record<string, JsonSchema>>): string {
  return Object.keys(properties)
    .map((key) => `\`${key}\``)
    .join(', ');
}

/**
 * The schema of the option at a path, or undefined where there is none. Where an option takes several kinds of
 * value, `found` decides which one is meant.
 *
 * @example
 * optionAt(schema, ['labels', 'race'], 'kind/race')?.title // 'a label name of 1 to 50 characters, …'
 */
export function optionAt(
  schema: JsonSchema,
  path: readonly (string | number)[],
  found: unknown,
): JsonSchema | undefined {
  let option: JsonSchema | undefined = schema;
  for (const step of path) option = option && childOf(option, step);
  return option && narrow(option, found);
}

/**
 * The keys a mapping may have, in the order declared.
 *
 * @example
 * keysAt(schema, ['thirdParty']) // ['label']
 */
export function keysAt(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  return Object.keys(optionAt(schema, path, {})?.properties ?? {});
}

/**
 * The option under which a key would be right, for someone who forgot to indent it.
 *
 * @example
 * homeOf(schema, 'regression') // 'labels'
 */
export function homeOf(schema: JsonSchema, key: string): string | undefined {
  return Object.keys(schema.properties ?? {}).find((name) => keysAt(schema, [name]).includes(key));
}

function childOf(schema: JsonSchema, step: string | number): JsonSchema | undefined {
  if (schema.anyOf) return schema.anyOf.map((one) => childOf(one, step)).find((child) => child !== undefined);
  if (typeof step === 'number') return schema.items;
  if (schema.properties && Object.hasOwn(schema.properties, step)) return schema.properties[step];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** Only texts and mappings tell which kind was meant; anything else is none of them. */
function narrow(schema: JsonSchema, found: unknown): JsonSchema {
  const type = typeof found === 'string' ? 'string' : isMapping(found) ? 'object' : null;
  const kinds = (schema.anyOf ?? []).flatMap((one) => one.anyOf ?? [one]);
  return kinds.find((one) => type !== null && one.type === type) ?? schema;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
