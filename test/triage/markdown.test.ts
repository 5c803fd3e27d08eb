import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { codeBlock, codeCell, codeSpan } from '../../src/triage/markdown.ts';

test.each([
  ['plain text', 'a.F', '`a.F`'],
  ['a back-tick', 'a`b', '``a`b``'],
  ['a back-tick at the end', 'a`', '`` a` ``'],
  ['a name that would call somebody', 'x@v1.2', '`x@\u200bv1.2`'],
  ['a reference', 'see #12', '`see #\u200b12`'],
  ['a line break', 'a\nb', '`ab`'],
  ['text turned round', 'a\u202eb', '`ab`'],
])('%s in a code span', (_, text, expected) => {
  expect(codeSpan(text)).toBe(expected);
});

test('a bar does not end a cell', () => {
  expect(codeCell('a|b')).toBe('`a\\|b`');
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
