import { describe, expect, test } from '@jest/globals';
import { readFacts } from '../../src/github/facts.ts';
import { readOwners } from '../../src/github/owner-files.ts';
import { repositoryRef } from '../contracts/values.ts';
import type { RepositoryFacts } from '../../src/triage/types.ts';
import { blobOf } from '../fake-github/file-acts.ts';
import { scripted } from './calls.ts';

type Files = Readonly<Record<string, string>>;

const treeOf = (files: Files) => new Map(Object.entries(files).map(([path, text]) => [path, blobOf(text)]));

/** The facts of a repository with these files, and which of them were read. */
async function read(files: Files, listed = true, before: RepositoryFacts | null = null) {
  const { github, calls } = scripted({
    tree: () => Promise.resolve(listed ? treeOf(files) : null),
    file: (path) => Promise.resolve(files[path] ?? null),
    labels: () => Promise.resolve(['bug']),
  });
  const facts = await readFacts(github, repositoryRef(), before);
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
    expect(calls).toEqual(['tree', 'labels']);
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
    expect(files).toEqual([
      '.github/race-triage.yml',
      '.github/CODEOWNERS',
      'CODEOWNERS',
      '.github/labeler.yml',
      'go.mod',
    ]);
  });

  test('each module keeps the directory it lies in', async () => {
    const { facts } = await read({ 'go.mod': 'module a.b/c\n', 'tools/x/go.mod': 'module a.b/c/tools\n' });
    expect(facts.directories).toEqual({ 'a.b/c/tools': 'tools/x' });
  });

  test('labeler.yml, read into rules', async () => {
    const { facts } = await read({ '.github/labeler.yml': 'sig/store:\n- store/**\n' });
    expect(facts.labeler).toEqual({
      path: '.github/labeler.yml',
      rules: [{ label: 'sig/store', conditions: [[{ every: false, globs: ['store/**'] }]] }],
      problems: [],
    });
  });

  test('which OWNERS files there are, none of them read; vendored ones belong to others', async () => {
    const { facts, read: files } = await read({ OWNERS: '', 'a/b/OWNERS': '', 'vendor/x/OWNERS': '' });
    expect(facts.owners).toEqual({ directories: ['', 'a/b'], files: {}, aliases: {} });
    expect(files).toEqual([]);
  });

  test('where there are OWNERS files, calls are left for them', async () => {
    const modules = Array.from({ length: 9 }, (_, i) => [`m${i}/go.mod`, `module m${i}\n`]);
    const { read: files } = await read({ ...Object.fromEntries(modules), OWNERS: '' });
    expect(files).toHaveLength(5);
  });
});

describe('files that are not as they should be', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['a go.mod without a module', { 'go.mod': '\u0000\u0001' }, ['go.mod names no module']],
    [
      'CODEOWNERS above 3 MB is not even kept',
      { CODEOWNERS: `* @acme/all\n${'#'.repeat(3 * 1024 * 1024)}` },
      ['CODEOWNERS: it is larger than 3 MB, and GitHub ignores it'],
    ],
  ])('%s', async (_, files, problems) => {
    const { facts } = await read(files);
    expect(facts).toMatchObject({ problems, codeowners: null, modules: [] });
  });

  test('CODEOWNERS that is there and cannot be read: GitHub looks no further', async () => {
    const { github } = scripted({
      tree: () => Promise.resolve(treeOf({ '.github/CODEOWNERS': '', CODEOWNERS: '' })),
      file: (path) => Promise.resolve(path === 'CODEOWNERS' ? '* @acme/all' : null),
      labels: () => Promise.resolve([]),
    });
    expect(await readFacts(github, repositoryRef())).toMatchObject({
      codeowners: null,
      problems: ['.github/CODEOWNERS cannot be read: it is too large, or not a file'],
    });
  });

  test.each<[string, string, RegExp]>([
    ['broken YAML', 'a: [', /^it is no YAML \(.*\)$/],
    ['a list', '- a', /^it is not a mapping of labels$/],
    ['aliases that grow without end', `a: &a [x]\n${'b: [*a, *a, *a]\n'.repeat(60)}`, /^it is no YAML/],
  ])('labeler.yml: %s', async (_, text, problem) => {
    const { facts } = await read({ '.github/labeler.yml': text });
    expect(facts.labeler?.rules).toEqual([]);
    expect(facts.labeler?.problems.join()).toMatch(problem);
  });
});

describe('OWNERS files are read when a race needs them', () => {
  const FILES: Record<string, string> = {
    OWNERS: 'approvers: [root]',
    'a/OWNERS': 'labels: [sig/a]\napprovers: [a-team]',
    'a/b/OWNERS': 'reviewers: [bob]',
    'c/OWNERS': 'labels: [sig/c',
    'd/OWNERS': 'options: { no_parent_owners: true }',
    OWNERS_ALIASES: 'aliases: { a-team: [ann, a-team] }',
  };

  async function readFor(paths: string[], again = false) {
    const { github, calls } = scripted({
      tree: () => Promise.resolve(treeOf(FILES)),
      file: (path) => Promise.resolve(FILES[path] ?? null),
      labels: () => Promise.resolve([]),
    });
    const before = await readFacts(github, repositoryRef());
    const first = await readOwners(github, before, paths);
    const known = again ? await readOwners(github, first, paths) : first;
    return { known, read: calls.filter((call) => call.startsWith('file ')).map((call) => call.slice(5)) };
  }

  test.each<[string, string[], string[]]>([
    [
      'the nearest, then those above until one has labels, then the aliases of its people',
      ['a/b/x.go'],
      ['a/b/OWNERS', 'a/OWNERS', 'OWNERS_ALIASES'],
    ],
    ['nobody above a file that says so', ['d/x.go'], ['d/OWNERS']],
    ['none for a race elsewhere but the root’s', ['e/x.go'], ['OWNERS', 'OWNERS_ALIASES']],
    ['three at once', ['c/x.go', 'a/b/x.go', 'd/x.go'], ['c/OWNERS', 'OWNERS', 'OWNERS_ALIASES']],
  ])('%s', async (_, paths, expected) => {
    expect((await readFor(paths)).read).toEqual(expected);
  });

  test('the next look goes on from there, and then asks no more', async () => {
    const { read: files } = await readFor(['c/x.go', 'a/b/x.go', 'd/x.go'], true);
    expect(files.slice(3)).toEqual(['a/b/OWNERS', 'a/OWNERS', 'd/OWNERS']);
    expect((await readFor(['a/b/x.go'], true)).read).toHaveLength(3);
  });

  test('what is wrong with one is kept with it', async () => {
    const { known } = await readFor(['c/x.go']);
    expect(known.owners?.files['c']?.problems.join()).toMatch(/^it is no YAML/);
  });
});

describe('what is read a second time', () => {
  const FILES: Files = {
    '.github/race-triage.yml': 'mode: observe\n',
    '.github/CODEOWNERS': '* @acme/ünï\r\n',
    '.github/labeler.yml': 'sig/store:\n- store/**\n',
    'go.mod': 'module a.b/c\n',
    'x/go.mod': 'module a.b/c/x\n',
    OWNERS: 'approvers: [team]',
    'x/OWNERS': 'labels: [sig/x]',
    OWNERS_ALIASES: 'aliases: { team: [ann] }',
  };

  /** The facts of these files, with the OWNERS files that races so far needed. */
  async function known(): Promise<RepositoryFacts> {
    const { github } = scripted({ file: (path) => Promise.resolve(FILES[path] ?? null) });
    return await readOwners(github, (await read(FILES)).facts, ['x/y.go', 'z.go']);
  }
  const NO_MAPPING = 'it is not a mapping of labels';
  const without = (path: string) => Object.fromEntries(Object.entries(FILES).filter(([one]) => one !== path));

  test('nothing where nothing changed, and the facts are the same', async () => {
    const before = await known();
    const { facts, calls } = await read(FILES, true, before);
    expect(calls).toEqual(['tree', 'labels']);
    expect(facts).toEqual(before);
    expect(Object.keys(facts.read?.blobs ?? {}).sort()).toEqual(Object.keys(FILES).sort());
  });

  test.each<[string, string, Partial<RepositoryFacts>]>([
    ['.github/race-triage.yml', 'mode: act\n', { config: 'mode: act\n' }],
    ['.github/CODEOWNERS', '* @acme/b', { codeowners: { path: '.github/CODEOWNERS', text: '* @acme/b' } }],
    [
      '.github/labeler.yml',
      'a',
      { labeler: { path: '.github/labeler.yml', rules: [], problems: [NO_MAPPING] } },
    ],
    ['go.mod', 'module new\n', { modules: ['a.b/c/x', 'new'] }],
    ['x/go.mod', 'module new\n', { modules: ['a.b/c', 'new'], directories: { new: 'x' } }],
  ])('only %s where only that changed', async (path, text, changed) => {
    const { facts, read: files } = await read({ ...FILES, [path]: text }, true, await known());
    expect(files).toEqual([path]);
    expect(facts).toMatchObject(changed);
  });

  test.each(['OWNERS', 'x/OWNERS', 'OWNERS_ALIASES'])(
    '%s that changed is read when a race needs it again',
    async (path) => {
      const files = { ...FILES, [path]: `${FILES[path] ?? ''} # new` };
      const { facts, read: now } = await read(files, true, await known());
      const { github, calls } = scripted({ file: () => Promise.resolve(files[path] ?? null) });
      await readOwners(github, facts, ['x/y.go', 'z.go']);
      expect([now, calls]).toEqual([[], [`file ${path}`]]);
    },
  );

  test.each<[string, Partial<RepositoryFacts>]>([
    ['.github/race-triage.yml', { config: null }],
    ['.github/CODEOWNERS', { codeowners: null }],
    ['x/go.mod', { modules: ['a.b/c'] }],
    ['go.mod', { modules: ['a.b/c/x'] }],
  ])('nothing where %s is gone, and it is not remembered', async (path, left) => {
    const { facts, read: files } = await read(without(path), true, await known());
    expect(files).toEqual([]);
    expect(facts).toMatchObject(left);
    expect(facts.read?.blobs).not.toHaveProperty([path]);
  });

  test('all of it where files may not be listed, and what an older version made of them', async () => {
    const before = await known();
    expect((await read(FILES, false, before)).read).toContain('go.mod');
    const older = { ...before, read: { by: 0, blobs: before.read?.blobs ?? {} } };
    expect((await read(FILES, true, older)).read).toHaveLength(5);
  });

  test('a link again, whatever it points to: the listing has the link’s own content', async () => {
    const { github, calls } = scripted({
      tree: () => Promise.resolve(new Map([['CODEOWNERS', blobOf('teams/OWNERS')]])),
      file: () => Promise.resolve('* @acme/all'),
      labels: () => Promise.resolve([]),
    });
    await readFacts(github, repositoryRef(), await readFacts(github, repositoryRef()));
    expect(calls.filter((call) => call === 'file CODEOWNERS')).toHaveLength(2);
  });
});
