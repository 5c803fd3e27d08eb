import { describe, expect, test } from '@jest/globals';
import { parseCommands } from '../../src/commands/parse.ts';
import { planTriage } from '../../src/triage/plan.ts';
import { reportOf, sightingOf, type SnapshotChange, snapshotOf } from './build.ts';

function comment(body: string, change: SnapshotChange = {}): string {
  return planTriage(snapshotOf(body, change)).comment ?? '';
}

/** What stands before the first fold. */
function visible(text: string): string[] {
  return (text.split('<details>')[0] ?? '').split('\n').filter((line) => line !== '');
}

const CLOSED = { state: 'closed', closedAt: '2026-01-15T00:00:00Z' } as const;

test('one race: what raced, what is known, whose it is', () => {
  expect(visible(comment(reportOf({ read: 'store.(*Cache).Get' })))).toEqual([
    '**Data race**: a write in `store.(*Cache).Put` (`store/store.go:12`) collides with a read in `store.(*Cache).Get` (`store/store.go:40`).',
    'No earlier issue of this repository holds it.',
    'Module, as far as the frames tell (high): **`store`** – `store.(*Cache).Put` writes the memory (and 1 more frame); `store/store.go` lies there.',
  ]);
});

describe('what is known', () => {
  test.each<[string, SnapshotChange, string]>([
    ['duplicate', { sightings: [sightingOf(3)] }, 'This race is known: see #3, opened 2026-01-01'],
    [
      'regression',
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'completed' })] },
      'It is back: #3 had the same race and was closed as completed on 2026-01-15',
    ],
    [
      'declined',
      { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'not_planned' })] },
      'This race is known: #3 was closed as not planned on 2026-01-15',
    ],
    [
      'likely',
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'likely' }] })] },
      'Likely the same as #3',
    ],
    [
      'related',
      { sightings: [sightingOf(3, { matches: [{ race: 0, level: 'fork-point' }] })] },
      'Related, since the same code starts both goroutines: #3.',
    ],
  ])('%s', (_, change, expected) => {
    expect(comment(reportOf(), change)).toContain(expected);
  });
});

test('several races are a table, the first three visible, all counted', () => {
  const body = Array.from({ length: 70 }, (_, i) => reportOf({ write: `p${i}.F` })).join('\n');
  const text = comment(body);
  expect(visible(text).filter((line) => /^\| \d/.test(line))).toHaveLength(3);
  expect(text).toContain('**70 data races**');
  expect(text.match(/^\| \d+ \|/gm)).toHaveLength(60);
  expect(text).toContain('… and 10 more.');
  expect(text.length).toBeLessThan(20_000);
});

describe('manners', () => {
  const texts = [
    comment(reportOf()),
    comment(reportOf(), { sightings: [1, 2, 3, 4, 5, 6, 7].map((n) => sightingOf(n)) }),
    comment(reportOf(), { sightings: [sightingOf(3, { ...CLOSED, stateReason: 'completed' })] }),
    comment([reportOf(), reportOf({ write: 'b.F' })].join('\n'), { sightings: [sightingOf(3)] }),
  ];

  test('few lines before the fold', () => {
    expect(Math.max(...texts.map((text) => visible(text).length))).toBeLessThanOrEqual(10);
  });

  test('at most five issues are named', () => {
    expect(Math.max(...texts.map((text) => new Set(text.match(/#\d+/g)).size))).toBeLessThanOrEqual(5);
  });

  test('no line begins with the words on which GitHub acts', () => {
    expect(texts.join('\n')).not.toMatch(/^\s*duplicate of/im);
  });

  test('no line is a command', () => {
    expect(texts.flatMap((text) => parseCommands(text))).toEqual([]);
  });

  const codeowners = { path: 'CODEOWNERS', text: '* @acme/team' };
  const sure = reportOf({ read: 'store.(*Cache).Get' });

  test('owners are named, not called', () => {
    expect(comment(sure, { facts: { codeowners } })).toContain('owned by `@\u200bacme/team`');
  });

  test('they are called where the configuration asks for it', () => {
    expect(comment(sure, { facts: { codeowners }, yaml: 'mention: owners' })).toContain(
      'owned by @acme/team –',
    );
  });
});
