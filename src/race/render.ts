import type { Access, Frame, Goroutine, RaceReport, Runner, StackState } from './types.ts';

/** What of a frame is printed. */
export type PrintedFrame = Pick<Frame, 'symbol' | 'file' | 'line' | 'offset'>;

/** What of a report is printed; every `RaceReport` of Go is one. */
export interface PrintedReport {
  readonly accesses: readonly (Pick<Access, 'op' | 'previous' | 'address' | 'stack'> & {
    readonly by: Pick<Runner, 'kind' | 'id'>;
    readonly frames: readonly PrintedFrame[];
  })[];
  readonly goroutines: readonly (Pick<Goroutine, 'id' | 'state' | 'stack'> & {
    readonly frames: readonly PrintedFrame[];
  })[];
}

/**
 * Prints a report as Go's detector does (`PrintReport` in llvm-project compiler-rt/lib/tsan/rtl/tsan_report.cpp).
 * @returns the text with both rules and a line feed at the end; reading it gives the same report, except for
 * `at`, `span` and `defects`
 * @example renderReport(report).startsWith('==================\nWARNING: DATA RACE\n')
 */
export function renderReport(report: PrintedReport | RaceReport): string {
  const accesses = report.accesses.map((access) => section(accessLine(access), access.stack, access.frames));
  const goroutines = report.goroutines.map((goroutine) => {
    const header = `Goroutine ${goroutine.id} (${goroutine.state}) created at:`;
    return section(header, goroutine.stack, goroutine.frames);
  });
  return `${RULE}\nWARNING: DATA RACE\n${[...accesses, ...goroutines].join('\n')}${RULE}\n`;
}

const RULE = '='.repeat(18);

function accessLine({ op, previous, address, by }: PrintedReport['accesses'][number]): string {
  const capital = op === 'read' ? 'Read' : 'Write';
  const at = address === null ? '' : ` at ${address}`;
  return `${previous ? `Previous ${op}` : capital}${at} by ${who(by)}:`;
}

function who(by: Pick<Runner, 'kind' | 'id'>): string {
  return by.kind === 'main' ? 'main goroutine' : `goroutine ${by.id ?? ''}`;
}

function section(header: string, stack: StackState, frames: readonly PrintedFrame[]): string {
  if (stack === 'failed') return `${header}\n  [failed to restore the stack]\n`;
  return `${header}\n${frames.map(frameLines).join('')}`;
}

function frameLines({ symbol, file, line, offset }: PrintedFrame): string {
  if (file === null && line === null) return `  ${symbol}()\n`;
  const place = line === null ? (file ?? '') : `${file ?? ''}:${line}`;
  return `  ${symbol}()\n      ${place}${offset === null ? '' : ` +${offset}`}\n`;
}
