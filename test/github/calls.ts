import type { GitHub } from '../../src/github/github.ts';

const refuse = (name: string) => () => Promise.reject(new Error(`${name} was not expected`));

/** A repository as plain values: what a test names answers, everything else must not be called. */
export function scripted(answers: Partial<GitHub>): { github: GitHub; calls: string[] } {
  const calls: string[] = [];
  const names = [
    'issue',
    'comments',
    'comment',
    'createComment',
    'updateComment',
    'addLabels',
    'removeLabel',
    'createLabel',
    'labels',
    'tree',
    'file',
    'role',
    'react',
    'assign',
    'closeAsDuplicate',
    'acts',
    'suggestions',
    'suggestLabels',
    'withdrawSuggestion',
    'describe',
    'newest',
    'issuesSince',
    'commentsSince',
    'deleteComment',
    'unassign',
    'reopen',
    'closer',
  ] as const;
  const methods = names.map((name) => {
    const method = (answers[name] ?? refuse(name)) as (...args: unknown[]) => Promise<unknown>;
    return [
      name,
      (...args: unknown[]) => {
        calls.push(
          [name, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '),
        );
        return method(...args);
      },
    ] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every method of the interface is in the list
  return { github: Object.fromEntries(methods) as unknown as GitHub, calls };
}
