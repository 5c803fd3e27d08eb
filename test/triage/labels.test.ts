import { describe, expect, test } from '@jest/globals';
import { takenLabels, wantLabels } from '../../src/triage/labels.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { partLabels } from '../../src/triage/owners/part-label.ts';
import type { ModuleGuess } from '../../src/triage/types.ts';
import { configOf, factsOf, issueOf } from './build.ts';

function guess(change: Partial<ModuleGuess> = {}): ModuleGuess {
  return {
    name: 'store',
    confidence: 'high',
    labels: ['sig/store'],
    owners: [],
    because: ['why'],
    ...change,
  };
}

function names(modules: ModuleGuess[], yaml: string, existing: string[], taken: string[] | null = null) {
  const wanted = wantLabels({ verdict: 'new', modules, patterns: [] }, configOf(yaml), existing, taken);
  return wanted
    .filter(({ name }) => name !== 'race')
    .map(({ name, create }) => [name, create?.color ?? null]);
}

describe('module labels', () => {
  const yaml = 'modules: [{ name: store, paths: [store], labels: [{ name: sig/store, color: "0e8a16" }] }]';

  test.each<[string, ModuleGuess[], string, string[], [string, string | null][]]>([
    ['one that exists', [guess()], '', ['Sig/Store'], [['Sig/Store', null]]],
    ['one that does not exist is not made up', [guess()], '', ['bug'], []],
    ['a configured one may be created', [guess()], yaml, [], [['sig/store', '0e8a16']]],
    ['… unless nothing may', [guess()], `${yaml}\ncreateLabels: false`, [], []],
    ['none for a guess we are not sure of', [guess({ confidence: 'medium' })], yaml, ['sig/store'], []],
    [
      'of two thousand labels the right one',
      [guess()],
      '',
      [...many(2000), 'sig/store'],
      [['sig/store', null]],
    ],
  ])('%s', (_, modules, config, existing, expected) => {
    expect(names(modules, config, existing)).toEqual(expected);
  });

  test('once people decided, ours stay and none is added', () => {
    expect(names([guess()], '', ['sig/store', 'sig/api'], ['sig/api'])).toEqual([['sig/api', null]]);
  });
});

describe('whether people decided on the module', () => {
  const isPart = partLabels(configOf(''), factsOf(), ['acme.example/widgets/store']);

  test.each<[string, string[], string[], string[], string[] | null]>([
    ['nobody touched anything', [], [], [], null],
    ['only labels that name no part', ['race', 'type/bug'], ['race'], ['priority/high'], null],
    ['a part’s label that is not ours', ['sig/api'], [], [], []],
    ['a label called after a directory', ['Store'], [], [], []],
    ['ours alone', ['sig/store'], ['sig/store'], [], null],
    ['ours, and one of theirs', ['sig/store', 'area/api'], ['sig/store'], [], ['sig/store']],
    ['they took ours off', [], [], ['sig/store'], []],
    ['how it was met is no part', ['component/test', 'area/ci'], [], [], null],
  ])('%s', (_, labels, applied, handsOff, expected) => {
    const given = { issue: issueOf({ labels }), memory: { ...NO_MEMORY, applied, handsOff } };
    expect(takenLabels(given, isPart)).toEqual(expected);
  });
});

function many(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `label ${i}`);
}
