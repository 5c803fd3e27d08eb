import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, parseRaceReports } from '../../src/race/index.ts';
import type { RaceKeys, RaceReport } from '../../src/race/index.ts';

/** Where the issues lie, one folder each: `issue.md` as it was posted, `reports.json` as it must be read. */
export const ISSUES = join(import.meta.dirname, '../fixtures/issues');

export type ReportWithKeys = RaceReport & { keys: RaceKeys };

export function issueNames(): string[] {
  return readdirSync(ISSUES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(ISSUES, entry.name)).includes('reports.json'))
    .map((entry) => entry.name)
    .sort();
}

export function issueText(name: string): string {
  return readFileSync(join(ISSUES, name, 'issue.md'), 'utf8');
}

export function read(text: string): ReportWithKeys[] {
  return parseRaceReports(text).map((report) => ({ ...report, keys: fingerprint(report) }));
}

/** `node test/race/accept.ts NAME…` writes what is read now; the diff is the review. */
if (process.argv[1] === import.meta.filename) {
  for (const name of process.argv.slice(2)) {
    writeFileSync(join(ISSUES, name, 'reports.json'), `${JSON.stringify(read(issueText(name)), null, 1)}\n`);
  }
}
