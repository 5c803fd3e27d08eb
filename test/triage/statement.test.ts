import { describe, expect, test } from '@jest/globals';
import { statedDuplicate } from '../../src/triage/statement.ts';

const HERE = { owner: 'Acme', name: 'widgets' };

describe('“Duplicate of” as people write it to GitHub', () => {
  test.each<[string, number | null]>([
    ['Duplicate of #12', 12],
    ['duplicate of #12.', 12],
    ['DUPLICATE OF #12\r\n\r\nsee there', 12],
    ['\n  Duplicate of acme/Widgets#12', 12],
    ['Duplicate of https://github.com/acme/widgets/issues/12', 12],
    ['Duplicate of https://github.com/acme/widgets/issues/12#issuecomment-5', 12],
    ['Duplicate of other/widgets#12', null],
    ['Duplicate of https://github.com/other/widgets/issues/12', null],
    ['Duplicate of #12, I think', null],
    ['I think this is a duplicate of #12', null],
    ['Maybe\nDuplicate of #12', null],
    ['> Duplicate of #12', null],
    ['`Duplicate of #12`', null],
    ['Duplicate of #0', null],
    ['Duplicate of', null],
    ['', null],
    [`Duplicate of ${'#'.repeat(60_000)}`, null],
  ])('%j names %j', (comment, expected) => {
    expect(statedDuplicate(comment, HERE)).toBe(expected);
  });
});
