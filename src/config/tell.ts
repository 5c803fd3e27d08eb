import type { Document, LineCounter } from 'yaml';
import { advise, show } from './advice.ts';
import { configJsonSchema } from './describe.ts';
import { findFaults, type Fault, type Issue } from './faults.ts';
import { locate, type Step } from './locate.ts';
import { nearest } from './near.ts';
import { expectationOf, homeOf, keysAt, optionAt, type JsonSchema } from './outline.ts';
import type { Problem } from './problem.ts';

/** Made once: it takes milliseconds, and a server reads many files. */
const SCHEMA = configJsonSchema();

/**
 * The problems of a file that is valid YAML, in words for the person who wrote it: the schema's objections say
 * which rule was broken, the JSON Schema says what each option wants and shows examples.
 *
 * @example
 * // coment: all
 * tellIssues(issues, value, document, lines)[0]?.advice // 'did you mean `comment`?'
 */
export function tellIssues(
  issues: readonly Issue[],
  value: unknown,
  document: Document,
  lines: LineCounter,
): readonly Problem[] {
  return findFaults(issues).map((fault) => ({
    path: pathText(fault.path),
    ...locate(document, lines, fault.path, fault.at),
    ...tell(fault, SCHEMA, valueAt(value, fault.path)),
  }));
}

type Words = Pick<Problem, 'message' | 'expected' | 'advice'>;

function tell(fault: Fault, schema: JsonSchema, found: unknown): Words {
  const key = String(fault.path.at(-1) ?? '');
  if (fault.kind === 'unknown') return tellUnknown(key, fault.path.slice(0, -1), schema);
  if (fault.kind === 'name') return tellName(key, fault.path.slice(0, -1), schema);
  if (fault.kind === 'rule') return tellRule(fault, found);
  return {
    message: whatIsWrong(key, found),
    expected: expectationOf(optionAt(schema, fault.path, found) ?? {}),
    advice: advise(schema, fault.path, found),
  };
}

function whatIsWrong(key: string, found: unknown): string {
  if (found === undefined) return `\`${key}\` is missing`;
  if (found === null) return 'there is no value';
  return `${show(found)} is not allowed here`;
}

function tellUnknown(key: string, above: readonly Step[], schema: JsonSchema): Words {
  const known = keysAt(schema, above);
  return {
    message: `there is no option ${show(key)}`,
    expected: `one of ${known.map((name) => `\`${name}\``).join(', ')}`,
    advice: whereTo(key, known, homeOf(schema, key)),
  };
}

function whereTo(key: string, known: readonly string[], home: string | undefined): string {
  if (home) return `it belongs under \`${home}:\`, indented`;
  const [near] = nearest(key, known);
  return near ? `did you mean \`${near}\`?` : 'remove it, or look it up in the reference of options';
}

function tellName(key: string, above: readonly Step[], schema: JsonSchema): Words {
  return {
    message: `the key ${show(key)} is not allowed here`,
    expected: expectationOf(optionAt(schema, above, {})?.propertyNames ?? {}),
    advice: advise(schema, above, undefined),
  };
}

function tellRule({ message, expected }: Fault & { kind: 'rule' }, found: unknown): Words {
  const name = typeof found === 'object' && found !== null && 'name' in found ? found.name : found;
  return { message: `${show(name)} is ${message}`, expected, advice: 'change one of the two' };
}

/** `modules[0].paths`, `aliases["github.com/acme/widgets"]`. */
function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${text}[${show(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    return typeof inner === 'object' && inner !== null ? entryOf(inner, String(step)) : undefined;
  }, value);
}

function entryOf(inner: object, key: string): unknown {
  return Object.entries(inner).find(([name]) => name === key)?.[1];
}
