import { describe, expect, test } from '@jest/globals';
import { mayRule, rulingsIn } from '../../src/triage/recollect.ts';
import { REPOSITORY } from './build.ts';

const read = (body: string, role: string | null = 'write', isAuthor = false) => {
  const comment = { id: 5, body, by: { login: 'somebody', bot: false }, at: '2026-02-01T00:00:00Z' };
  return rulingsIn({ issue: 7, comment, isAuthor }, REPOSITORY, role);
};

describe('what an old comment ruled', () => {
  test.each<[string, object[]]>([
    ['/race duplicate #3', [{ kind: 'same', other: 3 }]],
    ['/race not-duplicate acme/widgets#3', [{ kind: 'different', other: 3 }]],
    ['/race duplicate other/widgets#3', []],
    ['Duplicate of #3', [{ kind: 'same', other: 3 }]],
    ['/race module store', [{ kind: 'module', module: 'store' }]],
    ['/race module none', [{ kind: 'module', module: null }]],
    ['/race ignore\n\n/race unignore', [{ ignore: true }, { ignore: false }]],
    ['/race rescan\n\n/race undo\n\n/race why\n\n/race help', []],
    ['I say /race ignore', []],
    ['/race nonsense', []],
  ])('%j', (body, expected) => {
    expect(read(body)).toMatchObject(expected);
    expect(read(body)).toHaveLength(expected.length);
    for (const ruling of read(body))
      expect(ruling).toMatchObject({ issue: 7, by: 'somebody', rights: 'triage', comment: 5 });
  });

  test('of an author holds as an author’s; of others nothing holds', () => {
    expect(read('/race not-duplicate #3', 'read', true)).toMatchObject([{ rights: 'author' }]);
    for (const body of ['/race duplicate #3', 'Duplicate of #3', '/race ignore'])
      expect(read(body, 'read', true)).toEqual([]);
    expect(read('/race not-duplicate #3', null)).toEqual([]);
  });

  test('nobody is asked about a comment that rules nothing', () => {
    expect(mayRule('Fixed, I think.', REPOSITORY)).toBe(false);
    expect(mayRule('/race dance', REPOSITORY)).toBe(false);
    expect(mayRule('/race ignore', REPOSITORY)).toBe(true);
    expect(mayRule('duplicate of #4', REPOSITORY)).toBe(true);
  });
});
