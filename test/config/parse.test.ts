import { expect, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  string as anyString,
} from 'fast-check';
import { declaredLabels } from '../../src/config/labels.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { explainProblem, formatProblem, type Problem } from '../../src/config/problem.ts';
import { defaultConfig, type Config } from '../../src/config/schema.ts';

/** One row: the sentence, the file, and `line:column path` of every problem. */
type Broken = readonly [title: string, text: string, ...where: string[]];

const SYNTAX: readonly Broken[] = [
  ['a key written twice', 'mode: act\nmode: off\n', '2:1 '],
  ['a key written twice further in', 'labels:\n  race: a\n  duplicate: b\n  race: c\n', '4:3 '],
  ['a tab for a blank', 'labels:\n\trace: a\n', '2:1 '],
  ['a tab at the very start', '\tmode: act', '1:1 '],
  ['a bracket left open', 'harness: [a, b\n', '1:15 '],
  ['a brace left open', 'labels: {race: a', '1:17 '],
  ['a quote left open', 'ignoreLabel: "a\n', '1:16 '],
  ['an owner without quotes', 'modules:\n  - name: a\n    paths: [a]\n    owners: [@acme/a]\n', '4:14 '],
  ['a label with a colon and a blank', 'ignoreLabel: race: ignore', '1:14 '],
  ['entries that do not line up', 'harness:\n  - a\n - b\n', '3:1 '],
  ['two documents', 'mode: act\n---\nmode: off\n', '2:1 '],
  ['a pattern that YAML takes for an alias', 'harness: [*mock]\n', '1:11 '],
  ['two stars that YAML takes for an alias', 'harness:\n  - a\n  - **/mock\n', '3:5 '],
  ['a mapping for a key', '? {a: b}\n: c\n', '1:3 '],
  ['a backquote at the start of a value', 'ignoreLabel: `a`', '1:14 '],
];

const UNKNOWN: readonly Broken[] = [
  ['a misspelt option', 'coment: all', '1:1 coment'],
  ['a misspelt option on a later line', 'mode: act\n\n# hm\nlables: {}\n', '4:1 lables'],
  ['another letter case', 'createlabels: true', '1:1 createlabels'],
  ['two of them', 'foo: 1\nbar: 2\n', '1:1 foo', '2:1 bar'],
  ['one of a section at the top', 'regression: a', '1:1 regression'],
  ['a misspelt label', 'labels:\n  rase: a\n', '2:3 labels.rase'],
  [
    'a misspelt part of a label',
    'labels:\n  race:\n    name: a\n    colour: "ffffff"\n',
    '4:5 labels.race.colour',
  ],
  ['one in a module', 'modules:\n  - name: a\n    path: [a]\n    paths: [a]\n', '3:5 modules[0].path'],
  [
    'one in the second module',
    'modules:\n  - {name: a, paths: [a]}\n  - {name: b, paths: [b], label: c}\n',
    '3:27 modules[1].label',
  ],
  ['one in duplicates', 'duplicates: {labelsLikely: false}', '1:14 duplicates.labelsLikely'],
  ['closing under another name', 'duplicates: {closing: true}', '1:14 duplicates.closing'],
  ['a section that is not there', 'guard: {maxPartners: 5}', '1:1 guard'],
  ['one in patterns', 'patterns: {label: {}}', '1:12 patterns.label'],
  ['one in thirdParty', 'thirdParty:\n  labels: a\n', '2:3 thirdParty.labels'],
  ['a key that is part of every object', 'constructor: 1', '1:1 constructor'],
  ['the key that is no key', '__proto__: 1', '1:1 __proto__'],
  ['a number for a key', '1: 2', '1:1 ["1"]'],
];

const VALUES: readonly Broken[] = [
  ['a list for the file', '- mode\n- act\n', '1:1 '],
  ['a text for the file', 'hello', '1:1 '],
  ['a number for the file', '42', '1:1 '],
  ['a misspelt mode', 'mode: obsreve', '1:7 mode'],
  ['a mode of another letter case', 'mode: Act', '1:7 mode'],
  ['a mode left empty', 'comment: all\nmode:\n', '2:1 mode'],
  ['a list of modes', 'mode: [act]', '1:7 mode'],
  ['a mode that old YAML takes for false', '%YAML 1.1\n---\nmode: off\n', '3:7 mode'],
  ['a comment for some', 'comment: some', '1:10 comment'],
  ['yes for true', 'createLabels: yes', '1:15 createLabels'],
  ['true in quotes', 'createLabels: "true"', '1:15 createLabels'],
  ['a number for a label', 'labels:\n  race: 3\n', '2:9 labels.race'],
  ['a list for a label', 'labels: {race: [a]}', '1:16 labels.race'],
  ['an empty label', 'labels: {race: ""}', '1:16 labels.race'],
  ['a label of 51 characters', `labels: {race: ${'x'.repeat(51)}}`, '1:16 labels.race'],
  ['a label with blanks at its ends', 'labels: {race: " a "}', '1:16 labels.race'],
  ['a label without a name', 'labels:\n  race:\n    color: "ffffff"\n', '3:5 labels.race.name'],
  [
    'a colour that YAML takes for a number',
    'labels: {race: {name: a, color: 000000}}',
    '1:33 labels.race.color',
  ],
  [
    'a colour that YAML takes for a comment',
    'labels:\n  race:\n    name: a\n    color: #ff0000\n',
    '4:5 labels.race.color',
  ],
  ['a colour by name', 'labels: {race: {name: a, color: red}}', '1:33 labels.race.color'],
  [
    'a description of 101 characters',
    `labels: {race: {name: a, description: ${'x'.repeat(101)}}}`,
    '1:39 labels.race.description',
  ],
  ['labels as a list', 'labels: [race]', '1:9 labels'],
  ['modules as a mapping', 'modules:\n  executor: [executor]\n', '2:3 modules'],
  ['a module as a text', 'modules: [executor]', '1:11 modules[0]'],
  ['a module without a name', 'modules:\n  - paths: [a]\n', '2:5 modules[0].name'],
  ['a module without paths', 'modules:\n  - name: a\n', '2:5 modules[0].paths'],
  ['a module with no path', 'modules: [{name: a, paths: []}]', '1:28 modules[0].paths'],
  ['paths as a text', 'modules: [{name: a, paths: a}]', '1:28 modules[0].paths'],
  [
    'a path with alternatives',
    'modules:\n  - name: a\n    paths:\n      - a\n      - "{b,c}"\n',
    '5:9 modules[0].paths[1]',
  ],
  ['a path that says not', 'modules: [{name: a, paths: ["!a"]}]', '1:29 modules[0].paths[0]'],
  ['a path with a blank', 'harness: [a b]', '1:11 harness[0]'],
  ['a path of 201 characters', `generic: [${'x'.repeat(201)}]`, '1:11 generic[0]'],
  [
    'an owner that is a mail address',
    'modules: [{name: a, paths: [a], owners: [a@b.example]}]',
    '1:42 modules[0].owners[0]',
  ],
  [
    'eleven owners',
    `modules: [{name: a, paths: [a], owners: [${'a, '.repeat(10)}a]}]`,
    '1:41 modules[0].owners',
  ],
  ['an address for a module path', 'modulePaths: ["https://example.org/a"]', '1:15 modulePaths[0]'],
  [
    'a module path that ends in a slash',
    'modulePaths:\n  - github.com/acme/widgets/\n',
    '2:5 modulePaths[0]',
  ],
  ['a module path that climbs', 'siblings: [../a]', '1:12 siblings[0]'],
  ['aliases as a list', 'aliases: [a, b]', '1:10 aliases'],
  ['an alias from a slash', 'aliases:\n  /a: b\n', '2:3 aliases["/a"]'],
  ['an alias to a number', 'aliases: {a: 1}', '1:14 aliases.a'],
  ['assign everyone', 'assign: everyone', '1:9 assign'],
  ['mention true', 'mention: true', '1:10 mention'],
  ['likely in words', 'duplicates: {labelLikely: sometimes}', '1:27 duplicates.labelLikely'],
  ['a number for a switch', 'duplicates: {labelLikely: 1}', '1:27 duplicates.labelLikely'],
  ['an infinite number', 'duplicates: {labelLikely: .inf}', '1:27 duplicates.labelLikely'],
  ['a bad label of a pattern', 'patterns:\n  labels:\n    map: 1\n', '3:10 patterns.labels.map'],
  ['a bad name of a pattern', 'patterns: {labels: {"?": a}}', '1:21 patterns.labels["?"]'],
  ['a list of third-party labels', 'thirdParty: {label: [a]}', '1:21 thirdParty.label'],
  ['a number for the ignore label', 'ignoreLabel: 5', '1:14 ignoreLabel'],
  [
    'a mistake inside an anchor, where it stands',
    'modules:\n  - &a {name: a, paths: 1}\n',
    '2:25 modules[0].paths',
  ],
  [
    'several mistakes, in the order of the file',
    'assign: x\nlabels: {race: 1}\nmode: y\n',
    '1:9 assign',
    '2:16 labels.race',
    '3:7 mode',
  ],
  ['Windows line ends', 'mode: act\r\ncomment: x\r\n', '2:10 comment'],
  ['a byte order mark', '\uFEFFmode: x', '1:7 mode'],
];

const TOGETHER: readonly Broken[] = [
  [
    'a label that makes the app ignore its own issue',
    'labels: {race: "Race-Triage: Ignore"}',
    '1:16 labels.race',
  ],
  ['one label for two things', 'labels:\n  race: bug\n  regression: Bug\n', '3:15 labels.regression'],
  [
    'a module twice',
    'modules:\n  - {name: a, paths: [a]}\n  - {name: a, paths: [b]}\n',
    '3:12 modules[1].name',
  ],
  ['an alias to an alias', 'aliases:\n  a: b\n  b: c\n', '2:6 aliases.a'],
  ['an alias to itself', 'aliases: {a: a}', '1:14 aliases.a'],
];

const ALL = [...SYNTAX, ...UNKNOWN, ...VALUES, ...TOGETHER];

test.each(ALL)('%s', (_title, text, ...where) => {
  const problems = problemsOf(text);
  expect(problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual(where);
});

test('there are enough broken files', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(90);
});

test.each(ALL)('all four parts are told: %s', (_title, text) => {
  for (const problem of problemsOf(text)) {
    expect([problem.message, problem.expected, problem.advice].filter((part) => part === '')).toEqual([]);
    expect(`${problem.message}${problem.expected}${problem.advice}`).not.toMatch(/undefined|\[object|\n/);
  }
});

test.each([
  ['coment: all', 'did you mean `comment`?'],
  ['mode: obsreve', 'did you mean `observe`?'],
  ['regression: a', 'it belongs under `labels:`, indented'],
  ['createLabels: yes', 'write `true` or `false`, without quotes'],
  ['labels: {race: {name: a, color: 000000}}', 'put the value in quotes'],
  ['labels: {race: {name: a, color: red}}', 'for example `color: "d73a4a"`'],
  ['modules: [{name: a, paths: a}]', 'write a list: each entry on a line of its own, after `- `'],
  ['harness: [*mock]', 'put the pattern in quotes: "*mock"'],
  ['a: 1\na: 2', 'keep one of the two and remove the other'],
  ['mode: act\n---\nmode: off', 'remove the `---` and what follows it'],
])('advice for %j', (text, advice) => {
  expect(problemsOf(text)[0]?.advice).toBe(advice);
});

test.each(['', '\n', '# nothing yet\n', '---\n', '{}', 'null', '\uFEFF', 'labels: {}\nmodules: []\n'])(
  'all defaults: %j',
  (text) => {
    expect(configOf(text)).toEqual(defaultConfig());
  },
);

test('the defaults are the ones that were promised', () => {
  expect(defaultConfig()).toMatchObject({
    mode: 'act',
    comment: 'all',
    createLabels: true,
    assign: 'never',
    mention: 'never',
    duplicates: { labelLikely: false },
    thirdParty: { label: null },
    ignoreLabel: 'race-triage: ignore',
  });
  expect(declaredLabels(defaultConfig()).map(({ name }) => name)).toEqual([
    'race',
    'duplicate',
    'race: regression',
  ]);
});

test('a label may be a name, a mapping or null, and keeps the colour it came with', () => {
  const { labels } = configOf(
    'labels: {race: kind/race, duplicate: null, regression: {name: back, color: "#FF0000"}}',
  );
  expect(labels.race).toEqual({ name: 'kind/race', color: 'b60205', description: expect.any(String) });
  expect(labels.duplicate).toBeNull();
  expect(labels.regression).toMatchObject({ name: 'back', color: 'ff0000' });
});

test('owners get their @, whichever way they are written', () => {
  const { modules } = configOf('modules: [{name: a, paths: [a], owners: [octocat, "@acme/a"]}]');
  expect(modules[0]?.owners).toEqual(['@octocat', '@acme/a']);
});

test('every label of the file is declared, the first of several letter cases wins', () => {
  const text = `
    labels: {duplicate: null}
    modules: [{name: a, paths: [a], labels: [Race, {name: b, color: "0e8a16"}]}]
    patterns: {labels: {map: c}}
    thirdParty: {label: d}`;
  expect(declaredLabels(configOf(text)).map(({ name }) => name)).toEqual([
    'race',
    'race: regression',
    'b',
    'c',
    'd',
  ]);
});

test('an anchor and its alias are fine', () => {
  const { harness, generic } = configOf('harness: &a [x]\ngeneric: *a\n');
  expect([harness, generic]).toEqual([['x'], ['x']]);
});

test('a file of 64 KiB is read, a longer one is not', () => {
  expect(parseConfig('#'.repeat(65_536)).ok).toBe(true);
  expect(problemsOf('#'.repeat(65_537))).toMatchObject([
    { line: 1, column: 1, path: '', expected: 'at most 65536' },
  ]);
});

test.each([
  ['aliases of aliases', 'a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n'],
  ['many aliases', `harness: &a [x]\ngeneric:\n${'  - *a\n'.repeat(9000)}`],
  ['brackets in brackets', '['.repeat(60_000)],
  ['braces in braces', '{a: '.repeat(16_000)],
  ['lists in lists', '- '.repeat(30_000)],
  ['a value that holds itself', 'harness: &a [*a]\n'],
])('a file made to hurt is refused: %s', (_title, text) => {
  const parsed = parseConfig(text);
  expect(parsed.ok).toBe(false);
  expect(problemsOf(text).length).toBeLessThanOrEqual(50);
});

test('a problem on one line and on several', () => {
  const text = 'labels:\n  rase: a\n';
  const problem = problemsOf(text)[0];
  expect(problem && formatProblem(problem, 'f.yml')).toBe(
    'f.yml:2:3: labels.rase: there is no option "rase"; expected one of `race`, `duplicate`, `regression`; did you mean `race`?',
  );
  expect(problem && explainProblem(problem, text, 'f.yml').split('\n')).toEqual([
    'f.yml:2:3',
    '  labels.rase: there is no option "rase"',
    '    2 |   rase: a',
    '      |   ^',
    '  expected: one of `race`, `duplicate`, `regression`',
    '  to do:    did you mean `race`?',
  ]);
});

test('the caret stays under the place on a very long line', () => {
  const text = `harness: [${'"a", '.repeat(60)}5]`;
  const [problem] = problemsOf(text);
  const [source = '', caret = ''] = problem ? explainProblem(problem, text).split('\n').slice(2, 4) : [];
  expect(source[caret.indexOf('^')]).toBe('5');
});

const KEYS = Object.keys(defaultConfig());
const scrap = oneof(
  anyString(),
  constantFrom(...KEYS),
  constantFrom(
    ': ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '"',
    "'",
    '#',
    '|',
    '>',
    '\t',
    '? ',
    '---\n',
    '!!x ',
  ),
);
const soup = array(scrap, { maxLength: 60 }).map((parts) => parts.join(''));

test('any text at all is answered, never thrown at', () => {
  assert(property(oneof(anyString({ unit: 'binary' }), soup), isAnswered), { numRuns: 3000 });
});

test('any value at any option is answered', () => {
  const file = dictionary(constantFrom(...KEYS), jsonValue({ maxDepth: 4 }));
  assert(
    property(
      file.map((value) => JSON.stringify(value)),
      isAnswered,
    ),
    { numRuns: 2000 },
  );
});

/** An answer is a config, or at least one problem, each inside the text. */
function isAnswered(text: string): void {
  const parsed = parseConfig(text);
  if (parsed.ok) return;
  const lines = text.split(/\r\n|\r|\n/);
  expect(parsed.problems.length).toBeGreaterThan(0);
  for (const problem of parsed.problems) {
    expect(problem.line).toBeLessThanOrEqual(lines.length);
    expect(explainProblem(problem, text)).toContain('expected: ');
  }
}

function problemsOf(text: string): readonly Problem[] {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems;
}

function configOf(text: string): Config {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => formatProblem(problem)).join('\n'));
  return parsed.config;
}
