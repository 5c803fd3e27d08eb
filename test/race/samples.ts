import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RaceReport } from '../../src/race/index.ts';

/** Output of the detector under several Go versions, as printed; `test/fixtures/races/README.md` says how it was made. */
export const SAMPLES = join(import.meta.dirname, '../fixtures/races');

export interface Sample {
  readonly file: string;
  readonly go: string;
  /** `abs`, `trim` (`-trimpath`), `noise` (other writers), `test…`, `bench`, `kinds`. */
  readonly layout: string;
  /** All files of one scenario show one race. */
  readonly scenario: string;
  readonly reports: number;
}

export const samples: readonly Sample[] = samplesIn('.');

/** The samples of one folder below `SAMPLES`, as its `index.tsv` names them. */
export function samplesIn(folder: string): Sample[] {
  const rows = readFileSync(join(SAMPLES, folder, 'index.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return rows.map((row) => {
    const [file = '', go = '', layout = '', scenario = '', reports = '0'] = row.split('\t');
    return { file: join(folder, file), go, layout, scenario, reports: Number(reports) };
  });
}

export function sampleText({ file }: Sample): string {
  return readFileSync(join(SAMPLES, file), 'utf8');
}

/**
 * The frames of a text as printed, found by the printer's own format and nothing else: two blanks and `()`, then
 * six blanks. It knows no reports, so it cannot share a mistake with the parser.
 */
export function framesPrinted(text: string): string[] {
  const frames: string[] = [];
  let symbol: string | null = null;
  let inside = false;
  for (const line of outputOf(text).split('\n')) {
    if (line.startsWith('WARNING: DATA RACE')) inside = true;
    if (!inside) continue;
    symbol = /^ {2}(\S.*)\(\)$/.exec(line)?.[1] ?? symbol;
    const place = /^ {6}(\S+:\d+) \+(0x[0-9a-f]+)$/.exec(line);
    if (place === null || symbol === null) continue;
    frames.push(`${symbol} ${place[1]} ${place[2]}`);
    symbol = null;
  }
  return frames;
}

export function framesRead(reports: readonly RaceReport[]): string[] {
  return reports
    .flatMap((report) => [...report.accesses, ...report.goroutines])
    .flatMap(({ frames }) => frames)
    .map(({ symbol, file, line, offset }) => `${symbol} ${file}:${line} ${offset}`);
}

function outputOf(text: string): string {
  if (!text.startsWith('{"Time"')) return text;
  return text.trim().split('\n').map(outputOfEvent).join('');
}

function outputOfEvent(line: string): string {
  const event: unknown = JSON.parse(line);
  return typeof event === 'object' && event !== null && 'Output' in event ? String(event.Output) : '';
}
