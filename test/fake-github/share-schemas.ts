import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** Below this many characters a reference is hardly shorter than what it stands for. */
const WORTH_SHARING = 200;

/**
 * GitHub's webhook descriptions spell out the same user, app and repository dozens of times. Every object schema
 * that occurs more than once moves to `components.schemas` under `shared-N`; nothing changes in what is valid.
 */
export function shareSchemas(document: JsonObject): JsonObject {
  const counts = new Map<string, number>();
  count(document, counts);
  const names = new Map<string, string>();
  const shared: JsonObject = {};
  const replaced = object(replace(document, counts, names, shared));
  const components = object(replaced['components']);
  const schemas = { ...object(components['schemas']), ...shared };
  return { ...replaced, components: { ...components, schemas } };
}

function count(value: Json, counts: Map<string, number>): void {
  if (value === null || typeof value !== 'object') return;
  if (isObjectSchema(value)) {
    const text = JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  for (const item of Object.values(value)) count(item, counts);
}

function replace(
  value: Json,
  counts: Map<string, number>,
  names: Map<string, string>,
  shared: JsonObject,
): Json {
  if (value === null || typeof value !== 'object') return value;
  const inside = (): Json => within(value, (item) => replace(item, counts, names, shared));
  if (!isObjectSchema(value)) return inside();
  const text = JSON.stringify(value);
  if ((counts.get(text) ?? 0) < 2 || text.length < WORTH_SHARING) return inside();
  const known = names.get(text);
  const name = known ?? `shared-${names.size + 1}`;
  if (known === undefined) {
    names.set(text, name);
    shared[name] = inside();
  }
  return { $ref: `#/components/schemas/${name}` };
}

function within(value: Json[] | JsonObject, each: (item: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => each(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item)]));
}

function isObjectSchema(value: Json): value is JsonObject {
  return isObject(value) && isObject(value['properties']) && [value['type']].flat().includes('object');
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error('expected an object');
  return value;
}
