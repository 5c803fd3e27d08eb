import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { sha256Hex } from '../../src/race/sha256.ts';

const byNode = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

test.each(['', 'abc', 'é', '漢字', '😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'x'.repeat(10_000)])(
  'sha256Hex(%j) is what node:crypto says',
  (text) => expect(sha256Hex(text)).toBe(byNode(text)),
);

test('any text gives the digest of node:crypto, a lone surrogate counts as U+FFFD', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 200 }), (text) => sha256Hex(text) === byNode(text)),
    { numRuns: 300, seed: 1 },
  );
});
