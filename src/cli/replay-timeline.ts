import type { HistoricIssue } from './replay-input.ts';

/** Something that happened to an issue. */
export type Happening =
  | { readonly what: 'opened'; readonly at: string; readonly issue: HistoricIssue }
  | {
      readonly what: 'closed';
      readonly at: string;
      readonly issue: HistoricIssue;
      readonly reason: string | null;
    }
  | {
      readonly what: 'commented';
      readonly at: string;
      readonly issue: HistoricIssue;
      readonly body: string;
    };

/**
 * What happened, in order. Openings of one moment go by number; at one moment openings come first, so that an
 * issue knows only what was there before it.
 */
export function timeline(issues: readonly HistoricIssue[]): Happening[] {
  return issues
    .flatMap(happenings)
    .sort((a, b) => compare(a.at, b.at) || ORDER[a.what] - ORDER[b.what] || a.issue.number - b.issue.number);
}

const ORDER: Readonly<Record<Happening['what'], number>> = { opened: 0, commented: 1, closed: 2 };

function happenings(issue: HistoricIssue): Happening[] {
  const { createdAt, closed, comments } = issue;
  return [
    { what: 'opened', at: createdAt, issue },
    ...comments.map(({ at, body }) => ({
      what: 'commented' as const,
      at: later(at, createdAt),
      issue,
      body,
    })),
    ...(closed
      ? [{ what: 'closed' as const, at: later(closed.at, createdAt), issue, reason: closed.reason }]
      : []),
  ];
}

/** Nothing happens to an issue before it is there, whatever the file says. */
function later(at: string, createdAt: string): string {
  return compare(at, createdAt) < 0 ? createdAt : at;
}

/** Times of one form compare as texts, and dates far off as well. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
