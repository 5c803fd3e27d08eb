import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { codeBlock, codeSpan, fold, inCell, shorten } from '../../src/triage/markdown.ts';

test.each([
  ['plain text', 'a.F', '`a.F`'],
  ['a back-tick', 'a`b', '``a`b``'],
  ['a back-tick at the end', 'a`', '`` a` ``'],
  ['a name that would call somebody', 'x@v1.2', '`x@\u200bv1.2`'],
  ['a reference', 'see #12', '`see #\u200b12`'],
  ['a line break', 'a\nb', '`ab`'],
  ['text turned round', 'a\u202eb', '`ab`'],
  ['letters that turn the order round', 'a\u05e9b', '`a\\u{5e9}b`'],
  ['tags that nobody sees', 'a\u{e0041}b', '`ab`'],
  ['a choice of glyph', 'a\ufe0fb', '`ab`'],
  ['half a character', 'a\ud800b', '`ab`'],
  ['other blanks', 'a\u00a0b', '`a b`'],
  ['marks in a heap', 'e\u0301\u0302\u0303\u0304', '`e\u0301\u0302`'],
  ['another form of a reference', 'GH-12', '`GH-\u200b12`'],
  ['an address', 'https://example.com', '`https:\u200b//example.com`'],
  ['an address without a scheme', 'www.example.com', '`www\u200b.example.com`'],
  ['a marker', '<!-- race-triage:v1 -->', '`<\u200b!-- race-triage:v1 -->`'],
])('%s in a code span', (_, text, expected) => {
  expect(codeSpan(text)).toBe(expected);
});

test.each([
  ['a bar', 'a|b', 'a\\|b'],
  ['a bar that is escaped', 'a\\|b', 'a\\|b'],
  ['a bar after two backslashes', 'a\\\\|b', 'a\\|b'],
  ['no bar', 'a\\b', 'a\\b'],
])('%s does not end a cell', (_, text, expected) => {
  expect(inCell(text)).toBe(expected);
});

test('of a long name both ends are kept', () => {
  expect(shorten('abcdefghij', 5)).toBe('ab…ij');
  expect(shorten('abcde', 5)).toBe('abcde');
});

test('characters are not cut in two', () => {
  expect(shorten('\u{1f600}'.repeat(5), 3)).toBe('\u{1f600}…\u{1f600}');
});

test('a long line of a block is cut', () => {
  expect(codeBlock(['x'.repeat(70_000)]).length).toBeLessThan(450);
});

test('nothing to fold, no fold', () => {
  expect(fold('More', '')).toBe('');
  expect(fold('More', 'x')).toBe('<details>\n<summary>More</summary>\n\nx\n\n</details>');
});

test('a long name is cut', () => {
  expect(codeSpan('x'.repeat(500))).toHaveLength(162);
});

describe('whatever the text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '`',
          '``',
          '```',
          '~~~',
          '<',
          '-->',
          '</details>',
          '@maintainer',
          '#1',
          '![x](y)',
          '\n',
          '|',
          '\\',
          'GH-1',
          ' ',
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join('')),
  );

  test('a code span is one code span and nothing else', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = fromMarkdown(`before ${codeSpan(text)} after`);
        expect(kinds(tree)).toEqual(['root', 'paragraph', 'text', 'inlineCode', 'text']);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  test('a block is one block and nothing else', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (lines) => {
        expect(kinds(fromMarkdown(`before\n\n${codeBlock(lines)}\n\nafter`))).toEqual([
          'root',
          'paragraph',
          'text',
          'code',
          'paragraph',
          'text',
        ]);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test('no name calls anybody, also as plain text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(codeSpan(text)).not.toMatch(/@[\w-]/);
        expect(codeBlock([text])).not.toMatch(/@[\w-]|#\d/);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});

interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
}

function kinds(node: Node): string[] {
  return [node.type, ...(node.children ?? []).flatMap(kinds)];
}
