import { z } from 'zod';
import { parseReference, type Reference } from './reference.ts';
import type { Command, Flag, Intent } from './table.ts';

/** The rows of the table; see `table.ts`. */

const force: Flag = {
  word: '--force',
  who: 'triage',
  summary: 'Also put back what people took off: labels, a deleted or hidden comment, what was undone.',
  isUsed: (intent) => intent.kind === 'rescan' && intent.force,
};

export const rescan: Command = {
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

export const duplicate: Command = {
  name: 'duplicate',
  args: '#N',
  who: 'triage',
  summary: 'Say that the races of this issue are those of issue N, whatever the frames look like.',
  flags: [],
  examples: ['/race duplicate #12', '/race duplicate acme/widgets#12'],
  schema: reference().transform((of): Intent => ({ kind: 'duplicate', of })),
};

export const notDuplicate: Command = {
  name: 'not-duplicate',
  args: '#N',
  who: 'author',
  summary:
    'Say that the races of this issue are not those of issue N; an author says so for this issue only.',
  flags: [],
  examples: ['/race not-duplicate #12'],
  schema: reference().transform((of): Intent => ({ kind: 'not-duplicate', of })),
};

export const module: Command = {
  name: 'module',
  args: 'NAME',
  who: 'triage',
  summary:
    'Say which module owns the race: a module, or a label of one; `none` for nobody. It is learned from.',
  flags: [],
  examples: ['/race module executor', '/race module sig/execution', '/race module none'],
  schema: z
    .array(z.string())
    .nonempty()
    .transform((words) => words.join(' '))
    .pipe(z.string().max(50))
    .transform((name): Intent => ({ kind: 'module', name: name.toLowerCase() === 'none' ? null : name })),
};

export const why = plain(
  'why',
  'author',
  'Explain the decision: keys, frames, rules, and where it stands in the log.',
);

export const ignore = plain('ignore', 'triage', 'Leave this issue alone from now on.');

export const unignore = plain('unignore', 'triage', 'Look after this issue again.');

export const undo = plain(
  'undo',
  'triage',
  'Take back what the app changed last, unless people changed it since.',
);

export const help: Command = {
  ...plain('help', 'anyone', 'Show the commands and who may use them.'),
  examples: ['/race help', '/race'],
};

/** A command without words. */
function plain(
  name: Exclude<Intent['kind'], 'rescan' | 'duplicate' | 'not-duplicate' | 'module'>,
  who: Command['who'],
  summary: string,
): Command {
  const schema = z.tuple([]).transform((): Intent => ({ kind: name }));
  return { name, args: '', who, summary, flags: [], examples: [`/race ${name}`], schema };
}

/** One word that names an issue. */
function reference(): z.ZodType<Reference, readonly string[]> {
  return z.tuple([z.string()]).transform(([word], context) => {
    const found = parseReference(word);
    if (found) return found;
    context.addIssue({ code: 'custom', message: 'names no issue' });
    return z.NEVER;
  });
}

/** A flag, letter case free like the rest of a command. */
function flag(word: string) {
  return z.string().toLowerCase().pipe(z.literal(word));
}
