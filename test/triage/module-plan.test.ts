import { describe, expect, test } from '@jest/globals';
import { diff } from '../../src/triage/diff.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { planTriage } from '../../src/triage/plan.ts';
import { MODULE, reportOf, snapshotOf, type SnapshotChange } from './build.ts';

const BODY = reportOf({ write: 'store.Put', read: 'store.Get' });
const MODULES = 'modules: [{ name: store, paths: [store], owners: ["@ann", "@acme/store", "@bob"] }]';

describe('whom the issue is assigned to', () => {
  test.each<[string, SnapshotChange, string[] | null]>([
    ['nobody, unless the configuration asks', { yaml: MODULES }, null],
    ['the people of the module; a team cannot be', { yaml: `${MODULES}\nassign: owners` }, ['ann', 'bob']],
    [
      'nobody where somebody is assigned',
      { yaml: `${MODULES}\nassign: owners`, issue: { assignees: ['eve'] } },
      null,
    ],
    [
      'nobody a second time, whoever was taken off since',
      { yaml: `${MODULES}\nassign: owners`, memory: { ...NO_MEMORY, assigned: ['ann'] } },
      null,
    ],
    ['nobody where we only suggest', { yaml: `${MODULES}\nassign: owners`, ceiling: 'suggest' }, null],
    [
      'nobody whom only CODEOWNERS names',
      { yaml: 'assign: owners', facts: { codeowners: { path: 'CODEOWNERS', text: '* @ann' } } },
      null,
    ],
  ])('%s', (_, change, users) => {
    const snapshot = snapshotOf(BODY, change);
    const found = diff(planTriage(snapshot), snapshot).filter((effect) => effect.do === 'assign');
    expect(found).toEqual(users ? [{ do: 'assign', users }] : []);
  });

  test('nobody for a guess we are not sure of', () => {
    expect(planTriage(snapshotOf(reportOf(), { yaml: `${MODULES}\nassign: owners` })).assign).toBeUndefined();
  });
});

describe('what a plan says of owners', () => {
  test('the packages and files blamed, for those who come later', () => {
    expect(planTriage(snapshotOf(reportOf())).blamed).toEqual([
      `${MODULE}/store/store.go`,
      `${MODULE}/api/api.go`,
      `${MODULE}/worker/worker.go`,
    ]);
  });

  test('a label that people learned us is put on, and no more once they decided', () => {
    const precedents = [1, 2, 3].map((issue) => ({
      issue,
      labels: ['sig/store'],
      places: [`${MODULE}/store`, `${MODULE}/worker`],
    }));
    const facts = { labels: ['sig/store', 'sig/api', 'race'] };
    const names = (change: SnapshotChange) =>
      planTriage(snapshotOf(BODY, { precedents, facts, ...change })).labels.map(({ name }) => name);
    expect(names({})).toEqual(['race', 'sig/store']);
    expect(names({ issue: { labels: ['sig/api'] } })).toEqual(['race']);
    expect(names({ memory: { ...NO_MEMORY, handsOff: ['sig/store'] } })).toEqual(['race']);
  });

  test.each<[string, SnapshotChange['facts'], string]>([
    [
      'invalid lines of CODEOWNERS',
      { codeowners: { path: 'docs/CODEOWNERS', text: '* @acme/all\n!/x @acme/all\n/y nobody\n' } },
      'docs/CODEOWNERS: lines 2, 3 are not valid, and do not count',
    ],
    [
      'binary in place of CODEOWNERS',
      { codeowners: { path: 'CODEOWNERS', text: '\u0000\u0001' } },
      'CODEOWNERS: it is no text',
    ],
    [
      'a broken labeler.yml',
      { labeler: { path: '.github/labeler.yml', rules: [], problems: ['it is no YAML'] } },
      '.github/labeler.yml: it is no YAML',
    ],
    ['what the reader found', { problems: ['go.mod names no module'] }, 'go.mod names no module'],
    [
      'an OWNERS file above a blamed path',
      { owners: { directories: ['store'], files: { store: null }, aliases: {} } },
      'store/OWNERS cannot be read',
    ],
  ])('%s: the reason is given, and nothing breaks', (_, facts, because) => {
    const plan = planTriage(snapshotOf(BODY, { facts }));
    expect(plan.because).toContain(because);
    expect(plan.modules.map(({ name }) => name)).toEqual(['store']);
  });

  test('a hundred complaints are cut to a few', () => {
    const problems = Array.from({ length: 100 }, (_, i) => `problem ${i}`);
    const { because } = planTriage(snapshotOf(BODY, { facts: { problems } }));
    expect(because.at(-1)).toBe('… and 95 more problems of such files');
    expect(because.length).toBeLessThan(10);
  });
});
