import type { Json, JsonObject } from './json.ts';

/** Prose and examples: nine tenths of the description, and nothing a validator reads. */
const PROSE = new Set([
  'description',
  'title',
  'summary',
  'tags',
  'example',
  'examples',
  'default',
  'deprecated',
  'discriminator',
  'externalDocs',
  'headers',
  'readOnly',
]);

/** Under these, keys are names of properties: a property called `description` is no prose. */
const NAME_MAPS = new Set(['properties', 'schemas', 'parameters', 'responses', 'paths', 'patternProperties']);

/** Takes the prose out and turns `nullable` into JSON Schema. */
export function strip(value: Json, keysAreNames: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => strip(item, false));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([key]) => keysAreNames || !(PROSE.has(key) || key.startsWith('x-')),
  );
  const cleaned = kept.map(
    ([key, item]) => [key, strip(item, NAME_MAPS.has(key) && !Array.isArray(item))] as const,
  );
  const result: JsonObject = Object.fromEntries(cleaned);
  return keysAreNames ? result : withNull(result);
}

/** OpenAPI 3.0's `nullable` is unknown to JSON Schema: the type, the enum or the alternatives must name null. */
function withNull(schema: JsonObject): JsonObject {
  if (!('nullable' in schema)) return schema;
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  if (Array.isArray(rest['enum'])) rest['enum'] = [...new Set([...rest['enum'], null])];
  for (const key of ['oneOf', 'anyOf']) {
    if (Array.isArray(rest[key]))
      rest[key] = [...rest[key].filter((item) => !isNullType(item)), { type: 'null' }];
  }
  if (typeof rest['type'] === 'string') rest['type'] = [rest['type'], 'null'];
  return '$ref' in rest || 'allOf' in rest ? { anyOf: [rest, { type: 'null' }] } : rest;
}

function isNullType(value: Json): boolean {
  return JSON.stringify(value) === '{"type":"null"}';
}
