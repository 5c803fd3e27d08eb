import { expect, test } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string as anyString } from 'fast-check';
import { helpText, readmeSection } from '../../src/commands/help.ts';
import { parseCommands, type Reading } from '../../src/commands/parse.ts';

/** A command as it may be typed, and what it means; null is a line that addresses us and is not understood. */
const COMMANDS: readonly (readonly [text: string, meaning: string])[] = [
  ['/race rescan', 'rescan'],
  ['/RACE Rescan', 'rescan'],
  ['/race   rescan\u00a0 \t', 'rescan'],
  ['/race rescan --force', 'rescan --force'],
  ['/race help', 'help'],
  ['/race', 'help'],
  ['/race why', 'why'],
  ['/race duplicate #12', 'duplicate'],
  ['/race Not-Duplicate acme/widgets#12', 'not-duplicate'],
  ['/race module sig/sql infra', 'module'],
  ['/race ignore', 'ignore'],
  ['/race unignore', 'unignore'],
  ['/race undo', 'undo'],
  ['/race dance', 'problem'],
  ['/race undo everything', 'problem'],
  ['/race duplicate', 'problem'],
  ['/race duplicate of it', 'problem'],
  ['/race module', 'problem'],
  ['/race rescan please', 'problem'],
];

/** Text around a command, `CMD`, that leaves it a command. */
const SEEN: readonly (readonly [title: string, text: string])[] = [
  ['alone', 'CMD'],
  ['with a line break after it', 'CMD\n'],
  ['after a greeting', 'Thanks!\n\nCMD'],
  ['before other text', 'CMD\n\nI changed the text.'],
  ['on its own line inside a paragraph', 'one\nCMD\ntwo'],
  ['after one blank', ' CMD'],
  ['after three blanks', '   CMD'],
  ['after three blanks inside a paragraph', 'one\n   CMD'],
  ['with Windows line ends', 'one\r\n\r\nCMD\r\n'],
  ['with old Mac line ends', 'one\r\rCMD\r'],
  ['after a byte order mark', '\uFEFFCMD'],
  ['after a closed fence', '```\ncode\n```\nCMD'],
  ['after a closed tilde fence', '~~~go\ncode\n~~~\nCMD'],
  ['before a fence', 'CMD\n```\ncode\n```'],
  ['after a quotation and an empty line', '> quoted\n\nCMD'],
  ['after a list and an empty line', '- item\n\nCMD'],
  ['after a heading', '# Title\nCMD'],
  ['after a rule', '---\nCMD'],
  ['after a closed HTML comment', '<!-- hm -->\nCMD'],
  ['after a closed HTML comment of several lines', '<!--\nhm\n-->\n\nCMD'],
  ['inside details, after an empty line', '<details>\n<summary>s</summary>\n\nCMD\n\n</details>'],
  ['after details', '<details>\n\nx\n\n</details>\n\nCMD'],
  ['after an element that was closed', '<blockquote>\n\nx\n\n</blockquote>\n\nCMD'],
  ['after inline code that was closed', 'see `a`\nCMD'],
  ['after a lone backquote', 'it`s odd\nCMD'],
  ['after a link', 'see [this](https://example.org)\nCMD'],
  ['after a lone bracket', 'see [this\nCMD'],
  ['after a lone star', 'a * b\nCMD'],
  ['in a bold paragraph', '**look\nCMD\nhere**'],
  ['after a table and an empty line', '| a |\n|---|\n| b |\n\nCMD'],
  ['after a row that is no table, for want of cells', 'a | b\n|---|\nCMD'],
  ['after a footnote and an empty line', '[^1]: note\n\nCMD'],
  ['after a link definition', '[a]: https://example.org\nCMD'],
  ['after crossed-out text', '~~old~~\nCMD'],
  ['after a price', 'it costs $$\nCMD'],
  ['after a mention', '@octocat\nCMD'],
  ['after a log line', '2020/09/07 10:10:10 [INFO] [a.go:12] x\nCMD'],
  ['after a hard break', 'one  \nCMD'],
  ['after a backslash break', 'one\\\nCMD'],
  ['after a mentioned tag in code', 'the `<code>` tag\n\nCMD'],
  ['after a tag in a comment', '<!-- <code> -->\n\nCMD'],
  ['after an escaped fence', '\\```\nCMD'],
  ['after a fence in a quotation', '> ```\n> a\n\nCMD'],
];

/** Text around a command in which it is shown, quoted, hidden or part of something else. */
const UNSEEN: readonly (readonly [title: string, text: string])[] = [
  ['in a fence', '```\nCMD\n```'],
  ['in a tilde fence', '~~~\nCMD\n~~~'],
  ['in a fence with a language', '```sh\nCMD\n```'],
  ['in a fence that is never closed', '```\nCMD'],
  ['in a fence with a shorter one inside', '````\n```\nCMD\n```\n````'],
  ['in a fence closed only by the other kind', '```\n~~~\nCMD'],
  ['in a fence after an empty line', '```\n\nCMD\n\n```'],
  ['in a fence right after text', 'like this:\n```\nCMD\n```'],
  ['in a fence of Windows line ends', '```\r\nCMD\r\n```\r\n'],
  ['in code indented by four blanks', 'so:\n\n    CMD'],
  ['in code indented by a tab', 'so:\n\n\tCMD'],
  ['after four blanks in a paragraph', 'one\n    CMD'],
  ['after a tab in a paragraph', 'one\n\tCMD'],
  ['after a non-breaking blank', '\u00a0CMD'],
  ['in inline code', 'say `CMD`'],
  ['in inline code of its own', '`CMD`'],
  ['in inline code of several lines', 'say `a\nCMD\nb`'],
  ['in inline code of two backquotes', '``a\nCMD\nb ` c``'],
  ['in a quotation', '> CMD'],
  ['in a quotation without a blank', '>CMD'],
  ['in a quotation of a quotation', '> > CMD'],
  ['in a quotation that goes on lazily', '> quoted\nCMD'],
  ['in a nested quotation that goes on lazily', '> > quoted\nCMD'],
  ['in a quotation that goes on lazily after a definition', '> [a]: /b\nCMD'],
  ['in a quotation with a lazy tag', '> quoted\n</a>\nCMD'],
  ['in a list item that goes on lazily after a definition', '- [a]: /b\nCMD'],
  ['in a quotation of several paragraphs', '> a\n>\n> CMD'],
  ['in an alert', '> [!NOTE]\n> CMD'],
  ['in a list item', '- CMD'],
  ['in a numbered item', '1. CMD'],
  ['in a task', '- [ ] CMD'],
  ['in a list item that goes on lazily', '- item\nCMD'],
  ['in a list item that goes on indented', '- item\n  CMD'],
  ['in a second paragraph of a list item', '- item\n\n  CMD'],
  ['in a quotation in a list', '- > item\nCMD'],
  ['in an HTML comment', '<!-- CMD -->'],
  ['in an HTML comment of several lines', '<!--\nCMD\n-->'],
  ['in an HTML comment with empty lines', '<!--\n\nCMD\n\n-->'],
  ['in an HTML comment that is never closed', '<!--\n\nCMD'],
  ['in an HTML comment inside a paragraph', 'text <!--\nCMD\n-->'],
  ['in an HTML block', '<div>\nCMD\n</div>'],
  ['in details without an empty line', '<details>\nCMD\n</details>'],
  ['in a preformatted block', '<pre>\n\nCMD\n\n</pre>'],
  ['in an HTML code element', '<code>\n\nCMD\n\n</code>'],
  ['in an inline HTML code element', 'so <code>\nCMD\n</code>'],
  ['in an HTML quotation', '<blockquote>\n\nCMD\n\n</blockquote>'],
  ['in an HTML quotation in upper case', '<BLOCKQUOTE>\n\nCMD\n\n</BLOCKQUOTE>'],
  ['in an HTML link', 'see <a href="https://example.org">\nCMD\n</a>'],
  ['in an HTML table', '<table><tr><td>\n\nCMD\n\n</td></tr></table>'],
  ['in an HTML list', '<ul><li>\n\nCMD\n\n</li></ul>'],
  ['in crossed-out HTML', '<del>\n\nCMD\n\n</del>'],
  ['in an HTML element with attributes', '<pre lang="sh" title="x">\nCMD\n</pre>'],
  ['in CDATA', '<![CDATA[\nCMD\n]]>'],
  ['in a processing instruction', '<?php\n\nCMD\n\n?>'],
  ['in a script', '<script>\n\nCMD\n\n</script>'],
  ["in a link's text", 'see [this\nCMD\nthing](https://example.org)'],
  ["in an image's text", '![this\nCMD\nthing](https://example.org/a.png)'],
  ['in the text of a reference link', '[this\nCMD\nthing][a]\n\n[a]: https://example.org'],
  ["in a link's title", '[a](https://example.org "x\nCMD\ny")'],
  ['in a quotation with marks like our own', '> \uE0001\uE001 quoted\n\n> CMD'],
  ["in a definition's title", '[a]: https://example.org "x\nCMD\ny"'],
  ['in a heading', '# CMD'],
  ['as a heading underlined with equals signs', 'CMD\n==='],
  ['as a heading underlined with dashes', 'CMD\n---'],
  ['in a heading of two lines', 'one\nCMD\n==='],
  ['in a table', '| CMD | b |\n|---|---|'],
  ['as the header of a table', 'CMD\n|---|'],
  ['as a row of a table', '| a |\n|---|\nCMD'],
  ['as a later row of a table', '| a |\n|:-:|\n| b |\nCMD'],
  ['in a table under a line of text', 'text\n| a |\n|---|\nCMD'],
  ['in a footnote', '[^1]: CMD'],
  ['in a footnote that goes on', '[^1]: see there\nCMD'],
  ['in a footnote of one word that goes on', '[^1]: see\nCMD'],
  ['crossed out', '~~CMD~~'],
  ['crossed out over several lines', '~~old\nCMD\nold~~'],
  ['in a formula', '$$\nCMD\n$$'],
  ['after other words', 'please CMD'],
  ['after a mention on the same line', '@octocat CMD'],
  ['in brackets', '(CMD)'],
  ['in quotation marks', '"CMD"'],
  ['in bold', '**CMD**'],
  ['after a backslash', '\\CMD'],
  ['with another slash before it', '/CMD'],
  ['as a path', 'docs/CMD'],
  ['after a zero-width blank', '\u200bCMD'],
];

const SEEN_ROWS = rows(SEEN);
const UNSEEN_ROWS = rows(UNSEEN);

test.each(SEEN_ROWS)('read: %s', (_title, text, command, meaning) => {
  // A word after a command that is not the last on its line would be another command; none of the wrappers adds one.
  expect([text, parseCommands(text).map(meaningOf)]).toEqual([text, [meaning]]);
  expect(parseCommands(text)[0]?.line).toBe(lineOf(text, command));
});

test.each(UNSEEN_ROWS)('not read: %s', (_title, text) => {
  expect([text, parseCommands(text)]).toEqual([text, []]);
});

test.each(['/race rescan', '/race'])('%s is no command in a label that has an address', (command) => {
  const label = ['this', command, 'thing'];
  const definition = `[${label.join(' ').toUpperCase()}]: https://example.org`;
  expect(parseCommands(`[${label.join('\n')}]\n\n${definition}`)).toEqual([]);
  expect(parseCommands(`[${label.join('\n')}]\n\n${definition.replace('THIS', 'THAT')}`)).toHaveLength(1);
});

test('marks like our own make no command of what is none', () => {
  // The second line is code; the first one says that the second is prose.
  expect(parseCommands('\uE0001\uE001\n    /race rescan\n\n```\n/race rescan\n```')).toEqual([]);
  expect(parseCommands('\uE0002\uE001\n```\n/race rescan\n```')).toEqual([]);
});

test('there are enough rows', () => {
  expect(SEEN_ROWS.length + UNSEEN_ROWS.length).toBeGreaterThanOrEqual(300);
});

test.each([
  '/racer',
  '/race-foo',
  '/race/rescan',
  '/race:rescan',
  '/races',
  '/race!',
  '/r ace',
  'race rescan',
  '\\/race rescan',
  '/ race rescan',
])('not ours: %s', (text) => {
  expect(parseCommands(text)).toEqual([]);
});

test.each([
  ['/race resacn', ['rescan']],
  ['/race res', ['rescan']],
  ['/race RSCAN', ['rescan']],
  ['/race hlep', ['help']],
  ['/race help!', ['help']],
  ['/race dance', []],
  [`/race ${'x'.repeat(5000)}`, []],
  ['/race @octocat', []],
  ['/race __proto__', []],
])('near matches of %j', (text, near) => {
  expect(parseCommands(text)).toMatchObject([{ ok: false, line: 1, near, usage: '/race help' }]);
});

test('a problem tells what, where, what was expected and what to do', () => {
  expect(parseCommands('\n/race resacn')).toEqual([
    {
      ok: false,
      line: 2,
      text: '/race resacn',
      problem:
        'Line 2: `resacn` is not a command. After `/race` comes one of `rescan`, `duplicate`, `not-duplicate`, `module`, `why`, `ignore`, `unignore`, `undo`, `help`; did you mean `/race rescan`?',
      usage: '/race help',
      near: ['rescan'],
    },
  ]);
  expect(parseCommands('/race rescan now')).toMatchObject([
    {
      ok: false,
      problem: expect.stringContaining('Expected `/race rescan [--force]`'),
      usage: '/race rescan [--force]',
    },
  ]);
});

test('a dash that a phone made of two counts as two', () => {
  expect(parseCommands('/race rescan —force').map(meaningOf)).toEqual(['rescan --force']);
});

test('a flag in upper case is the flag', () => {
  expect(parseCommands('/race rescan --FORCE').map(meaningOf)).toEqual(['rescan --force']);
});

test('several commands are read in order, each with its line', () => {
  const readings = parseCommands(
    '/race rescan\n> /race help\n\nand\n/race nope\n```\n/race help\n```\n/race',
  );
  expect(readings.map((reading) => [reading.line, meaningOf(reading)])).toEqual([
    [1, 'rescan'],
    [5, 'problem'],
    [9, 'help'],
  ]);
});

test('ten commands are read, the rest is reported once', () => {
  const readings = parseCommands('/race help\n'.repeat(13));
  expect(readings.map(meaningOf)).toEqual([...Array.from({ length: 10 }, () => 'help'), 'problem']);
  expect(readings[10]).toMatchObject({ line: 11, problem: expect.stringContaining('3 more were left out') });
});

test('nothing of the comment but a plain word gets into a problem', () => {
  const readings = [
    '/race @octocat',
    '/race #12',
    '/race <!--',
    '/race `a`',
    '/race https://example.org',
    '/race rescan @octocat',
  ].flatMap(parseCommands);
  expect(readings).toHaveLength(6);
  for (const reading of readings) {
    expect(reading.ok ? '' : reading.problem).not.toMatch(/@|#|<|https:|`a`/);
  }
});

test('what is echoed is cut', () => {
  const [reading] = parseCommands(`/race ${'x'.repeat(5000)}`);
  expect(reading?.ok === false && reading.text.length).toBe(201);
});

test('our own words are never a command', () => {
  const replies = ['/race nope', '/race rescan x', '/race help\n'.repeat(12)].flatMap((text) => {
    return parseCommands(text).flatMap((reading) => (reading.ok ? [] : [reading.problem]));
  });
  expect([helpText(), readmeSection(), ...replies].flatMap(parseCommands)).toEqual([]);
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ['of very many lines', `> a\n${'a]\n'.repeat(20_000)}`],
  ['too long', 'a'.repeat(66_000)],
];

test.each(HOSTILE)('a comment made to hurt is refused with a reason: %s', (_title, text) => {
  expect(parseCommands(`${text}\n\n/race rescan`)).toMatchObject([
    { ok: false, problem: expect.stringContaining('write the command in a comment of its own') },
  ]);
  expect(parseCommands(text)).toEqual([]);
});

test.each([
  ['quotes in quotes', '>'.repeat(60_000)],
  ['numbered items in each other', '1. '.repeat(20_000)],
  ['quotes and lists in each other', '> - '.repeat(15_000)],
  ['lists in lists on many lines', `${'- '.repeat(8)}a\n`.repeat(1900)],
  ['lazily continued lines', `> a\n${'a]\n'.repeat(4_900)}`],
  ['brackets in brackets', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ['definitions', '[a]: /u\n'.repeat(4_900)],
  ['stars', '*'.repeat(60_000)],
  ['stars and underlines', '*a_ '.repeat(15_000)],
  ['backquotes', '`a``b'.repeat(12_000)],
  ['angle brackets', '<a b="'.repeat(10_000)],
  ['tags', '<code>'.repeat(10_000)],
  ['links that never end', '[a]('.repeat(7_900)],
  ['bold marks', '~~ $$ '.repeat(10_000)],
  ['a pasted log', '[2020/09/07 10:10:10.123] [INFO] [a.go:12] x\n'.repeat(1400)],
])('a comment of many %s is read', (_title, text) => {
  const readings = parseCommands(`/race rescan\n\n${text}`);
  expect(readings.map(meaningOf)).toEqual(['rescan']);
});

const LINES = constantFrom(
  '/race rescan',
  '/race',
  '/race x',
  '```',
  '~~~',
  '> a',
  '- a',
  '1. a',
  '<!--',
  '-->',
  '<details>',
  '</details>',

  '<code>',
  '</code>',
  '`',
  '[a',
  '](b)',
  '|a|',
  '|-|',
  '---',
  '===',
  '# a',
  '',
  '    a',
  '\ta',
  '[^1]: a',
  '$$',
  '~~',
);
const document = oneof(
  array(LINES, { maxLength: 30 }).map((lines) => lines.join('\n')),
  anyString({ unit: 'binary', maxLength: 400 }),
);

test('any comment is answered, never thrown at', () => {
  assert(
    property(document, constantFrom('', '/race rescan'), (text, command) => {
      const lines = `${text}\n${command}`.split(/\r\n|\r|\n/);
      for (const { line } of parseCommands(`${text}\n${command}`)) {
        expect(lines[line - 1]).toMatch(/^\uFEFF? {0,3}\/race/i);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a fence', (text: string) => `\`\`\`\`\`\`\n${text}\n\`\`\`\`\`\``],
  ['a quotation', (text: string) => text.replace(/^/gm, '> ')],
  ['an HTML comment', (text: string) => `<!--\n${text.replaceAll('-->', '')}\n-->`],
  ['indented code', (text: string) => text.replace(/^/gm, '    ')],
])('whatever stands in %s is never a command', (_title, wrap) => {
  const inner = array(LINES, { maxLength: 20 }).map((lines) => [...lines, '/race rescan'].join('\n'));
  assert(
    property(inner, (text) => expect(parseCommands(wrap(text))).toEqual([])),
    { numRuns: 500 },
  );
});

/** Every wrapper with every command that can stand in it. */
function rows(wrappers: readonly (readonly [string, string])[]) {
  return wrappers.flatMap(([title, text]) => {
    return COMMANDS.map(([command, meaning]): [string, string, string, string] => {
      return [`${JSON.stringify(command)} ${title}`, text.replace('CMD', () => command), command, meaning];
    });
  });
}

function meaningOf(reading: Reading): string {
  if (!reading.ok) return 'problem';
  const { intent } = reading.invocation;
  return intent.kind === 'rescan' && intent.force ? 'rescan --force' : intent.kind;
}

function lineOf(text: string, command: string): number {
  return text.slice(0, text.indexOf(command)).split(/\r\n|\r|\n/).length;
}
