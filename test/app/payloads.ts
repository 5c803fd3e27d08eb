import { createRequire } from 'node:module';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
/** Payloads that GitHub really sent, collected by others. */
const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
/** Who we are in the tests of events. */
export const SELF = { id: 4711, slug: 'race-triage' };
export const INSTALLATION = { installation: { id: 77 } };

export type Payload = Record<string, unknown>;
/** Each of them with an installation: some are of a time before there were any. */
export const all = EXAMPLES.flatMap(({ name, examples }) =>
  examples.map((payload) => ({ name, payload: { ...payload, ...INSTALLATION } as Payload })),
);
/** The first example of an event. */
export function example(name: string, action?: string): Payload {
  const found = all.find(
    (one) => one.name === name && (action === undefined || one.payload['action'] === action),
  );
  // Some actions nobody has collected: their payloads differ in the action only.
  const other = found ?? all.find((one) => one.name === name);
  if (!other) throw new Error(`there is no example of ${name}`);
  return structuredClone({ ...other.payload, ...(action === undefined ? {} : { action }) });
}
/** The example with something else at a path. */
export function withAt(payload: Payload, path: string, value: unknown): Payload {
  const copy = structuredClone(payload);
  const keys = path.split('.');
  let at: Payload = copy;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Payload;
  at[keys.at(-1) ?? ''] = value;
  return copy;
}
/** A comment that asks for a rescan, on an issue. */
export const COMMAND = withAt(
  withAt(example('issue_comment', 'created'), 'comment.body', '/race rescan'),
  'issue.pull_request',
  undefined,
);
