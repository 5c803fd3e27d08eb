import { describe, expect, test } from '@jest/globals';
import { reportOf } from '../triage/build.ts';
import { hear, type Heard } from '../../src/app/events.ts';
import { all, COMMAND, example, type Payload, INSTALLATION, SELF, withAt } from './payloads.ts';

const hints = (heard: Heard) =>
  heard.kind === 'work' ? heard.works.map((work) => work.hint.kind) : [heard.kind];
const because = (heard: Heard) => (heard.kind === 'ignored' ? heard.because : heard.kind);
const meaning = (payload: Payload, name = 'issues') => {
  const heard = hear(name, payload, SELF);
  return heard.kind === 'work' ? heard.meaning : null;
};

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
    ['repository', 'privatized', ['repository-gone', 'survey']],
    ['repository', 'publicized', ['repository-gone', 'survey']],
    ['repository', 'renamed', ['files-changed']],
    ['installation', 'deleted', ['uninstalled']],
    ['installation', 'created', ['survey']],
    ['installation', 'unsuspend', ['resumed']],
    ['installation', 'new_permissions_accepted', ['resumed']],
    ['installation_repositories', 'added', ['survey']],
    ['star', 'created', ['ignored']],
    ['pull_request', 'opened', ['ignored']],
  ])('%s.%s', (name, action, expected) => {
    expect(hints(hear(name, example(name, action), null))).toEqual(expected);
  });

  test('an opened issue brings its number, its repository and its installation', () => {
    const payload = example('issues', 'opened');
    const { issue, repository } = payload as { issue: Payload; repository: Payload & { owner: Payload } };
    expect(hear('issues', payload, SELF)).toMatchObject({
      kind: 'work',
      works: [
        {
          repository: { id: repository['id'], owner: repository.owner['login'], name: repository['name'] },
          installation: 77,
          issue: issue['number'],
          hint: { kind: 'look', why: 'opened' },
        },
      ],
    });
  });

  test.each<[string, string, string, boolean]>([
    ['a report', 'It failed', reportOf(), true],
    ['a race that is only named', 'DATA RACE in the store', 'see the build', true],
    ['something else', 'It is slow', 'CANARY', false],
  ])('of an issue with %s the text is kept if it tells of a race', (_, title, text, isKept) => {
    const payload = example('issues', 'opened') as { issue: Payload };
    const heard = hear('issues', { ...payload, issue: { ...payload.issue, title, body: text } }, SELF);
    const kept = isKept ? { title, body: text } : { title: '', body: '' };
    expect(heard).toMatchObject({ works: [{ hint: { kind: 'look', ...kept } }] });
  });

  test.each<[unknown, string | undefined]>([
    ['https://github.com/acme/widgets', 'https://github.com'],
    ['https://git.acme.test/acme/widgets', 'https://git.acme.test'],
    ['https://acme.ghe.com/acme/widgets', 'https://acme.ghe.com'],
    ['javascript:alert(1)', undefined],
    ['no address', undefined],
    [7, undefined],
  ])('a page at %j is shown at %j', (page, webUrl) => {
    const payload = example('issues', 'opened') as { repository: Payload };
    const heard = hear('issues', { ...payload, repository: { ...payload.repository, html_url: page } }, SELF);
    expect(heard).toMatchObject({ kind: 'work', works: [{ hint: { kind: 'look' } }] });
    if (heard.kind === 'work') expect(heard.works[0]?.repository.webUrl).toBe(webUrl);
  });

  test('no example of any event, with and without its action, is more than it says', () => {
    for (const { name, payload } of all) {
      expect(['work', 'ignored', 'uninstalled', 'resumed']).toContain(hear(name, payload, SELF).kind);
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
    [
      'somebody else’s comment deleted',
      'issue_comment',
      example('issue_comment', 'deleted'),
      'neither ours nor a report',
    ],
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
    ['labels by path', [{ modified: ['.github/labeler.yml'] }], ['files-changed']],
    ['owners of a folder', [{ added: ['a/b/OWNERS'] }], ['files-changed']],
    ['what their aliases mean', [{ modified: ['OWNERS_ALIASES'] }], ['files-changed']],
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
