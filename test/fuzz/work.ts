/**
 * How much is done, told without a clock: the characters that go through the language's own functions. Regular
 * expressions count what they pass over; that they do not go back over it is recheck's business (`regex.test.ts`).
 */

let work = 0;

/** @returns the work of `run`; nothing else may run meanwhile */
export function workOf(run: () => unknown): number {
  work = 0;
  const undo = WATCHED.map(([target, name, cost]) => watch(target, name, cost));
  try {
    run();
  } finally {
    undo.forEach((restore) => restore());
  }
  return work;
}

type Cost = (self: unknown, args: readonly unknown[], result: unknown) => number;

/** `this` of a string function is the string; what it returns, or finds, tells how far it went. */
const WATCHED: readonly (readonly [object, string, Cost])[] = [
  ...['trim', 'trimStart', 'trimEnd', 'split', 'toLowerCase', 'replaceAll', 'codePointAt'].map(
    (name) => [String.prototype, name, lengthOf] as const,
  ),
  [String.prototype, 'slice', (_self, _args, result) => lengthOf(result)],
  [String.prototype, 'charCodeAt', () => 1],
  ...['indexOf', 'includes'].map((name) => [String.prototype, name, forwards] as const),
  [String.prototype, 'lastIndexOf', (self, _args, result) => lengthOf(self) - Math.max(0, Number(result))],
  [RegExp.prototype, 'exec', passed],
  [Array.prototype, 'join', (_self, _args, result) => lengthOf(result)],
  [JSON, 'parse', (_self, args) => lengthOf(args[0])],
];

function lengthOf(text: unknown): number {
  return typeof text === 'string' ? text.length : 0;
}

/** `indexOf` stops where it finds; `includes` may not tell where, so it is taken to look at everything. */
function forwards(self: unknown, args: readonly unknown[], result: unknown): number {
  const end = typeof result === 'number' && result >= 0 ? result + lengthOf(args[0]) : lengthOf(self);
  return Math.max(0, end - Number(args[1] ?? 0));
}

function passed(_self: unknown, args: readonly unknown[], result: unknown): number {
  if (!Array.isArray(result) || !('index' in result)) return lengthOf(args[0]);
  return Number(result.index) + lengthOf(result[0]);
}

function watch(target: object, name: string, cost: Cost): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') throw new Error(`no function ${name}`);
  const value = function (this: unknown, ...args: unknown[]): unknown {
    const from = this instanceof RegExp && this.global ? this.lastIndex : 0;
    const result: unknown = Reflect.apply(original, this, args);
    work += Math.max(1, cost(this, args, result) - from);
    return result;
  };
  Object.defineProperty(target, name, { ...descriptor, value });
  return () => void Object.defineProperty(target, name, descriptor);
}
