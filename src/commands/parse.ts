import { overBudget } from './budget.ts';
import { usage } from './help.ts';
import { nearest } from './near.ts';
import { proseLines } from './prose.ts';
import { commands, findCommand, type Command, type Intent } from './table.ts';

/** A command that was understood. `text` is the line as written, without the blanks around it. */
export interface Invocation {
  readonly name: string;
  readonly intent: Intent;
  readonly text: string;
}

/**
 * A line of a comment that addresses the app, understood or not. `line` counts from 1. `problem` and `usage`
 * hold nothing of the comment but a word of plain letters, so they are fit for a reply; `text` is what was
 * written, cut to 200 characters, and is not.
 */
export type Reading =
  | { readonly ok: true; readonly line: number; readonly invocation: Invocation }
  | {
      readonly ok: false;
      readonly line: number;
      readonly text: string;
      readonly problem: string;
      readonly usage: string;
      /** Names of commands that were probably meant. */
      readonly near: readonly string[];
    };

/** More than anyone needs at once; the rest is reported as one problem. */
const MOST_COMMANDS = 10;
const LONGEST_ECHO = 200;

/** At most three blanks, `/race`, then a blank or the end. A fourth blank, or a tab, makes the line code. */
const CANDIDATE = /^ {0,3}\/race(?![^ \t\u00a0])/i;

/**
 * The commands in a comment, in the order written. A command stands on a line of its own in plain prose at the
 * top level of the comment: not in code, a quotation, a list, a heading, a table, a link or hidden HTML. Ordinary
 * comments are never parsed: only one in which a line starts with `/race` is.
 *
 * The rules were learnt from bots that ran commands they were only shown:
 * https://github.com/bors-ng/bors-ng/issues/173 · https://github.com/rust-lang/triagebot/issues/595
 *
 * @example
 * parseCommands('Fixed, I think.\n\n/race rescan')
 * // [{ ok: true, line: 3, invocation: { name: 'rescan', intent: { kind: 'rescan', force: false }, … } }]
 * parseCommands('> /race rescan') // []
 */
export function parseCommands(comment: string): readonly Reading[] {
  const lines = comment.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => CANDIDATE.test(line));
  if (first < 0) return [];
  const refusal = overBudget(comment, lines);
  if (refusal !== null) return [unreadable(first + 1, lines[first] ?? '', refusal)];
  const prose = proseLines(lines, (line) => CANDIDATE.test(line));
  const found = lines.flatMap((text, index) => {
    return CANDIDATE.test(text) && prose.has(index + 1) ? [{ text: text.trim(), line: index + 1 }] : [];
  });
  const readings = found.slice(0, MOST_COMMANDS).map(({ text, line }) => read(text, line));
  const next = found[MOST_COMMANDS];
  return next ? [...readings, tooMany(next.line, next.text, found.length - MOST_COMMANDS)] : readings;
}

function read(text: string, line: number): Reading {
  const [name = 'help', ...words] = text.split(/[ \t\u00a0]+/).slice(1);
  const row = findCommand(name);
  if (!row) return unknown(text, line, name);
  const result = row.schema.safeParse(words.map(withPlainDashes));
  if (!result.success) return misused(text, line, row);
  return { ok: true, line, invocation: { name: row.name, intent: result.data, text } };
}

/** Phones turn `--` into a dash. */
function withPlainDashes(word: string): string {
  return word.replace(/^[–—]/, '--');
}

function unknown(text: string, line: number, name: string): Reading {
  const near = nearest(
    name,
    commands.map((row) => row.name),
  );
  const what = /^[a-z][a-z-]{0,29}$/i.test(name) ? `\`${name}\` is not a command` : 'that is not a command';
  const known = commands.map((row) => `\`${row.name}\``).join(', ');
  const advice =
    near.length > 0 ? `did you mean \`/race ${near[0]}\`?` : '`/race help` tells what each does.';
  const problem = `Line ${line}: ${what}. After \`/race\` comes one of ${known}; ${advice}`;
  return { ok: false, line, text: echo(text), problem, usage: '/race help', near };
}

function misused(text: string, line: number, row: Command): Reading {
  const problem =
    `Line ${line}: the words after \`${row.name}\` were not understood. Expected \`${usage(row)}\` and nothing ` +
    `else on the line; write the command again in a new comment.`;
  return { ok: false, line, text: echo(text), problem, usage: usage(row), near: [row.name] };
}

function tooMany(line: number, text: string, left: number): Reading {
  const problem =
    `Line ${line}: only the first ${MOST_COMMANDS} commands of a comment are read, ${left} more were left out. ` +
    `Expected at most ${MOST_COMMANDS}; write the others in a new comment.`;
  return { ok: false, line, text: echo(text), problem, usage: '/race help', near: [] };
}

function unreadable(line: number, text: string, refusal: string): Reading {
  const problem =
    `Line ${line}: a command seems to stand here, but the comment was not read: ${refusal}. Expected a comment ` +
    `of ordinary size and nesting; write the command in a comment of its own.`;
  return { ok: false, line, text: echo(text.trim()), problem, usage: '/race help', near: [] };
}

function echo(text: string): string {
  return text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
}
