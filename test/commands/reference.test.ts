import { describe, expect, test } from '@jest/globals';
import { parseReference } from '../../src/commands/reference.ts';

describe('the issue that a word names', () => {
  test.each<[string, number | null, string | null]>([
    ['#12', 12, null],
    ['12', 12, null],
    ['GH-12', 12, null],
    ['acme/widgets#12', 12, 'acme/widgets'],
    ['https://github.com/acme/widgets/issues/12', 12, 'acme/widgets'],
    ['https://git.acme.test:8443/acme/widgets/pull/12?x=1', 12, 'acme/widgets'],
    ['#012', 12, null],
    ['#0', null, null],
    ['#-1', null, null],
    ['#12a', null, null],
    ['##12', null, null],
    ['acme#12', null, null],
    ['a/b/c#12', null, null],
    ['#1234567890', null, null],
    ['https://github.com/acme/widgets/discussions/12', null, null],
    ['', null, null],
  ])('%j is issue %j of %j', (word, number, repository) => {
    expect(parseReference(word)).toEqual(number === null ? null : { number, repository });
  });
});
