// Writes openapi.json: the part of GitHub's published API description that the fake serves and sends.
//
//   node test/fake-github/extract-openapi.ts FOLDER_OF_THE_UNPACKED_PACKAGE
//
// The package is @octokit/openapi 23.0.2 (MIT, see README.md). It is 385 MB, so it is never a dependency.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS, UNDOCUMENTED, WEBHOOKS } from './operations.ts';
import { shareSchemas } from './share-schemas.ts';
import { strip } from './strip-schema.ts';
import { isObject, parseJson, textOf } from './json.ts';
import type { Json, JsonObject } from './json.ts';

const folder = process.argv[2];
if (folder === undefined)
  throw new Error('usage: node extract-openapi.ts FOLDER (an unpacked @octokit/openapi)');
const source = object(parseJson(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8')));
correct();
writeFileSync(join(import.meta.dirname, 'openapi.json'), printed(shareSchemas(extract())));

/**
 * The one mistake found in the description: the account of a listed installation is a user AND an enterprise
 * (`allOf`), which nothing can be. A single installation is described with `anyOf`; that is put in its place.
 */
function correct(): void {
  const steps = [
    'paths',
    '/app/installations',
    'get',
    'responses',
    '200',
    'content',
    'application/json',
    'schema',
  ];
  const list = steps.reduce((parent, step) => object(at(parent, step)), source);
  list['items'] = { $ref: '#/components/schemas/installation' };
}

function extract(): JsonObject {
  const paths = object(strip(chosenPaths(), true));
  const webhooks = object(strip(chosenWebhooks(), true));
  const components = reachable({ ...paths, ...webhooks });
  const info = object(at(source, 'info'));
  return {
    // 3.1, because `nullable` has become JSON Schema's type "null".
    openapi: '3.1.0',
    info: {
      title: `Subset of: ${text(info, 'title')}`,
      version: text(info, 'version'),
      license: at(info, 'license'),
    },
    paths,
    webhooks,
    components,
  };
}

function chosenPaths(): JsonObject {
  const chosen: JsonObject = {};
  for (const operation of OPERATIONS) {
    const [method, path] = split(operation);
    const described = at(object(at(object(at(source, 'paths')), like(path))), method);
    chosen[path] = {
      ...object(chosen[path] ?? {}),
      [method]: path in UNDOCUMENTED ? byNumber(object(described)) : described,
    };
  }
  return chosen;
}

function like(path: string): string {
  return UNDOCUMENTED[path] ?? path;
}

function byNumber(described: JsonObject): JsonObject {
  const id = { name: 'repository_id', in: 'path', required: true, schema: { type: 'integer' } };
  return { ...described, parameters: [id] };
}

function chosenWebhooks(): JsonObject {
  return Object.fromEntries(
    WEBHOOKS.map((name) => {
      const post = object(at(object(at(object(at(source, 'x-webhooks')), name)), 'post'));
      return [name, { post: { requestBody: at(post, 'requestBody') } }];
    }),
  );
}

/** Every component that the chosen parts refer to, and what those refer to, until nothing new comes. */
function reachable(start: Json): JsonObject {
  const components: Record<string, JsonObject> = {};
  const queue: Json[] = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [kind, name] of references(next)) {
      const room = (components[kind] ??= {});
      if (name in room) continue;
      room[name] = strip(at(object(at(object(at(source, 'components')), kind)), name), false);
      queue.push(room[name]);
    }
  }
  return sorted(Object.fromEntries(Object.entries(components).map(([kind, room]) => [kind, sorted(room)])));
}

function references(value: Json): [kind: string, name: string][] {
  const found = JSON.stringify(value).matchAll(/"#\/components\/([^/"]+)\/([^/"]+)"/g);
  return [...found].map(([, kind, name]) => [kind ?? '', name ?? '']);
}

/** One path, webhook or component a line: small enough to vendor, and a change still shows as a change of lines. */
function printed(document: JsonObject): string {
  const { paths, webhooks, components, ...head } = document;
  const rooms = Object.entries(object(components ?? {})).map(
    ([kind, room]) => `${JSON.stringify(kind)}:${lines(object(room))}`,
  );
  const start = JSON.stringify(head).slice(0, -1);
  const shown = `"paths":${lines(object(paths ?? {}))},\n"webhooks":${lines(object(webhooks ?? {}))}`;
  return `${start},\n${shown},\n"components":{\n${rooms.join(',\n')}\n}}\n`;
}

function lines(room: JsonObject): string {
  const entries = Object.entries(room).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{\n${entries.join(',\n')}\n}`;
}

function sorted(room: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(room).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function split(operation: string): [method: string, path: string] {
  const [method = '', path = ''] = operation.split(' ');
  return [method.toLowerCase(), path];
}

function object(value: Json): JsonObject {
  if (!isObject(value)) throw new Error('expected an object');
  return value;
}

function at(parent: JsonObject, key: string): Json {
  const value = parent[key];
  if (value === undefined) throw new Error(`the description has no ${key}`);
  return value;
}

function text(parent: JsonObject, key: string): string {
  return textOf(at(parent, key));
}
