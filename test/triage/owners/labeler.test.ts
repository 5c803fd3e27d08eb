import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { labelsOf, readLabeler } from '../../../src/triage/owners/labeler.ts';

/** Examples of https://github.com/actions/labeler/blob/v4/README.md and https://github.com/actions/labeler/blob/v5/README.md */
describe('what a change of one file earns', () => {
  const V4 = `
label1:
  - example1/**/*
label2: example2/*
both:
  - any: ['src/**/*', '!src/docs/*']
  - lib/**
strict:
  - any: ['web/**']
    all: ['!web/vendor/**']
`;
  const V5 = `
Any:
  - changed-files:
      - any-glob-to-any-file: '**'
AnyRoot:
  - changed-files:
      - any-glob-to-any-file: '*'
Documentation:
  - changed-files:
      - any-glob-to-any-file: ['docs/*', 'guides/*']
source:
  - all:
      - changed-files:
          - any-glob-to-any-file: 'src/**/*'
          - all-globs-to-all-files: ['!src/docs/*']
frontend:
  - any:
      - changed-files:
          - any-glob-to-any-file: ['web/**']
      - head-branch: ['^web']
release:
  - base-branch: 'main'
guarded:
  - all:
      - changed-files:
          - any-glob-to-any-file: 'api/**'
      - base-branch: 'release/.*'
two:
  - changed-files:
      - any-glob-to-any-file: 'both/**'
  - any:
      - changed-files:
          - any-glob-to-any-file: '**/*.go'
short:
  - changed-files: ['short/*']
changed-files-labels-limit: 3
`;
  test.each<[string, string, string, string[]]>([
    ['v4: below a folder', V4, 'example1/a/b.go', ['label1']],
    ['v4: one glob without a list', V4, 'example2/a.go', ['label2']],
    ['v4: a star stays in one folder', V4, 'example2/a/b.go', []],
    ['v4: of the globs in one object all must match', V4, 'src/docs/a.go', []],
    ['v4: … and then it counts', V4, 'src/a.go', ['both']],
    ['v4: of the items one suffices', V4, 'lib/a.go', ['both']],
    ['v4: any and all of one object must both hold', V4, 'web/vendor/a.go', []],
    ['v4: … and then they count', V4, 'web/a.go', ['strict']],
    ['v5: everywhere, and at the root', V5, 'a.go', ['Any', 'AnyRoot']],
    ['v5: a list of globs', V5, 'guides/a.md', ['Any', 'Documentation']],
    ['v5: all of them, negated', V5, 'src/docs/a.go', ['Any']],
    ['v5: all of them hold', V5, 'src/x/a.go', ['Any', 'source']],
    ['v5: a branch beside an alternative is left out', V5, 'web/a.ts', ['Any', 'frontend']],
    ['v5: a branch that is required never holds', V5, 'api/a.go', ['Any']],
    ['v5: two items must both hold', V5, 'both/a.go', ['Any', 'two']],
    ['v5: … one alone does not', V5, 'both/a.txt', ['Any']],
    ['v5: globs right in changed-files', V5, 'short/a.go', ['Any', 'short']],
  ])('%s', (_, yaml, path, labels) => {
    const labeler = readLabeler(parse(yaml));
    expect(labeler.problems).toEqual([]);
    expect(labelsOf(labeler, path)).toEqual(labels);
  });
});

describe('a file that is not as it should be', () => {
  test.each<[string, unknown, string[]]>([
    ['a list', ['a'], ['it is not a mapping of labels']],
    ['nothing', null, ['it is not a mapping of labels']],
    ['an entry that is a number', { a: 1, b: 'b/**' }, ['its entry “a” cannot be read']],
    ['an entry that is nothing', { a: null }, ['its entry “a” cannot be read']],
    ['a glob that is a number', { a: [{ any: ['x', 1] }] }, ['its entry “a” cannot be read']],
    [
      'an unknown key under changed-files',
      { a: [{ 'changed-files': [{ 'no-glob': 'x' }] }] },
      ['its entry “a” cannot be read'],
    ],
    ['a glob nobody reads', { a: '+(b|c)' }, ['the glob “+(b|c)” of “a” is not understood']],
  ])('%s', (_, value, problems) => {
    expect(readLabeler(value).problems).toEqual(problems);
  });

  test('what can be read of it still counts', () => {
    const labeler = readLabeler({ a: 1, b: 'b/**', c: ['+(c|d)', 'c/**'] });
    expect(labelsOf(labeler, 'b/x.go')).toEqual(['b']);
    expect(labelsOf(labeler, 'c/x.go')).toEqual(['c']);
  });

  test('of six hundred labels the first five hundred are read, and it says so', () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`l${i}`, `d${i}/**`]));
    const labeler = readLabeler(many);
    expect(labelsOf(labeler, 'd499/a')).toEqual(['l499']);
    expect(labelsOf(labeler, 'd500/a')).toEqual([]);
    expect(labeler.problems).toEqual(['it has more than 500 labels']);
  });
});
