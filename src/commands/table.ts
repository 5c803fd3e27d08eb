import type { z } from 'zod';
import type { Reference } from './reference.ts';
import { duplicate, help, ignore, module, notDuplicate, rescan, undo, unignore, why } from './rows.ts';

/**
 * The slash commands, one row each. Everything else is made from a row: the parser (name and schema), the
 * permission check (`who`), the usage line in a reply, `/race help` and the section of the README.
 *
 * To add a command, add its intent here and its row in `rows.ts`; what it does is in `src/app/obey`.
 */

/** What a command asks for, once its words are read. */
export type Intent =
  | { readonly kind: 'rescan'; readonly force: boolean }
  | { readonly kind: 'duplicate'; readonly of: Reference }
  | { readonly kind: 'not-duplicate'; readonly of: Reference }
  /** Null says that the race is no module's. */
  | { readonly kind: 'module'; readonly name: string | null }
  | { readonly kind: 'help' | 'why' | 'ignore' | 'unignore' | 'undo' };

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

/** All commands, in the order in which help shows them. */
export const commands: readonly Command[] = [
  rescan,
  duplicate,
  notDuplicate,
  module,
  why,
  ignore,
  unignore,
  undo,
  help,
];

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
