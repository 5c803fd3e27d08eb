import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { configJsonSchema, configTable } from '../../src/config/describe.ts';
import type { JsonSchema } from '../../src/config/outline.ts';
import { parseConfig } from '../../src/config/parse.ts';

const FILE = new URL('../../src/config/schema.json', import.meta.url);

test('the published schema is the schema (ACCEPT=1 rewrites it)', () => {
  const fresh = JSON.stringify(configJsonSchema(), null, 2) + '\n';
  if (process.env['ACCEPT'] === '1') writeFileSync(FILE, fresh);
  expect(readFileSync(FILE, 'utf8')).toBe(fresh);
});

test('every option is documented and shows a default or says it is required', () => {
  const table = configTable();
  expect(table).not.toContain('**undocumented**');
  expect(table).not.toContain('a value |');
});

test('an option without a description is told', () => {
  expect(configTable({ properties: { mood: { type: 'string', default: 'good' } } })).toContain(
    '| `mood` | a text | `good` | **undocumented** |',
  );
});

test('a row for each of the options people set', () => {
  const options = [...configTable().matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
  expect(options).toEqual([
    'mode',
    'comment',
    'createLabels',
    'labels.race',
    'labels.duplicate',
    'labels.regression',
    'modules',
    'modules[].name',
    'modules[].paths',
    'modules[].labels',
    'modules[].owners',
    'modulePaths',
    'aliases',
    'harness',
    'generic',
    'assign',
    'mention',
    'duplicates.labelLikely',
    'duplicates.close',
    'duplicates.graceDays',
    'duplicates.guard',
    'patterns.labels',
    'thirdParty.label',
    'siblings',
    'ignoreLabel',
  ]);
});

const EXAMPLES = Object.entries(configJsonSchema().properties ?? {}).flatMap(([key, option]) =>
  examples(option, [key]),
);

test.each(EXAMPLES)('the example works: %s', (_path, file) => {
  expect(parseConfig(file)).toMatchObject({ ok: true });
});

test.each(EXAMPLES)('the JSON Schema takes it too: %s', (_path, file) => {
  const ajv = new Ajv2020({ strict: false });
  expect(ajv.validate(configJsonSchema(), JSON.parse(file)) || ajv.errorsText()).toBe(true);
});

test('options inside options have examples', () => {
  expect(EXAMPLES.length).toBeGreaterThan(30);
});

/** A file (JSON is YAML) for each example of an option and of what is inside it. */
function examples(option: JsonSchema, path: readonly string[]): readonly [string, string][] {
  const own = (option.examples ?? []).map((example): [string, string] => [
    path.join('.'),
    fileWith(path, example),
  ]);
  const inner = Object.entries(option.properties ?? {}).flatMap(([key, child]) =>
    examples(child, [...path, key]),
  );
  const entries = Object.entries(option.items?.properties ?? {}).flatMap(([key, child]) => {
    return examples(child, [...path, '[]', key]);
  });
  return [...own, ...inner, ...entries];
}

function fileWith(path: readonly string[], value: unknown): string {
  return JSON.stringify(
    path.reduceRight<unknown>((inner, key) => (key === '[]' ? [entry(inner)] : { [key]: inner }), value),
  );
}

/** What an entry of a list needs besides the option in question. */
function entry(inner: unknown): unknown {
  return { name: 'a', paths: ['a'], ...(typeof inner === 'object' ? inner : {}) };
}
