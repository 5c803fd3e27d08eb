import { describe, expect, test } from '@jest/globals';
import { raceOptions } from '../../../src/triage/plan.ts';
import { dependenciesOf } from '../../../src/triage/owners/third-party.ts';
import { withHarness } from '../../../src/triage/harness.ts';
import { MODULE, REPOSITORY, reportOf, snapshotOf } from '../build.ts';

/** A report whose writer is in a module of others, as the module cache gives its place. */
function foreign(module: string, version = '@v1.2.3'): string {
  return reportOf({ write: 'PLACE.Put', read: 'store.Get' })
    .replaceAll(`${MODULE}/PLACE.Put`, `${module}/mem.Put`)
    .replaceAll('/src/widgets/PLACE/PLACE.go', `/root/go/pkg/mod/${module}${version}/mem/mem.go`);
}

function dependencies(body: string, yaml = '', here = REPOSITORY) {
  const snapshot = snapshotOf(body, { yaml });
  const options = withHarness(
    raceOptions([MODULE], snapshot.config),
    snapshot.races.map(({ report }) => report),
  );
  return dependenciesOf(snapshot.races, options, here);
}

describe('code of others that the memory belongs to', () => {
  test.each<[string, string, string | null]>([
    ['on github.com', 'github.com/other/lib', 'other/lib'],
    ['a later major version', 'github.com/other/lib/v2', 'other/lib'],
    ['another host, which may point anywhere', 'gopkg.in/yaml.v2', null],
    ['a name of dots, which would lead elsewhere', 'github.com/other/..', null],
  ])('%s', (_, module, repository) => {
    expect(dependencies(foreign(module))).toEqual([
      { module, version: 'v1.2.3', repository, sibling: false },
    ]);
  });

  test('each once, and none where all is our own', () => {
    const body = foreign('github.com/other/lib');
    expect(dependencies(`${body}\n\n${body}`)).toHaveLength(1);
    expect(dependencies(reportOf())).toEqual([]);
  });
});

describe('a sister repository', () => {
  const yaml = 'siblings: [github.com/acme/client, github.com/other/client]';
  const secret = { ...REPOSITORY, private: true };

  test.each<[string, string, typeof REPOSITORY, string | null]>([
    ['from a public repository', 'github.com/other/client', REPOSITORY, 'other/client'],
    ['of the same owner', 'github.com/acme/client', secret, 'acme/client'],
    ['of another owner, from a private one: not shown', 'github.com/other/client', secret, null],
  ])('%s', (_, module, here, repository) => {
    expect(dependencies(foreign(module), yaml, here)).toMatchObject([{ module, repository, sibling: true }]);
  });
});
