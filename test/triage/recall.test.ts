import { expect, test } from '@jest/globals';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import type { DatedAct } from '../../src/triage/owners/evidence.ts';
import { reclaimLabels } from '../../src/triage/recall.ts';

const act = (at: string, label: string, present: boolean, ours: boolean): DatedAct => ({
  label,
  present,
  by: { login: ours ? 'race-triage[bot]' : 'alice', bot: ours },
  at: `2026-01-01T00:00:0${at}Z`,
  ours,
});

test.each<[string, DatedAct[], string[]]>([
  ['we put it on: it is ours', [act('1', 'race', true, true)], ['race']],
  ['whatever the case of its letters', [act('1', 'Race', true, true)], ['race']],
  ['somebody else put it on: it is theirs', [act('1', 'race', true, false)], []],
  ['nobody did: it came with the issue', [], []],
  [
    'ours was taken off, and theirs put on',
    [act('3', 'race', true, false), act('2', 'race', false, false), act('1', 'race', true, true)],
    [],
  ],
])('a label that a lost try may have put on: %s', (_, acts, applied) => {
  const memory = { ...NO_MEMORY, before: ['race', 'P1'] };
  const found = reclaimLabels(memory, ['race', 'P1'], acts);
  expect(found.applied).toEqual(applied);
  expect(found.before).toEqual(applied.length > 0 ? ['P1'] : ['race', 'P1']);
});

test('a label that people touched stays theirs', () => {
  const memory = { ...NO_MEMORY, handsOff: ['race'] };
  expect(reclaimLabels(memory, ['race'], [act('1', 'race', true, true)])).toBe(memory);
});
