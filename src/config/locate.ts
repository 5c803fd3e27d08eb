import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
} from 'yaml';

/** A step into the file: a key of a mapping or the number of an entry. */
export type Step = string | number;

/** A place in the text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a value stands, or with `at: 'key'` its key. A value that is not there stands where the mapping or list
 * does that should hold it.
 *
 * @example
 * // mode: act
 * // labels:
 * //   race: 3
 * locate(document, lines, ['labels', 'race'])        // { line: 3, column: 9 }
 * locate(document, lines, ['labels', 'race'], 'key') // { line: 3, column: 3 }
 */
export function locate(
  document: Document,
  lines: LineCounter,
  path: readonly Step[],
  at: 'value' | 'key' = 'value',
): Place {
  let offset = startOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    const child = childOf(resolve(node, document), step);
    if (!child) break;
    const wantsKey = at === 'key' && index === path.length - 1;
    offset =
      (wantsKey ? startOf(child.key) : undefined) ?? startOf(child.value) ?? startOf(child.key) ?? offset;
    node = child.value;
  }
  return placeOf(lines, offset);
}

/**
 * A place from an offset into the text.
 *
 * @example
 * placeOf(lines, 0) // { line: 1, column: 1 }
 */
export function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

function childOf(node: unknown, step: Step): Child | null {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? null : { key: null, value };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => keyOf(item.key) === String(step));
  return pair && isPair(pair) ? { key: pair.key, value: pair.value } : null;
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** What is wrong inside an alias is shown where the anchor stands, since there it must be mended. */
function resolve(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** A value left empty has no text; its key has. */
function startOf(node: unknown): number | undefined {
  if (!isNode(node)) return undefined;
  return isEmpty(node) ? undefined : node.range?.[0];
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];
}
