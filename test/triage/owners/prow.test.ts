import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import {
  expandAliases,
  findProwOwners,
  type OwnersFiles,
  prowProblems,
  readAliases,
  readOwnersFile,
} from '../../../src/triage/owners/prow.ts';

/** The files of a repository, by directory. */
function filesOf(texts: Record<string, string | null>, aliases = ''): OwnersFiles {
  const files = Object.entries(texts).map(([directory, text]) => [
    directory,
    text === null ? null : readOwnersFile(parse(text)),
  ]);
  return {
    directories: Object.keys(texts),
    files: Object.fromEntries(files),
    aliases: readAliases(parse(aliases)),
  };
}

/** https://www.kubernetes.dev/docs/guide/owners/ */
describe('whose a path is by OWNERS files', () => {
  const texts = {
    '': 'approvers: [root]\nfilters: {}\n',
    pkg: 'labels: [area/pkg]\napprovers: [alice]\n',
    'pkg/store': 'labels: [sig/store]\nreviewers: [bob]\n',
    'pkg/api': 'options:\n  no_parent_owners: true\napprovers: [carol]\n',
    'pkg/mixed': 'filters:\n  "\\\\.go$":\n    labels: [lang/go]\n  "^gen/":\n    labels: [generated]\n',
    'pkg/people': 'approvers: [sig-store, dave, Sig-Store]\nlabels: [sig/people]\n',
    'pkg/both': 'labels: [simple]\nfilters:\n  ".*":\n    labels: [filtered]\n',
  };
  const aliases = 'aliases:\n  sig-store:\n  - Erin\n  - frank\n';

  test.each<[string, string, string | null, string[], string[]]>([
    ['the nearest file with labels', 'pkg/store/a.go', 'pkg/store/OWNERS', ['sig/store'], ['@alice']],
    ['… also from further down', 'pkg/store/mem/a.go', 'pkg/store/OWNERS', ['sig/store'], ['@alice']],
    ['the one above where there is none', 'pkg/web/a.go', 'pkg/OWNERS', ['area/pkg'], ['@alice']],
    ['no_parent_owners: nobody above counts', 'pkg/api/a.go', null, [], []],
    ['no file has labels', 'cmd/a.go', null, [], []],
    ['a filter that fits', 'pkg/mixed/a.go', 'pkg/mixed/OWNERS', ['lang/go'], ['@alice']],
    ['two filters that fit', 'pkg/mixed/gen/a.go', 'pkg/mixed/OWNERS', ['lang/go', 'generated'], ['@alice']],
    ['no filter fits: the file above', 'pkg/mixed/a.c', 'pkg/OWNERS', ['area/pkg'], ['@alice']],
    [
      'an alias stands for its people, once',
      'pkg/people/a.go',
      'pkg/people/OWNERS',
      ['sig/people'],
      ['@Erin', '@frank', '@dave'],
    ],
    ['beside a simple part filters do not count', 'pkg/both/a.go', 'pkg/both/OWNERS', ['simple'], ['@alice']],
  ])('%s', (_, path, file, labels, owners) => {
    const found = findProwOwners(filesOf(texts, aliases), path);
    expect(found).toEqual(file && { file, labels, owners });
  });
});

test('where the nearest file was not read yet, nothing is said of those above', () => {
  const { files, ...rest } = filesOf({ '': 'labels: [everything]', a: 'labels: [sig/a]' });
  const known = { ...rest, files: { '': files[''] ?? null } };
  expect(findProwOwners(known, 'a/x.go')).toBeNull();
  expect(findProwOwners(known, 'b/x.go')?.labels).toEqual(['everything']);
});

describe('aliases', () => {
  const cyclic = { a: ['b', 'x'], b: ['c', 'A'], c: ['a', 'y'] };

  test.each<[string, string[], string[]]>([
    ['in a cycle add nobody twice', ['a'], ['y', 'x']],
    ['from anywhere in the cycle', ['c', 'b'], ['x', 'y']],
    ['that name themselves', ['self'], []],
    ['names that are no login are left out', ['bad name', '[x](y)', '@ok'], ['ok']],
    ['names of object members are people', ['constructor', 'toString'], ['constructor', 'toString']],
  ])('%s', (_, names, people) => {
    expect(expandAliases(names, { ...cyclic, self: ['self'] })).toEqual(people);
  });

  test('ten thousand in a row are followed', () => {
    const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, [`a${i + 1}`]]));
    expect(expandAliases(['a0'], chain)).toEqual(['a10000']);
  });

  test.each<[string, string]>([
    ['a list', '- a'],
    ['nothing', ''],
    ['aliases that are a text', 'aliases: x'],
  ])('%s holds none', (_, yaml) => {
    expect(readAliases(parse(yaml))).toEqual({});
  });
});

describe('a file that is not as it should be', () => {
  test.each<[string, unknown, string[]]>([
    ['a plain list of people, as other tools have it', 'alice', []],
    ['a list', ['alice'], ['it is a list, not a mapping']],
    ['labels that are numbers', { labels: [1] }, []],
    [
      'a filter nobody reads',
      { filters: { '(?i)x': { labels: ['a'] } } },
      ['the filter “(?i)x” is not understood'],
    ],
  ])('%s gives no labels', (_, value, problems) => {
    const file = readOwnersFile(value);
    expect(file.problems).toEqual(problems);
    expect(findProwOwners({ directories: [''], files: { '': file }, aliases: null }, 'a.go')).toBeNull();
  });

  test('is named with what is wrong, only for the paths below it', () => {
    const known = { ...filesOf({ '': '- alice', a: null, b: 'labels: [x]' }), aliases: null };
    expect(prowProblems(known, 'a/x.go')).toEqual([
      'a/OWNERS cannot be read',
      'OWNERS: it is a list, not a mapping',
    ]);
    expect(prowProblems(known, 'b/x.go')).toEqual(['OWNERS: it is a list, not a mapping']);
  });
});
