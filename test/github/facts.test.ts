import { describe, expect, test } from '@jest/globals';
import { readFacts } from '../../src/github/facts.ts';
import { repositoryRef } from '../contracts/values.ts';
import { scripted } from './calls.ts';

/** The facts of a repository with these files, and which of them were read. */
async function read(files: Record<string, string>, listed = true) {
  const { github, calls } = scripted({
    paths: () => Promise.resolve(listed ? Object.keys(files) : null),
    file: (path) => Promise.resolve(files[path] ?? null),
    labels: () => Promise.resolve(['bug']),
  });
  const facts = await readFacts(github, repositoryRef());
  return {
    facts,
    read: calls.filter((call) => call.startsWith('file ')).map((call) => call.slice(5)),
    calls,
  };
}

describe('what is read of a repository', () => {
  test('an empty one costs two calls', async () => {
    const { facts, calls } = await read({});
    expect(facts).toEqual({
      repository: repositoryRef(),
      config: null,
      codeowners: null,
      modules: [],
      labels: ['bug'],
    });
    expect(calls).toEqual(['paths', 'labels']);
  });

  test.each<[string, string[], string | null]>([
    ['.github wins', ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS'], '.github/CODEOWNERS'],
    ['the root comes before docs', ['docs/CODEOWNERS', 'CODEOWNERS'], 'CODEOWNERS'],
    ['docs is the last', ['docs/CODEOWNERS'], 'docs/CODEOWNERS'],
    ['anywhere else is nowhere', ['shop/CODEOWNERS', 'codeowners'], null],
  ])('CODEOWNERS: %s', async (_, paths, path) => {
    const { facts, read: files } = await read(
      Object.fromEntries(paths.map((one) => [one, `text of ${one}`])),
    );
    expect(facts.codeowners).toEqual(path && { path, text: `text of ${path}` });
    expect(files).toEqual(path === null ? [] : [path]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['longest first', { 'go.mod': 'module a.b/c\n', 'x/go.mod': 'module a.b/c/x\n' }, ['a.b/c/x', 'a.b/c']],
    ['each once', { 'go.mod': 'module a.b/c\n', 'x/go.mod': 'module a.b/c\n' }, ['a.b/c']],
    ['one without a name is left out', { 'go.mod': '// nothing\n' }, []],
    [
      'vendored, test data and hidden from the go tool',
      { 'vendor/x/go.mod': 'module v\n', 'a/testdata/go.mod': 'module t\n', '_x/go.mod': 'module u\n' },
      [],
    ],
    ['a file that only ends so is none', { 'cargo.mod': 'module c\n' }, []],
  ])('modules: %s', async (_, files, modules) => {
    expect((await read(files)).facts.modules).toEqual(modules);
  });

  test('of a hundred modules the eight nearest to the root are read: a first contact has 20 calls', async () => {
    const deep = Array.from({ length: 99 }, (_, i) => [`examples/e${i}/go.mod`, `module e${i}\n`]);
    const { read: files, calls } = await read({
      ...Object.fromEntries(deep),
      'go.mod': 'module root\n',
      CODEOWNERS: '',
      '.github/race-triage.yml': '',
    });
    expect(files.filter((file) => file.endsWith('go.mod'))).toHaveLength(8);
    expect(files).toContain('go.mod');
    expect(calls.length).toBeLessThanOrEqual(12);
  });

  test('where files may not be listed the well-known places are tried', async () => {
    const { facts, read: files } = await read({ 'go.mod': 'module a.b/c\n', CODEOWNERS: '* @acme' }, false);
    expect(facts).toMatchObject({ modules: ['a.b/c'], codeowners: { path: 'CODEOWNERS' }, config: null });
    expect(files).toEqual(['.github/race-triage.yml', '.github/CODEOWNERS', 'CODEOWNERS', 'go.mod']);
  });
});
