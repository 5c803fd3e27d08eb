import { describe, expect, test } from '@jest/globals';
import { CODEOWNERS_LIMIT, findOwners, parseCodeowners } from '../../../src/triage/owners/codeowners.ts';

function rulesOf(text: string) {
  return parseCodeowners(text).rules;
}

/** Examples and sentences of https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
describe('patterns', () => {
  test.each<[string, string, boolean]>([
    ['*', 'a.go', true],
    ['*', 'a/b/c.go', true],
    ['*.js', 'x.js', true],
    ['*.js', 'a/b/x.js', true],
    ['*.js', 'x.jsx', false],
    ['/build/logs/', 'build/logs/x', true],
    ['/build/logs/', 'build/logs/a/x', true],
    ['/build/logs/', 'a/build/logs/x', false],
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['apps/', 'apps/x', true],
    ['apps/', 'a/apps/x', true],
    ['apps/', 'a/apps', false],
    ['/docs/', 'docs/x', true],
    ['/docs/', 'a/docs/x', false],
    ['/scripts/', 'scripts/a/b', true],
    ['**/logs', 'build/logs', true],
    ['**/logs', 'scripts/logs/x', true],
    ['**/logs', 'deeply/nested/logs/x', true],
    ['**/logs', 'logs2/x', false],
    ['/apps/', 'apps/github/x', true],
    ['/apps/github', 'apps/github', true],
    ['/apps/github', 'apps/github/x', true],
    ['/apps/github', 'apps/github2/x', false],
    ['store/tikv', 'store/tikv/a.go', true],
    ['store/tikv', 'x/store/tikv/a.go', false],
    ['tikv', 'x/tikv/a.go', true],
    ['/a/**/z', 'a/z', true],
    ['/a/**/z', 'a/b/c/z', true],
    ['/a/**', 'a/b/c', true],
    ['a?.go', 'ab.go', true],
    ['a?.go', 'a/b.go', false],
    ['/A/', 'a/x', false],
    ['my\\ dir/x', 'my dir/x', true],
    ['/*.md', 'README.md', true],
    ['/*.md', 'docs/README.md', false],
    ['*_test.go', 'a/b_test.go', true],
  ])('%s on %s: %s', (pattern, path, matches) => {
    expect(findOwners(rulesOf(`${pattern} @acme/team`), path) !== null).toBe(matches);
  });

  test('many stars cost no time', () => {
    const rules = rulesOf(`${'*a'.repeat(400)}b @acme/team\n/${'**/'.repeat(200)}z @acme/team`);
    expect(findOwners(rules, 'a'.repeat(2000))).toBeNull();
    expect(findOwners(rules, `${'a/'.repeat(500)}y`)).toBeNull();
  });
});

describe('rules', () => {
  const text = [
    '# owners of everything',
    '*       @global-owner1 @global-owner2',
    '/executor/ @acme/execution docs@example.com # inline comment',
    '/executor/generated/',
    '!/secret @acme/team',
    '/[ab]/ @acme/team',
    '/broken not-an-owner',
    String.raw`\#x @acme/team`,
  ].join('\r\n');
  const rules = rulesOf(text);

  test('the last match wins', () => {
    expect(findOwners(rules, 'executor/a.go')).toEqual({
      pattern: '/executor/',
      owners: ['@acme/execution', 'docs@example.com'],
      line: 3,
    });
    expect(findOwners(rules, 'a.go')?.owners).toEqual(['@global-owner1', '@global-owner2']);
  });

  test('a rule without owners takes the owners away', () => {
    expect(findOwners(rules, 'executor/generated/a.go')?.owners).toEqual([]);
  });

  test('lines that GitHub calls invalid do not count', () => {
    expect(rules.map((rule) => rule.line)).toEqual([2, 3, 4]);
  });

  test('a file above 3 MB is ignored, as GitHub does', () => {
    expect(parseCodeowners(`* @acme/team\n${'#'.repeat(CODEOWNERS_LIMIT)}`)).toEqual({
      rules: [],
      problems: ['it is larger than 3 MB, and GitHub ignores it'],
    });
  });
});
