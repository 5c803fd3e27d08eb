import { expect, test } from '@jest/globals';
import { modulePath } from '../../src/triage/gomod.ts';

test.each<[string, string, string | null]>([
  ['the usual form', 'module github.com/acme/widgets\n\ngo 1.24\n', 'github.com/acme/widgets'],
  ['a major version', 'module github.com/acme/widgets/v2\n', 'github.com/acme/widgets/v2'],
  ['after comments', '// Deprecated: use v2\n\nmodule example.com/a // here\n', 'example.com/a'],
  ['quoted', 'module "example.com/a"\n', 'example.com/a'],
  ['in back-ticks', 'module `example.com/a`\n', 'example.com/a'],
  ['CRLF and tabs', 'module\texample.com/a\r\n', 'example.com/a'],
  ['a word that only starts so', 'modules example.com/a\n', null],
  ['commented out', '// module example.com/a\n', null],
  ['nothing behind it', 'module\n', null],
  ['an empty file', '', null],
  ['binary rubbish', '\u0000\u0001\uFFFD', null],
])('%s', (_, text, path) => {
  expect(modulePath(text)).toBe(path);
});
