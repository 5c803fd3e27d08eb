import { describe, expect, test } from '@jest/globals';
import { guessModules } from '../../src/triage/module.ts';
import { configOf, factsOf, MODULE, reportOf, snapshotOf } from './build.ts';

interface Case {
  readonly body?: string;
  readonly yaml?: string;
  readonly codeowners?: string;
}

function guess({ body = reportOf(), yaml = '', codeowners }: Case) {
  const facts = factsOf({
    codeowners: codeowners === undefined ? null : { path: 'CODEOWNERS', text: codeowners },
  });
  return guessModules(snapshotOf(body).races, {
    config: configOf(yaml),
    facts,
    options: { modules: [MODULE] },
  });
}

describe('which module', () => {
  test.each<[string, Case, [string, string][]]>([
    [
      'both sides in one package: high',
      { body: reportOf({ write: 'store.Put', read: 'store.Get' }) },
      [['store', 'high']],
    ],
    ['two packages: both, the writer first', {}, [['store', 'medium']]],
    [
      'the configuration joins packages',
      { yaml: 'modules: [{ name: data, paths: [store, api] }]' },
      [['data', 'high']],
    ],
    [
      'the first module that fits counts',
      { yaml: 'modules: [{ name: all, paths: ["**"] }, { name: data, paths: [store] }]' },
      [['all', 'high']],
    ],
    [
      'a leading pkg/ says nothing',
      { body: reportOf({ write: 'pkg/store.Put', read: 'pkg/store.Get' }) },
      [['store', 'high']],
    ],
    ['no report', { body: 'hello' }, []],
  ])('%s', (_, given, expected) => {
    expect(guess(given).map(({ name, confidence }) => [name, confidence])).toEqual(expected);
  });

  test('owners come from CODEOWNERS, the last match', () => {
    const body = reportOf({ write: 'store.Put', read: 'store.Get' });
    const [first] = guess({ body, codeowners: '* @acme/all\n/store/ @acme/store\n' });
    expect(first?.owners).toEqual(['@acme/store']);
    expect(first?.because.at(-1)).toBe('line 2 of CODEOWNERS names the owners of `store/store.go`');
  });

  test('code of others never owns: the nearest code of the repository does', () => {
    const body = reportOf({ write: 'store.Put', read: 'store.Get' })
      .replaceAll(`${MODULE}/store.Put`, 'github.com/other/lib.Put')
      .replaceAll(`${MODULE}/store.Get`, 'github.com/other/lib.Get');
    expect(guess({ body }).map(({ name }) => name)).toEqual(['worker']);
  });

  test('a race between tests belongs to what is tested', () => {
    const body = reportOf({ write: 'store_test.TestA', read: 'store_test.TestB' }).replaceAll(
      'worker.Run',
      'store_test.TestMain',
    );
    expect(guess({ body }).map(({ name }) => name)).toEqual(['store']);
  });
});

test('a guess says which frame and which rule decided', () => {
  const [first] = guess({ body: reportOf({ write: 'store.Put', read: 'store.Get' }) });
  expect(first?.because).toEqual([
    '`store.Put` writes the memory (and 1 more frame)',
    '`store/store.go` lies there',
  ]);
});
