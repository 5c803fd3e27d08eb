import { describe, expect, test } from '@jest/globals';
import {
  type DatedAct,
  evidenceFrom,
  type LabelAct,
  labelsOfPeople,
  noteLabel,
} from '../../../src/triage/owners/evidence.ts';

const ANN = { login: 'ann', bot: false };
const BOT = { login: 'prow[bot]', bot: true };

function put(label: string, by = ANN): LabelAct {
  return { label, present: true, by };
}

function take(label: string, by = ANN): LabelAct {
  return { label, present: false, by };
}

describe('which labels are people’s word', () => {
  test.each<[string, string[], LabelAct[], string[], string[]]>([
    ['what a person put on', [], [put('sig/a')], ['sig/a'], ['sig/a']],
    ['… and took off again', [], [put('sig/a'), take('SIG/A')], [], []],
    ['… once, however often', [], [put('sig/a'), put('Sig/A')], ['Sig/A'], ['Sig/A']],
    ['what stood there at the opening is an issue form’s', ['sig/a'], [put('sig/a')], [], []],
    [
      '… until somebody takes it off and puts it back',
      ['sig/a'],
      [take('sig/a'), put('sig/a')],
      ['sig/a'],
      ['sig/a'],
    ],
    ['what a bot put on counts once the issue was closed with it', [], [put('sig/a', BOT)], [], ['sig/a']],
    ['… not if a person took it off', [], [put('sig/a', BOT), take('sig/a')], [], []],
    ['what a person confirms is a person’s', [], [put('sig/a', BOT), put('sig/a')], ['sig/a'], ['sig/a']],
  ])('%s', (_, before, acts, open, closed) => {
    const memory = acts.reduce((known, act) => noteLabel(known, act), { before });
    expect(labelsOfPeople(memory, 'open')).toEqual(open);
    expect(labelsOfPeople(memory, 'closed')).toEqual(closed);
  });
});

describe('the same from GitHub’s own record, where the store is new', () => {
  const CREATED = '2026-02-01T12:00:00Z';
  const act = (at: string, one: LabelAct, ours = false): DatedAct => ({ ...one, at, ours });

  test.each<[string, DatedAct[], string[]]>([
    ['a label put on later', [act('2026-02-01T13:00:00Z', put('sig/a'))], ['sig/a']],
    ['one put on with the issue', [act('2026-02-01T12:00:01Z', put('sig/a'))], []],
    ['one of ours', [act('2026-02-01T13:00:00Z', put('sig/a'), true)], []],
    [
      'acts in any order',
      [act('2026-02-01T14:00:00Z', take('sig/a')), act('2026-02-01T13:00:00Z', put('sig/a'))],
      [],
    ],
    [
      'one of the form, taken off and put back',
      [
        act('2026-02-01T12:00:01Z', put('sig/a')),
        act('2026-02-01T13:00:00Z', take('sig/a')),
        act('2026-02-01T14:00:00Z', put('sig/a')),
      ],
      ['sig/a'],
    ],
  ])('%s', (_, acts, labels) => {
    expect(labelsOfPeople(evidenceFrom(acts, CREATED), 'open')).toEqual(labels);
  });
});
