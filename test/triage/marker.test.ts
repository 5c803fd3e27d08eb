import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  commentDigest,
  parseMarked,
  renderMarked,
  replyMarker,
  versionMark,
} from '../../src/triage/marker.ts';

const marker = { digest: 'abcdef0123456789', fingerprints: ['rt1:0123456789abcdef'] };

describe('what is written can be read back', () => {
  test('parse(render(x)) = x', () => {
    expect(parseMarked(renderMarked('hello\n\nworld', marker))).toEqual({ text: 'hello\n\nworld', marker });
  });

  test('also when GitHub turned line ends round', () => {
    const stored = renderMarked('hello\n\nworld', marker).replaceAll('\n', '\r\n');
    const found = parseMarked(stored);
    expect(found?.marker).toEqual(marker);
    expect(commentDigest(found?.text ?? '')).toBe(commentDigest('hello\n\nworld'));
  });

  test('for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(commentDigest(parseMarked(renderMarked(text, marker))?.text ?? '?')).toBe(commentDigest(text));
      }),
      { seed: 1 },
    );
  });

  test('ten fingerprints at most are listed', () => {
    const many = Array.from({ length: 60 }, (_, i) => `rt1:${String(i).padStart(16, '0')}`);
    expect(
      parseMarked(renderMarked('x', { digest: 'd', fingerprints: many }))?.marker.fingerprints,
    ).toHaveLength(10);
  });
});

test('the version in the footer, and it alone, makes no difference', () => {
  const by = (version?: string) => `Hello · race-triage 1.0.0\n\n<sub>Wrong?${versionMark(version)}</sub>`;
  const digests = [by(), by('0.1.0'), by('1.0.0-rc.1+5')].map(commentDigest);
  expect(new Set(digests).size).toBe(1);
  expect(commentDigest(by().replace('1.0.0', '2.0.0'))).not.toBe(digests[0]);
});

test.each([
  ['no marker', 'hello'],
  ['an unfinished one', 'hello <!-- race-triage:v1 {"digest":"a"'],
  ['one that is not JSON', '<!-- race-triage:v1 hello -->'],
  ['one without a digest', '<!-- race-triage:v1 {"fingerprints":[]} -->'],
  ['a list', '<!-- race-triage:v1 [] -->'],
  ['the marker of an answer', replyMarker(5)],
])('%s is no marker', (_, body) => {
  expect(parseMarked(body)).toBeNull();
});
