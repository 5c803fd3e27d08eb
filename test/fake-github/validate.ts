import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { isObject, parseJson, textOf } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Operation } from './operations.ts';

export interface Call {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const description = parseJson(readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8'));

// The description carries OpenAPI's own keywords, which ajv's strict mode would refuse.
const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false });
const fromText = new Ajv({ strict: false, coerceTypes: true });
for (const each of [ajv, fromText]) {
  formats.default(each);
  if (isObject(description)) each.addSchema(description, 'github');
}

/** Everything wrong with a request: an unknown key is as wrong as a bad value, since GitHub silently drops it. */
export function requestProblems(call: Call): string[] {
  const { path, method } = split(call.operation);
  const parameters = parametersOf(path, method);
  return [
    ...parameterProblems(parameters, 'path', call.params),
    ...parameterProblems(parameters, 'query', call.query),
    ...bodyProblems([...path, method, 'requestBody'], call.body),
  ];
}

export function answerProblems(operation: Operation, status: number, body: unknown): string[] {
  const { path, method } = split(operation);
  if (status === 304) return body === undefined ? [] : ['304 with a body'];
  const at = ['paths', ...path.slice(1), method, 'responses', String(status)];
  const response = follow(at);
  if (response === undefined)
    return status < 300 ? [`status ${status} is not described`] : errorProblems(body);
  const content = valueAt([...response, 'content', 'application/json', 'schema']);
  if (content === undefined) return body === undefined ? [] : [`status ${status} has no body`];
  return problems([...response, 'content', 'application/json', 'schema'], body);
}

/** `name` is the event with its action: `issues-opened`, `issue-comment-created`, `push`. */
export function webhookProblems(name: string, payload: unknown): string[] {
  const schema = ['webhooks', name, 'post', 'requestBody', 'content', 'application/json', 'schema'];
  if (valueAt(schema) === undefined) return [`webhook ${name} is not in the subset`];
  return problems(schema, payload);
}

function errorProblems(body: unknown): string[] {
  return problems(['components', 'schemas', 'basic-error'], body);
}

function bodyProblems(at: string[], body: unknown): string[] {
  const schema = [...at, 'content', 'application/json', 'schema'];
  const described = valueAt(schema);
  if (described === undefined) return body === undefined ? [] : ['a body where none is described'];
  if (body === undefined) return valueAt([...at, 'required']) === true ? ['the body is missing'] : [];
  const unknown = isObject(body) ? Object.keys(body).filter((key) => !topKeys(described).has(key)) : [];
  return [...problems(schema, body), ...unknown.map((key) => `unknown key ${key} in the body`)];
}

function parameterProblems(
  described: JsonObject[],
  place: string,
  given: Readonly<Record<string, string>>,
): string[] {
  const own = described.filter((parameter) => parameter['in'] === place);
  const unknown = Object.keys(given).filter((name) => !own.some((parameter) => parameter['name'] === name));
  const missing = own.filter((each) => each['required'] === true && !(textOf(each['name']) in given));
  const wrong = own.filter((each) => isWrong(each, given[textOf(each['name'])]));
  return [
    ...unknown.map((name) => `unknown ${place} parameter ${name}`),
    ...missing.map((each) => `${place} parameter ${textOf(each['name'])} is missing`),
    ...wrong.map(
      (each) => `${place} parameter ${textOf(each['name'])} is ${given[textOf(each['name'])] ?? ''}`,
    ),
  ];
}

/** A parameter arrives as text: `2` must do for an integer, `two` must not. */
function isWrong(parameter: JsonObject, value: string | undefined): boolean {
  if (value === undefined || !isObject(parameter['schema'])) return false;
  const schema = { type: 'object', properties: { value: parameter['schema'] } };
  return !compiled(fromText, JSON.stringify(schema), () => fromText.compile(schema))({ value });
}

function parametersOf(path: string[], method: string): JsonObject[] {
  const listed = valueAt([...path, method, 'parameters']);
  const items = Array.isArray(listed) ? listed : [];
  return items
    .map((_, index) => valueAt(follow([...path, method, 'parameters', String(index)]) ?? []))
    .filter(isObject);
}

function problems(at: string[], value: unknown): string[] {
  const pointer = `github#/${at.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  const validate = compiled(ajv, pointer, () => ajv.compile({ $ref: pointer }));
  if (validate(value)) return [];
  const first =
    validate.errors?.find((error) => error.keyword !== 'oneOf' && error.keyword !== 'anyOf') ??
    validate.errors?.[0];
  return [
    `${first?.instancePath || '(whole)'} ${first?.message ?? 'is wrong'} ${JSON.stringify(first?.params ?? {})}`,
  ];
}

const cache = new Map<Ajv, Map<string, ValidateFunction>>();

function compiled(by: Ajv, key: string, compile: () => ValidateFunction): ValidateFunction {
  const own = cache.get(by) ?? new Map<string, ValidateFunction>();
  cache.set(by, own);
  const validate = own.get(key) ?? compile();
  own.set(key, validate);
  return validate;
}

function topKeys(schema: Json): Set<string> {
  if (!isObject(schema)) return new Set();
  const alternatives = [schema['oneOf'], schema['anyOf'], schema['allOf']].flatMap((each) =>
    Array.isArray(each) ? each : [],
  );
  const own = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const target = typeof schema['$ref'] === 'string' ? valueAt(schema['$ref'].slice(2).split('/')) : undefined;
  return new Set([
    ...own,
    ...alternatives.flatMap((each) => [...topKeys(each)]),
    ...(target ? topKeys(target) : []),
  ]);
}

/** The place a value really stands at, `$ref` followed; undefined where the description has nothing. */
function follow(at: string[]): string[] | undefined {
  const value = valueAt(at);
  if (!isObject(value)) return undefined;
  return typeof value['$ref'] === 'string' ? follow(value['$ref'].slice(2).split('/')) : at;
}

function valueAt(at: string[]): Json | undefined {
  let value: Json | undefined = description;
  for (const step of at)
    value = Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined;
  return value;
}

function split(operation: Operation): { path: string[]; method: string } {
  const [method = '', path = ''] = operation.split(' ');
  return { path: ['paths', path], method: method.toLowerCase() };
}
