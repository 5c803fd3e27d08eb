import { createReadStream, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { CliError } from './error.ts';
import { cannotRead } from './input.ts';

/** A text that comes in pieces. */
export interface Source {
  readonly file: string;
  /** Bytes in all; null where nobody knows, as of a pipe. */
  readonly size: number | null;
  /** The text in pieces, cut anywhere but inside a letter. */
  pieces(): AsyncIterable<Piece>;
}

export interface Piece {
  readonly text: string;
  /** Bytes read so far. */
  readonly read: number;
}

const CHUNK = 64 * 1024;

/** Files, each opened when it is read; `-`, or nothing at all, is standard input. */
export function openSources(files: readonly string[]): Source[] {
  return (files.length > 0 ? files : ['-']).map((file) => ({
    file,
    size: sizeOf(file),
    pieces: () => readPieces(file),
  }));
}

function sizeOf(file: string): number | null {
  if (file === '-') return null;
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
    return stat.isFile() ? stat.size : null;
  } catch (error) {
    throw cannotRead(file, error);
  }
}

async function* readPieces(file: string): AsyncIterable<Piece> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  // Broken UTF-8 becomes U+FFFD: a log cut in the middle of a letter is still a log.
  const decoder = new StringDecoder('utf8');
  let read = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      read += chunk.length;
      yield { text: decoder.write(chunk), read };
    }
  } catch (error) {
    throw error instanceof CliError ? error : cannotRead(file, error);
  }
  yield { text: decoder.end(), read };
}
