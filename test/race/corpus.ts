import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrintedFrame, PrintedReport } from '../../src/race/index.ts';

/** The facts of one report of a public issue (`test/corpus/race-frames.md`). */
export interface Fact {
  readonly url: string;
  readonly report: PrintedReport;
}

type FrameFact = readonly [string, string, number, string];

interface Row {
  readonly url: string;
  readonly accesses: readonly {
    readonly kind: 'read' | 'write';
    readonly previous: boolean;
    readonly by: string;
    readonly address: string | null;
    readonly frames: readonly FrameFact[];
  }[];
  readonly goroutines: readonly {
    readonly id: number;
    readonly state: string;
    readonly frames: readonly FrameFact[];
  }[];
}

export const facts: readonly Fact[] = rowsOf('race-frames.jsonl')
  .map((line): Row => JSON.parse(line))
  .map((row) => ({
    url: row.url,
    report: {
      accesses: row.accesses.map(({ kind, previous, by, address, frames }) => ({
        op: kind,
        previous,
        address,
        by:
          by === 'main goroutine'
            ? { kind: 'main', id: null }
            : { kind: 'goroutine', id: Number(by.split(' ')[1]) },
        stack: 'restored',
        frames: frames.map(frameOf),
      })),
      goroutines: row.goroutines.map(({ id, state, frames }) => ({
        id,
        state: state === 'finished' ? 'finished' : 'running',
        stack: 'restored',
        frames: frames.map(frameOf),
      })),
    },
  }));

/** The lines of a file of facts, one JSON value each. */
export function rowsOf(file: string): readonly string[] {
  return readFileSync(join(import.meta.dirname, '../corpus', file), 'utf8')
    .trim()
    .split('\n');
}

function frameOf([symbol, file, line, offset]: FrameFact): PrintedFrame {
  return { symbol, file, line, offset: offset.replace('+', '') };
}
