import { describe, expect, test } from '@jest/globals';
import { planTriage } from '../../src/triage/plan.ts';
import { aliasesFor, splitName } from '../../src/triage/moved.ts';
import type { MovedRace } from '../../src/triage/types.ts';
import { MODULE, reportOf, snapshotOf } from './build.ts';

test('a name is split where its package ends', () => {
  expect(splitName('github.com/o/r/store.DB.Put')).toEqual({
    path: 'github.com/o/r/store',
    tail: 'store.DB.Put',
  });
  expect(splitName('gopkg.in/check.v1.run{}').tail).toBe('check.v1.run{}');
  expect(splitName('main.work')).toEqual({ path: 'main', tail: 'main.work' });
  expect(splitName('nothing')).toEqual({ path: 'nothing', tail: 'nothing' });
});

describe('an alias is proposed', () => {
  const snapshot = (packages: [string, string], modules = [MODULE]) => {
    const moved: MovedRace[] = [{ race: 0, issue: 3, packages }];
    const report = reportOf({ write: 'core/store.Put', read: 'core/api.Get' });
    return snapshotOf(report, { moved, facts: { modules } });
  };
  const aliases = (...packages: [string, string]) =>
    aliasesFor(snapshot(packages)).map(({ from, to }) => `${from}: ${to}`);

  test.each<[string, [string, string], string[]]>([
    [
      'where one package moved',
      [`${MODULE}/core/api`, `${MODULE}/store`],
      [`${MODULE}/store: ${MODULE}/core/store`],
    ],
    [
      'where the folder of both moved',
      [`${MODULE}/old/api`, `${MODULE}/old/store`],
      [`${MODULE}/old: ${MODULE}/core`],
    ],
    [
      'where the module was renamed',
      ['github.com/old/w/core/api', 'github.com/old/w/core/store'],
      [`github.com/old/w: ${MODULE}`],
    ],
    ['where the two moved apart: no', [`${MODULE}/a/api`, `${MODULE}/b/store`], []],
  ])('%s', (_, packages, expected) => {
    // The leaves stand in the order of the report: the write first.
    const [read, write] = packages;
    expect(aliases(write, read)).toEqual(expected);
  });

  test('never for code of others', () => {
    const there = snapshot([`${MODULE}/store`, `${MODULE}/core/api`], ['github.com/else/where']);
    expect(aliasesFor(there)).toEqual([]);
  });

  test('and stands among the reasons', () => {
    const { because } = planTriage(snapshot([`${MODULE}/store`, `${MODULE}/core/api`]));
    expect(because).toContain(
      `the same functions raced in issue 3 in ${MODULE}/store: with the alias ${MODULE}/store: ${MODULE}/core/store they would be compared`,
    );
  });
});
