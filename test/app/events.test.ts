import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { hear, type Heard } from '../../src/app/events.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
/** Payloads that GitHub really sent, collected by others. */
const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
const SELF = { id: 4711, slug: 'race-triage' };
const INSTALLATION = { installation: { id: 77 } };

type Payload = Record<string, unknown>;
const all = EXAMPLES.flatMap(({ name, examples }) =>
  examples.map((payload) => ({ name, payload: { ...payload, ...INSTALLATION } as Payload })),
);
function example(name: string, action?: string): Payload {
  const found = all.find(
    (one) => one.name === name && (action === undefined || one.payload['action'] === action),
  );
  // Some actions nobody has collected: their payloads differ in the action only.
  const other = found ?? all.find((one) => one.name === name);
  if (!other) throw new Error(`there is no example of ${name}`);
  return structuredClone({ ...other.payload, ...(action === undefined ? {} : { action }) });
}
const hints = (heard: Heard) =>
  heard.kind === 'work' ? heard.works.map((work) => work.hint.kind) : [heard.kind];
const because = (heard: Heard) => (heard.kind === 'ignored' ? heard.because : heard.kind);
/** The example with something else at a path. */
function withAt(payload: Payload, path: string, value: unknown): Payload {
  const copy = structuredClone(payload);
  const keys = path.split('.');
  let at: Payload = copy;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Payload;
  at[keys.at(-1) ?? ''] = value;
  return copy;
}
const COMMAND = withAt(
  withAt(example('issue_comment', 'created'), 'comment.body', '/race rescan'),
  'issue.pull_request',
  undefined,
);

describe('what events mean', () => {
  test.each<[string, string | undefined, string[]]>([
    ['issues', 'opened', ['look']],
    ['issues', 'edited', ['look']],
    ['issues', 'closed', ['state']],
    ['issues', 'reopened', ['state']],
    ['issues', 'deleted', ['gone']],
    ['issues', 'transferred', ['gone']],
    ['issues', 'labeled', ['label']],
    ['issues', 'unlabeled', ['label']],
    ['issues', 'pinned', ['ignored']],
    ['issue_comment', 'deleted', ['comment-deleted']],
    ['issue_comment', 'edited', ['ignored']],
    ['label', 'created', ['labels-changed']],
    ['label', 'edited', ['labels-changed']],
    ['label', 'deleted', ['labels-changed']],
    ['repository', 'deleted', ['repository-gone']],
    ['repository', 'transferred', ['repository-gone']],
    ['repository', 'privatized', ['repository-gone']],
    ['repository', 'publicized', ['repository-gone']],
    ['installation', 'deleted', ['uninstalled']],
    ['installation', 'created', ['ignored']],
    ['star', 'created', ['ignored']],
    ['pull_request', 'opened', ['ignored']],
  ])('%s.%s', (name, action, expected) => {
    expect(hints(hear(name, example(name, action), null))).toEqual(expected);
  });

  test('an opened issue brings its text, its repository and its installation', () => {
    const payload = example('issues', 'opened');
    const { issue, repository } = payload as { issue: Payload; repository: Payload & { owner: Payload } };
    expect(hear('issues', payload, SELF)).toMatchObject({
      kind: 'work',
      works: [
        {
          repository: { id: repository['id'], owner: repository.owner['login'], name: repository['name'] },
          installation: 77,
          issue: issue['number'],
          hint: { kind: 'look', why: 'opened', title: issue['title'], body: issue['body'] },
        },
      ],
    });
  });

  test('no example of any event, with and without its action, is more than it says', () => {
    for (const { name, payload } of all) {
      expect(['work', 'ignored', 'uninstalled']).toContain(hear(name, payload, SELF).kind);
      expect(hear(`${name}.of_the_future`, payload, SELF).kind).toBe(
        payload['action'] === undefined
          ? 'ignored'
          : hear(name, { ...payload, action: 'of_the_future' }, SELF).kind,
      );
    }
    expect(hear('constructor', {}, SELF)).toMatchObject({ kind: 'ignored' });
  });

  test.each<[string, string, Payload, string]>([
    [
      'an issue event about a pull request',
      'issues',
      withAt(example('issues', 'opened'), 'issue.pull_request', {}),
      'pull request',
    ],
    [
      'a command on a pull request',
      'issue_comment',
      withAt(COMMAND, 'issue.pull_request', {}),
      'pull request',
    ],
    [
      'our own doing',
      'issues',
      withAt(example('issues', 'labeled'), 'sender', { login: 'race-triage[bot]' }),
      'our own doing',
    ],
    [
      'an edit of something else than the text',
      'issues',
      withAt(example('issues', 'edited'), 'changes', { milestone: {} }),
      'did not change',
    ],
    [
      'a comment without a command',
      'issue_comment',
      withAt(COMMAND, 'comment.body', 'say `/race help`'),
      'starts with /race',
    ],
    [
      'a command of a bot',
      'issue_comment',
      withAt(COMMAND, 'comment.user.type', 'Bot'),
      'bots give no commands',
    ],
    [
      'a command sent through an app',
      'issue_comment',
      withAt(COMMAND, 'comment.performed_via_github_app', { id: null }),
      'bots give no commands',
    ],
    ['somebody else’s comment deleted', 'issue_comment', example('issue_comment', 'deleted'), 'not ours'],
    [
      'no installation',
      'issues',
      withAt(example('issues', 'opened'), 'installation', null),
      'no installation',
    ],
    ['no repository', 'issues', withAt(example('issues', 'opened'), 'repository', null), 'no repository'],
    ['a push to another branch', 'push', withAt(example('push'), 'ref', 'refs/heads/other'), 'no file'],
  ])('%s is ignored', (_, name, payload, why) => {
    expect(because(hear(name, payload, SELF))).toContain(why);
  });

  test.each<[string, unknown, string[]]>([
    [
      'the configuration',
      [{ added: ['.github/race-triage.yml'], removed: [], modified: [] }],
      ['files-changed'],
    ],
    ['owners', [{ removed: ['docs/CODEOWNERS'] }], ['files-changed']],
    ['a module in some commit', [{}, { modified: ['a/go.mod'] }], ['files-changed']],
    ['other files', [{ added: ['x/not-CODEOWNERS', 'go.mod.txt'], modified: ['main.go'] }], ['ignored']],
    ['files it does not list', [], ['files-changed']],
  ])('a push of %s', (_, commits, expected) => {
    const payload = { ...example('push'), commits, ref: 'refs/heads/main' };
    expect(hints(hear('push', withAt(payload, 'repository.default_branch', 'main'), SELF))).toEqual(expected);
  });

  test('each repository taken away is work of its own', () => {
    const payload = { action: 'removed', ...INSTALLATION, repositories_removed: [{ id: 1 }, { id: 2 }] };
    const heard = hear('installation_repositories', payload, SELF);
    expect(heard).toMatchObject({
      works: [{ repository: { id: 1 }, issue: null }, { repository: { id: 2 } }],
    });
  });

  test('two happenings differ in their meaning, a redelivery does not', () => {
    const meaning = (payload: Payload, name = 'issues') => {
      const heard = hear(name, payload, SELF);
      return heard.kind === 'work' ? heard.meaning : null;
    };
    const labeled = example('issues', 'labeled');
    const others = [
      labeled,
      withAt(labeled, 'label.name', 'other'),
      withAt(labeled, 'label.name', 'a|b","c'),
      withAt(labeled, 'action', 'unlabeled'),
      withAt(labeled, 'issue.number', 99),
      withAt(labeled, 'issue.updated_at', '2030-01-01T00:00:00Z'),
      withAt(labeled, 'repository.id', 99),
    ].map((payload) => meaning(payload));
    expect(new Set(others).size).toBe(others.length);
    expect(meaning(structuredClone(labeled))).toBe(meaning(labeled));
  });
});

describe('payloads that are not what they should be', () => {
  /** Every path of a value, three levels deep. */
  function paths(value: unknown, depth = 3): string[] {
    if (typeof value !== 'object' || value === null || depth === 0) return [];
    return Object.entries(value).flatMap(([key, inner]) => [
      key,
      ...paths(inner, depth - 1).map((path) => `${key}.${path}`),
    ]);
  }
  const cases: [string, Payload][] = [
    ['issues', example('issues', 'opened')],
    ['issues', example('issues', 'labeled')],
    ['issue_comment', COMMAND],
    ['push', example('push')],
    ['installation_repositories', example('installation_repositories', 'removed')],
  ];
  /** Without these an event cannot be worked on; everything else may be missing. */
  const NEEDED =
    /^(?:action|installation(?:\.id)?|repository(?:\.(?:id|name|owner|owner\.login))?|issue(?:\.number)?)$/;

  test.each(cases)('%s: no field that is null, gone or of another type crashes it', (name, payload) => {
    const all_ = paths(payload);
    expect(all_.length).toBeGreaterThan(20);
    for (const path of all_) {
      for (const value of [null, undefined, 5, 'x', {}, []]) {
        const heard = hear(name, withAt(payload, path, value), SELF);
        expect([path, heard.kind]).toEqual([path, expect.stringMatching(/^(?:work|ignored)$/)]);
        if (
          name === 'issues' &&
          payload['action'] === 'opened' &&
          !NEEDED.test(path) &&
          !/pull_request|^sender/.test(path)
        ) {
          expect([path, heard.kind]).toEqual([path, 'work']);
        }
      }
    }
  });

  test.each([
    [null],
    [5],
    ['x'],
    [[]],
    [{}],
    [{ action: 5 }],
    [{ action: 'opened', ...INSTALLATION, issue: 'x' }],
  ])('%j is ignored', (body) => {
    expect(hear('issues', body, SELF).kind).toBe('ignored');
  });

  test('an issue without a text, of an account that is gone, is looked at', () => {
    const bare = withAt(withAt(example('issues', 'opened'), 'issue.body', null), 'issue.user', null);
    expect(hear('issues', bare, SELF)).toMatchObject({ works: [{ hint: { body: '' } }] });
  });
});
