import { expect, test } from '@jest/globals';
import { isRaceIssue, raceDigest, readRaces, tellsOfRace } from '../../src/triage/races.ts';
import { MODULE, reportOf } from './build.ts';

const read = (body: string, title = '') => readRaces({ title, body }, { modules: [MODULE] });

test.each<[string, string, string, boolean]>([
  ['prose', '', 'the build is slow', false],
  ['a report', '', reportOf(), true],
  ['a title', 'DATA RACE in store', 'see the build', true],
  ['a line of a failed test', '', '    testing.go:1490: race detected during execution of test', true],
  ['nothing at all', '', '', false],
])('%s', (_, title, body, expected) => {
  expect(isRaceIssue(read(body, title))).toBe(expected);
  expect(tellsOfRace({ title, body })).toBe(expected);
});

test('an edit that leaves the races as they were leaves the digest', () => {
  const before = raceDigest(read(`seen today\n${reportOf()}`));
  expect(raceDigest(read(`seen twice\n${reportOf({ address: '0x00c0000aaaa0' })}\nthanks`))).toBe(before);
  expect(raceDigest(read(`${reportOf()}\n${reportOf()}`))).toBe(before);
});

test('another race, one more or one less changes it', () => {
  const digests = [
    read(reportOf()),
    read(reportOf({ write: 'db.(*Tx).Commit' })),
    read(`${reportOf()}\n${reportOf({ write: 'db.(*Tx).Commit' })}`),
    read('', 'data race'),
    read(''),
  ].map(raceDigest);
  expect(new Set(digests).size).toBe(digests.length);
});
