import { describe, expect, test } from '@jest/globals';
import { failureOf } from '../fuzz/fuzz.ts';
import { MUTATORS, mutant } from '../fuzz/mutate.ts';
import { randomFrom } from '../fuzz/random.ts';
import { shrunk } from '../fuzz/shrink.ts';

/** Damaged texts against the laws of `test/fuzz/laws.ts`: the same few each time; `npm run fuzz` tries others, longer. */
const CASES = 1200;
const SEED = 20_201_121;

describe('damaged texts break no law', () => {
  test.each(Array.from({ length: 12 }, (_, part) => part))('part %i', (part) => {
    for (let seed = SEED + part; seed < SEED + CASES; seed += 12) expect(failureOf(seed)).toBeNull();
  });
});

test('a seed gives the same text again', () => {
  expect(mutant(randomFrom(SEED))).toEqual(mutant(randomFrom(SEED)));
});

test('every kind of damage is done', () => {
  const done = Array.from({ length: CASES }, (_, i) => mutant(randomFrom(SEED + i)).done).flat();
  expect(new Set(done)).toEqual(new Set(Object.keys(MUTATORS)));
});

test('a failure is made small', () => {
  const text = 'one\ntwo\nthree\n'.repeat(50);
  expect(shrunk(`${text}a needle in it\n${text}`, (part) => part.includes('needle'))).toBe('needle');
});
