import type { Step } from './locate.ts';
import { nearest } from './near.ts';
import { optionAt, type JsonSchema } from './outline.ts';

/** Enough to recognise a value by, not so much that it fills a comment. */
const LONGEST_SHOWN = 60;

/**
 * A value of the file, as a message names it.
 *
 * @example
 * show('obsreve')   // '"obsreve"'
 * show([1, 2])      // 'a list of 2'
 * show(null)        // 'nothing'
 */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'nothing';
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
}

/**
 * What to do about a value that does not fit: the mistakes people make first, else an example, if need be one
 * of the option around it.
 *
 * @example
 * advise(schema, ['mode'], 'of')          // 'did you mean `off`?'
 * advise(schema, ['createLabels'], 'yes') // 'write `true` or `false`, without quotes'
 */
export function advise(schema: JsonSchema, path: readonly Step[], found: unknown): string {
  return likelySlip(optionAt(schema, path, found) ?? {}, found) ?? nearestExample(schema, path);
}

function nearestExample(schema: JsonSchema, path: readonly Step[]): string {
  for (let length = path.length; length > 0; length--) {
    const around = path.slice(0, length);
    const example = exampleOf(optionAt(schema, around, undefined) ?? {}, around);
    if (example) return example;
  }
  return 'compare with the reference of options';
}

function likelySlip(option: JsonSchema, found: unknown): string | undefined {
  if (typeof found === 'string' && option.enum) return meant(found, option.enum.map(String));
  if (typeof found === 'string' && option.type === 'boolean')
    return 'write `true` or `false`, without quotes';
  if (found === null) return 'give it a value or remove the line; a value that begins with `#` needs quotes';
  if (isBare(found) && takesText(option)) return 'put the value in quotes';
  if (option.type === 'array' && found !== undefined && !Array.isArray(found)) {
    return 'write a list: each entry on a line of its own, after `- `';
  }
  return undefined;
}

/** Numbers and `true` are no texts to YAML unless quoted. */
function isBare(found: unknown): boolean {
  return typeof found === 'number' || typeof found === 'boolean';
}

function takesText(option: JsonSchema): boolean {
  return option.type === 'string' && !option.enum ? true : (option.anyOf ?? []).some(takesText);
}

function meant(found: string, allowed: readonly string[]): string | undefined {
  const [near] = nearest(found, allowed);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

/** JSON is YAML too, so an example can be shown on one line. */
function exampleOf(option: JsonSchema, path: readonly Step[]): string | undefined {
  const example = option.examples?.[0];
  if (example === undefined) return undefined;
  const key = path.at(-1);
  const text = JSON.stringify(example).replace(/^"([a-z][a-z/-]*)"$/, '$1');
  return `for example \`${typeof key === 'string' ? `${key}: ` : '- '}${text}\``;
}
