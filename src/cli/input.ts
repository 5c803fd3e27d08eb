import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CliError } from './error.ts';

/** A text to read, with the name it goes by. */
export interface Input {
  readonly file: string;
  readonly text: string;
}

/** Reads files; `-`, or nothing at all, is standard input. */
export function readInputs(files: readonly string[]): Input[] {
  return (files.length > 0 ? files : ['-']).map((file) => ({ file, text: readText(file) }));
}

function readText(file: string): string {
  try {
    // Descriptor 0 is standard input. Broken UTF-8 becomes U+FFFD: a log cut in the middle of a letter is still a log.
    return readFileSync(file === '-' ? 0 : file).toString('utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** The text of a file that an option names. */
export function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** The world failed: the message says which file, and why. */
export function cannotRead(file: string, error: unknown): CliError {
  const name = file === '-' ? 'standard input' : file;
  return new CliError(3, `${name} cannot be read: ${reasonOf(error)}`, error);
}

/** Why the world failed, without a stack. */
export function reasonOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}

/** Options and files of a command; an unknown option is wrong usage. */
export function readArgs<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    throw new CliError(2, `${message}; add --help to see how it is used`, error);
  }
}
