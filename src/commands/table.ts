import { z } from 'zod';

/**
 * The slash commands, one row each. Everything else is made from a row: the parser (name and schema), the
 * permission check (`who`), the usage line in a reply, `/race help` and the section of the README.
 *
 * To add a command, add its intent and its row. Nothing else has to change.
 */

/** What a command asks for, once its words are read. */
export type Intent = { readonly kind: 'rescan'; readonly force: boolean } | { readonly kind: 'help' };

/**
 * Who may use a command. `author` is the author, or anyone with triage rights; `triage` is triage
 * rights or more.
 */
export type Who = 'anyone' | 'author' | 'triage';

/** A word that may follow a command and that may ask for more rights than the command itself. */
export interface Flag {
  readonly word: string;
  readonly who: Who;
  readonly summary: string;
  readonly isUsed: (intent: Intent) => boolean;
}

/** One row. `args` is how the words after the name are written in a usage line. */
export interface Command {
  readonly name: string;
  readonly args: string;
  readonly who: Who;
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  readonly schema: z.ZodType<Intent, readonly string[]>;
}

const force: Flag = {
  word: '--force',
  who: 'triage',
  summary: 'Also put back labels that people took off.',
  isUsed: (intent) => intent.kind === 'rescan' && intent.force,
};

const rescan: Command = {
  name: 'rescan',
  args: '[--force]',
  who: 'author',
  summary: 'Read the issue again and bring labels and comment up to date.',
  flags: [force],
  examples: ['/race rescan', '/race rescan --force'],
  schema: z
    .union([z.tuple([]), z.tuple([flag('--force')])])
    .transform((words): Intent => ({ kind: 'rescan', force: words.length > 0 })),
};

const help: Command = {
  name: 'help',
  args: '',
  who: 'anyone',
  summary: 'Show the commands and who may use them.',
  flags: [],
  examples: ['/race help', '/race'],
  schema: z.tuple([]).transform((): Intent => ({ kind: 'help' })),
};

/** All commands, in the order in which help shows them. */
export const commands: readonly Command[] = [rescan, help];

/**
 * The row of a command name, letter case free.
 *
 * @example
 * findCommand('Rescan')?.args // '[--force]'
 * findCommand('dance')        // undefined
 */
export function findCommand(name: string): Command | undefined {
  const wanted = name.toLowerCase();
  return commands.find((row) => row.name === wanted);
}

/** A flag, letter case free like the rest of a command. */
function flag(word: string) {
  return z.string().toLowerCase().pipe(z.literal(word));
}
