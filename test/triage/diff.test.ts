import { describe, expect, test } from '@jest/globals';
import { diff } from '../../src/triage/diff.ts';
import { commentDigest } from '../../src/triage/marker.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { planTriage } from '../../src/triage/plan.ts';
import type { Effect, IssueMemory, Snapshot, TriagePlan, WantedLabel } from '../../src/triage/types.ts';
import { reportOf, snapshotOf } from './build.ts';

const plan = planTriage(snapshotOf(reportOf(), { facts: { labels: ['race'] } }));

describe('labels: wanted, present, put on by us, touched by people', () => {
  const rows: [string, string[], string[], Partial<IssueMemory>, Effect[]][] = [
    ['a wanted label that is missing is added', ['race'], [], {}, [{ do: 'add-labels', labels: ['race'] }]],
    ['one that is there is not', ['race'], ['race'], {}, []],
    ['letter case makes no other label', ['race'], ['RACE'], {}, []],
    ['one that a person took off stays off', ['race'], [], { handsOff: ['race'] }, []],
    [
      'one that we put on and no longer want goes',
      [],
      ['race'],
      { applied: ['race'] },
      [{ do: 'remove-label', label: 'race' }],
    ],
    ['one that we never put on stays', [], ['race'], {}, []],
    ['one that a person made theirs stays', [], ['race'], { handsOff: ['race'] }, []],
    ['one of ours that is gone already is not removed again', [], [], { applied: ['race'] }, []],
    [
      'all missing ones go in one call',
      ['race', 'x'],
      ['y'],
      {},
      [{ do: 'add-labels', labels: ['race', 'x'] }],
    ],
  ];
  test.each(rows)('%s', (_, wanted, present, memory, effects) => {
    const snapshot = snapshotOf('', { issue: { labels: present }, memory: { ...NO_MEMORY, ...memory } });
    expect(diff({ ...plan, comment: null, labels: wanted.map(wish) }, snapshot)).toEqual(effects);
  });

  test('a label that does not exist is made before it is put on', () => {
    const create = { color: 'b60205', description: 'A data race' };
    expect(diff({ ...plan, comment: null, labels: [{ ...wish('race'), create }] }, snapshotOf(''))).toEqual([
      { do: 'create-label', name: 'race', ...create },
      { do: 'add-labels', labels: ['race'] },
    ]);
  });

  test('an issue with a hundred labels gets none, and the plan says so: GitHub would refuse', () => {
    const labels = Array.from({ length: 100 }, (_, i) => `l${i}`);
    const full = snapshotOf(reportOf(), { issue: { labels } });
    expect(diff({ ...planTriage(full), comment: null }, full)).toEqual([]);
    expect(planTriage(full).because).toContain('no room for the label race: the issue has 100');
  });

  test('a label that GitHub dropped is asked for again only when a person asks', () => {
    const memory = { ...NO_MEMORY, dropped: ['race'] };
    const dropped = snapshotOf(reportOf(), { memory });
    expect(diff({ ...planTriage(dropped), comment: null }, dropped)).toEqual([]);
    expect(planTriage(dropped).because).toContain(
      'GitHub did not put on the label race; the app may lack the right',
    );
    const asked = {
      comment: { id: 1, body: '', by: { login: 'm', bot: false }, at: '' },
      readings: [],
      role: null,
      isAuthor: false,
    };
    expect(diff({ ...plan, comment: null }, { ...dropped, asked })).toEqual([
      { do: 'add-labels', labels: ['race'] },
    ]);
  });
});

describe('the comment', () => {
  test('of an older version is left alone, until something else changes: then it tells the newer one', () => {
    const by = (version: string, body = reportOf(), memory = NO_MEMORY) =>
      snapshotOf(body, { version, memory, issue: { labels: ['race'] } });
    const effectsOf = (snapshot: Snapshot) => diff(planTriage(snapshot), snapshot);
    const [first] = effectsOf(by('1.9.0'));
    if (first?.do !== 'create-comment') throw new Error('the first look must write');
    expect(first.body).toContain(' · race-triage 1.9.0</sub>');
    const memory = { ...NO_MEMORY, comment: { id: 1, digest: first.digest } };
    expect(effectsOf(by('2.0.0-rc.1+build', undefined, memory))).toEqual([]);
    const other = reportOf({ write: 'store.(*Cache).Drop' });
    expect(effectsOf(by('2.0.0-rc.1+build', other, memory))).toMatchObject([
      { do: 'update-comment', body: expect.stringContaining(' · race-triage 2.0.0-rc.1+build</sub>') },
    ]);
  });

  const digest = commentDigest('hello');
  const rows: [string, string | null, Partial<IssueMemory>, string[]][] = [
    ['none is wanted, none is there', null, {}, []],
    ['the first is written', 'hello', {}, ['create-comment']],
    ['an equal one is left alone', 'hello', { comment: { id: 1, digest } }, []],
    ['equal up to line ends and trailing blanks', 'hello  \r\n', { comment: { id: 1, digest } }, []],
    ['another text edits it in place', 'hi', { comment: { id: 1, digest } }, ['update-comment']],
    ['one that a person deleted is not written again', 'hello', { commentRefused: true }, []],
    ['none is wanted: what is there stays', null, { comment: { id: 1, digest } }, []],
  ];
  test.each(rows)('%s', (_, comment, memory, expected) => {
    const snapshot = snapshotOf('', { memory: { ...NO_MEMORY, ...memory } });
    expect(diff({ ...plan, labels: [], comment }, snapshot).map((effect) => effect.do)).toEqual(expected);
  });
});

describe('the mode', () => {
  test.each<[TriagePlan['mode'], string[]]>([
    ['act', ['add-labels', 'create-comment']],
    ['suggest', ['create-comment']],
    ['observe', []],
    ['off', []],
  ])('%s does %j', (mode, effects) => {
    expect(diff({ ...plan, mode }, snapshotOf(reportOf())).map((effect) => effect.do)).toEqual(effects);
  });
});

function wish(name: string): WantedLabel {
  return { name, because: 'a test', confidence: 'high', create: null };
}
