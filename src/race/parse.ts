import { withoutComments } from './markup.ts';
import { createRaceReader } from './reader.ts';
import type { Defect, RaceReport } from './types.ts';

export interface ParseOptions {
  /** Module paths of the repository the text belongs to: their frames get `origin: 'repository'`. */
  readonly modules?: readonly string[];
}

/** Reports given per text. A body of 65,536 characters has room for about 600 that have a frame each. */
export const MOST_REPORTS = 1000;

/**
 * Finds every race report in an issue, a comment or a log.
 * @param text anything, in any wrapping; nothing makes it throw
 * @param options see `ParseOptions`
 * @returns the reports in the order of their first lines; an empty list if there is none. Beyond `MOST_REPORTS`
 * the last one carries the defect `too-many-reports` with the number of those left out.
 * @example parseRaceReports(issue.body, { modules: ['github.com/o/r'] }).filter((report) => report.complete)
 */
export function parseRaceReports(text: string, options: ParseOptions = {}): RaceReport[] {
  const reader = createRaceReader(options);
  const found = [...reader.feed(withoutComments(text)), ...reader.end()];
  found.sort((a, b) => a.span.from - b.span.from);
  return found.length > MOST_REPORTS ? capped(found) : found;
}

function capped(found: readonly RaceReport[]): RaceReport[] {
  const kept = found.slice(0, MOST_REPORTS);
  const last = kept.at(-1);
  if (last === undefined) return kept;
  const left = found.length - MOST_REPORTS;
  const message = `The text holds ${found.length} reports; the last ${left} are left out.`;
  const defect: Defect = { code: 'too-many-reports', line: last.span.to, message };
  return [...kept.slice(0, -1), { ...last, defects: [...last.defects, defect] }];
}
