import type { PrintedFrame, PrintedReport } from '../../src/race/index.ts';
import { facts, rowsOf } from '../race/corpus.ts';

/** What is known of a real issue (`test/corpus/README.md`). */
export interface IssueFact {
  /** `owner/name#number`; of a commit, its URL. */
  readonly id: string;
  readonly repo: string;
  readonly number: number | null;
  readonly url: string;
  readonly kind: 'issue' | 'pull_request' | 'commit';
  readonly closed: boolean;
  readonly labels: readonly string[];
  /** ISO 8601, the day at least; null where nobody knows. */
  readonly created: string | null;
  readonly tests: readonly string[];
  readonly reports: readonly ReportFact[];
  readonly inComment: boolean;
}

export interface ReportFact {
  readonly report: PrintedReport;
  /** The text breaks off: no closing rule. */
  readonly cut: boolean;
}

/** Issues of which people said that they are the same race, or that they are not. */
export interface PairFact {
  readonly issues: readonly string[];
  readonly certainty: string | null;
  readonly relation: string | null;
}

interface Row {
  readonly repo: string;
  readonly number: number | null;
  readonly kind: IssueFact['kind'];
  readonly url: string;
  readonly state: string | null;
  readonly labels: readonly string[];
  readonly created: string | null;
  readonly tests?: readonly string[];
  readonly reports_in?: 'comment';
  readonly cut?: readonly number[];
  readonly reports?: readonly ReportRow[];
}

type FrameRow = readonly [string, string | null, number | null, string | null];

interface ReportRow {
  readonly accesses: readonly {
    readonly kind: 'read' | 'write';
    readonly previous: boolean;
    readonly by: string;
    readonly address: string | null;
    readonly failed?: boolean;
    readonly frames: readonly FrameRow[];
  }[];
  readonly goroutines: readonly {
    readonly id: number;
    readonly state: 'running' | 'finished';
    readonly frames: readonly FrameRow[];
  }[];
}

const byUrl = Map.groupBy(facts, ({ url }) => url);

export const corpus: readonly IssueFact[] = rowsOf('issues.jsonl')
  .map((line): Row => JSON.parse(line))
  .map((row) => ({
    id: row.number === null ? row.url : `${row.repo}#${row.number}`,
    repo: row.repo,
    number: row.number,
    url: row.url,
    kind: row.kind,
    closed: row.state !== 'open',
    labels: row.labels,
    created: row.created,
    tests: row.tests ?? [],
    reports: reportsOf(row),
    inComment: row.reports_in === 'comment',
  }));

export const pairs: Readonly<Record<'same' | 'different' | 'ambiguous', readonly PairFact[]>> = JSON.parse(
  rowsOf('pairs.json').join('\n'),
);

function reportsOf(row: Row): ReportFact[] {
  const printed = row.reports?.map(toPrinted) ?? (byUrl.get(row.url) ?? []).map(({ report }) => report);
  return printed.map((report, i) => ({ report, cut: row.cut?.includes(i) ?? false }));
}

function toPrinted({ accesses, goroutines }: ReportRow): PrintedReport {
  return {
    accesses: accesses.map(({ kind, previous, by, address, failed, frames }) => ({
      op: kind,
      previous,
      address,
      by:
        by === 'main goroutine'
          ? { kind: 'main', id: null }
          : { kind: 'goroutine', id: Number(by.split(' ')[1]) },
      stack: failed ? 'failed' : 'restored',
      frames: frames.map(toFrame),
    })),
    goroutines: goroutines.map(({ id, state, frames }) => ({
      id,
      state,
      stack: 'restored',
      frames: frames.map(toFrame),
    })),
  };
}

function toFrame([symbol, file, line, offset]: FrameRow): PrintedFrame {
  return { symbol, file, line, offset: offset?.replace('+', '') ?? null };
}
