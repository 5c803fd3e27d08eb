import { withoutComments } from './markup.ts';
import { collectReports } from './reader.ts';
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
  const { reports, total } = collectReports(withoutComments(text), options, MOST_REPORTS);
  reports.sort((a, b) => a.span.from - b.span.from);
  return total > MOST_REPORTS ? capped(reports, total) : reports;
}

function capped(kept: readonly RaceReport[], total: number): RaceReport[] {
  const last = kept.at(-1);
  if (last === undefined) return [];
  const message = `The text holds ${total} reports; the last ${total - kept.length} are left out.`;
  const defect: Defect = { code: 'too-many-reports', line: last.span.to, message };
  return [...kept.slice(0, -1), { ...last, defects: [...last.defects, defect] }];
}
