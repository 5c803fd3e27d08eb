import { describe, expect, test } from '@jest/globals';
import { fingerprint, parseRaceReports } from '../../src/race/index.ts';
import { levelled } from '../../src/store/keys.ts';
import { LEVELS } from '../../src/store/store.ts';
import { familyOf, textOf } from './races.ts';

/** What two races have in common, strictest first. */
function shared(one: string, other: string): string[] {
  const [ours = [], theirs = []] = [one, other].map((race) =>
    parseRaceReports(textOf(race)).flatMap((report) =>
      levelled(fingerprint(report, { modules: ['acme.example/widgets'] })),
    ),
  );
  const keys = new Set(theirs.map(({ key }) => key));
  return [...new Set(ours.flatMap(({ key, level }) => (keys.has(key) ? (LEVELS[level] ?? []) : [])))];
}

describe('races that people report in the scripts', () => {
  test.each([
    ['Widget on a Shelf', 'Widget', 'likely'],
    ['Half a Widget', 'Widget', 'one-sided'],
    ['Stone', 'Cog', 'fork-point'],
  ])('%s is like %s, and no more than %s', (one, other, level) => {
    expect(shared(one, other)[0]).toBe(level);
    expect(familyOf(one)).toBe(familyOf(other));
  });

  test.each([
    ['Widget', 'Gadget'],
    ['Widget', 'Cog'],
    ['Half a Widget', 'Stone'],
  ])('%s and %s have nothing in common, and are no family', (one, other) => {
    expect(shared(one, other)).toEqual([]);
    expect(familyOf(one)).not.toBe(familyOf(other));
  });
});
