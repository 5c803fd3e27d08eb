import type { z } from 'zod';
import type { Step } from './locate.ts';

/** What the schema library reports. https://zod.dev/error-formatting */
export type Issue = z.core.$ZodIssue;

/** One thing wrong with a value, freed from the ways the library nests it. */
export type Fault =
  /** A value of the wrong kind, or outside its limits, or not there although it must be. */
  | { readonly kind: 'value'; readonly path: readonly Step[]; readonly at: 'value' }
  /** A key that is no option. */
  | { readonly kind: 'unknown'; readonly path: readonly Step[]; readonly at: 'key' }
  /** A key of free choice, such as an alias, that is not well formed. */
  | { readonly kind: 'name'; readonly path: readonly Step[]; readonly at: 'key' }
  /** Two settings that do not go together; see `rules.ts`. */
  | {
      readonly kind: 'rule';
      readonly path: readonly Step[];
      readonly at: 'value';
      readonly message: string;
      readonly expected: string;
    };

/**
 * The faults behind the library's issues; of several objections to one value only the first stays.
 *
 * @example
 * findFaults([{ code: 'unrecognized_keys', keys: ['a', 'b'], path: ['labels'], … }])
 * // [{ kind: 'unknown', path: ['labels', 'a'], at: 'key' }, { kind: 'unknown', path: ['labels', 'b'], at: 'key' }]
 */
export function findFaults(issues: readonly Issue[]): readonly Fault[] {
  const found = new Map<string, Fault>();
  for (const fault of issues.flatMap((issue) => flatten(issue, []))) {
    const id = JSON.stringify([fault.at, fault.path]);
    if (!found.has(id)) found.set(id, fault);
  }
  return [...found.values()];
}

function flatten(issue: Issue, above: readonly Step[]): readonly Fault[] {
  const path = [...above, ...issue.path.map(toStep)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ kind: 'unknown', path: [...path, key], at: 'key' }));
    case 'invalid_key':
      return [{ kind: 'name', path, at: 'key' }];
    case 'invalid_union':
      return insideUnion(issue.errors, path);
    case 'custom':
      return [
        {
          kind: 'rule',
          path,
          at: 'value',
          message: issue.message,
          expected: String(issue.params?.['expected']),
        },
      ];
    default:
      return [{ kind: 'value', path, at: 'value' }];
  }
}

/** The kind of value that was meant is the one that objects to details rather than to the whole. */
function insideUnion(branches: readonly (readonly Issue[])[], path: readonly Step[]): readonly Fault[] {
  const meant = branches.find((issues) => !issues.some(rejectsTheWhole));
  if (!meant) return [{ kind: 'value', path, at: 'value' }];
  return meant.flatMap((issue) => flatten(issue, path));
}

function rejectsTheWhole(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function toStep(step: PropertyKey): Step {
  return typeof step === 'number' ? step : String(step);
}
