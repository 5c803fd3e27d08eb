import { expect, test } from '@jest/globals';
import { helpText, readmeSection, usage } from '../../src/commands/help.ts';
import { parseCommands } from '../../src/commands/parse.ts';
import { commands, findCommand } from '../../src/commands/table.ts';

test('names are unique, lower case and without blanks', () => {
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
});

const EXAMPLES = commands.flatMap((row) => row.examples.map((example) => [example, row.name] as const));

test.each(EXAMPLES)('the example %j is read as %s', (example, name) => {
  expect(parseCommands(example)).toMatchObject([{ ok: true, invocation: { name } }]);
});

test('every row has an example, and every flag one of its own', () => {
  for (const row of commands) {
    expect(row.examples.length).toBeGreaterThan(0);
    for (const flag of row.flags) {
      expect(row.args).toContain(`[${flag.word}]`);
      expect(row.examples).toContain(`/race ${row.name} ${flag.word}`);
    }
  }
});

test('a flag is seen in the intent it makes, and only there', () => {
  for (const row of commands) {
    for (const flag of row.flags) {
      expect(flag.isUsed(row.schema.parse([flag.word]))).toBe(true);
      expect(flag.isUsed(row.schema.parse([]))).toBe(false);
    }
  }
});

test('sentences end with a full stop', () => {
  const sentences = commands.flatMap((row) => [row.summary, ...row.flags.map(({ summary }) => summary)]);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test('a command is found whatever its letter case, and nothing else is', () => {
  expect(findCommand('ReScan')?.name).toBe('rescan');
  for (const name of ['', 'constructor', 'toString', '__proto__', 'rescan '])
    expect(findCommand(name)).toBeUndefined();
});

test('usage lines', () => {
  expect(commands.map(usage)).toEqual([
    '/race rescan [--force]',
    '/race duplicate #N',
    '/race not-duplicate #N',
    '/race module NAME',
    '/race why',
    '/race ignore',
    '/race unignore',
    '/race undo',
    '/race help',
  ]);
});

test('help offers a reader only what they may use, and says who may use the rest', () => {
  const [open = '', closed = ''] = helpText({ role: 'read', isAuthor: false }).split('Not open to you here:');
  expect(open).toBe(`You can use these commands in a comment, each on a line of its own:

- \`/race help\`: Show the commands and who may use them.

`);
  const rest = closed.trim().split('\n');
  expect(rest).toHaveLength(commands.length);
  expect(rest[0]).toBe(
    "- `/race rescan`: Read the issue again and bring labels and comment up to date. For the issue's author and people with triage rights.",
  );
  expect(rest.filter((line) => line.endsWith('For people with triage rights.'))).toHaveLength(6);
});

test('help offers the author a rescan without force', () => {
  const [open = '', closed = ''] = helpText({ role: 'read', isAuthor: true }).split('Not open to you here:');
  expect(open).toContain('`/race rescan`');
  expect(open).not.toContain('--force');
  expect(closed).toContain('`/race rescan --force`');
});

test('help offers everything to those with triage rights', () => {
  const text = helpText({ role: 'triage', isAuthor: false });
  expect(text).not.toContain('Not open');
  for (const row of commands) expect(text).toContain(`\`/race ${row.name}`);
});

test('someone unknown is offered what anyone may use', () => {
  expect(helpText()).toBe(helpText({ role: null, isAuthor: false }));
});

test('the section of the README has a row for each command and flag', () => {
  const count = commands.reduce((sum, row) => sum + 1 + row.flags.length, 0);
  expect(readmeSection().trimEnd().split('\n')).toHaveLength(2 + count);
});
