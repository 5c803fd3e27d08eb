import { OPERATIONS } from './operations.ts';
import type { Operation } from './operations.ts';

export interface Route {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** These may span several path segments; everything else is one. */
const WIDE = new Set(['path', 'tree_sha']);

const PATTERNS = OPERATIONS.map((operation) => ({ operation, ...patternOf(operation) }));

/** The operation of a request. `/issues/comments` wins over `/issues/{issue_number}`: fewer blanks, closer fit. */
export function routeOf(method: string, path: string): Route | undefined {
  const fitting = PATTERNS.filter((each) => each.method === method && each.pattern.test(path));
  const [best] = fitting.sort((a, b) => a.names.length - b.names.length);
  if (!best) return undefined;
  const [, ...values] = best.pattern.exec(path) ?? [];
  const params = Object.fromEntries(best.names.map((name, index) => [name, decoded(values[index] ?? '')]));
  return { operation: best.operation, params };
}

/** A path in the description's own words, for the log: `/repos/{owner}/{repo}/labels` */
export function templateOf(operation: Operation): string {
  return operation.slice(operation.indexOf(' ') + 1);
}

function patternOf(operation: Operation): { method: string; pattern: RegExp; names: string[] } {
  const [method = ''] = operation.split(' ');
  const names = [...operation.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const source = templateOf(operation).replace(/\/\{(\w+)\}/g, (_, name: string) =>
    WIDE.has(name) ? '/?(.*)' : '/([^/]+)',
  );
  return { method, pattern: new RegExp(`^${source}$`), names };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
