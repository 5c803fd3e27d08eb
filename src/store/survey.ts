import type { IndexedKeys } from '../triage/types.ts';
import type { Cursor, Work } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';

/** Filling the index by reading, where no event told. */
export interface Surveys {
  survey(repository: number): Promise<Survey | null>;
  saveSurvey(survey: Survey): Promise<void>;
  /** Those that were last swept before a moment, the longest ago first. */
  surveysDue(before: number, limit: number): Promise<Survey[]>;
  /**
   * Notes what a list of issues shows, in one transaction. Of an issue that was triaged only title, state and keys change:
   * what was done and what people said stays. One without a race is noted only if it is known already. With `again`, what
   * was noted of comments was made by other rules, and they are to be read once more.
   */
  list(place: Place, issues: readonly ListedIssue[], again?: boolean): Promise<void>;
  /** Notes an issue, whether its text holds a race or not. */
  see(place: Place, issue: Issue): Promise<void>;
  /** Notes the races of a comment in place of those noted before; none forgets them. They count once the issue is noted. */
  hear(repository: number, issue: number, comment: HeardComment): Promise<void>;
  /** The exact keys noted of a comment. */
  heardIn(repository: number, issue: number, comment: number): Promise<string[]>;
  /** Open issues that are only in the index, above `after`, oldest first. */
  untriaged(repository: number, after: number, limit: number): Promise<number[]>;
  /** Open triaged issues above `after` that share an exact key with an older issue, oldest first. */
  repeats(repository: number, after: number, limit: number): Promise<number[]>;
  /** Issues whose comments or events are still to be read, youngest first. */
  unread(repository: number, limit: number): Promise<Unread[]>;
  markRead(repository: number, issue: number): Promise<void>;
}

export type Place = Pick<Work, 'repository' | 'installation'>;

/** How far the index of a repository is. */
export interface Survey extends Place {
  /** Issues up to this number were there before us: they are found, and never acted on unasked. */
  readonly inherited: number;
  /** What the keys in the index were made with; see `keysVersion`. Empty while no race was met. */
  readonly version: string;
  /** Whether all issues were read once with that version. */
  readonly complete: boolean;
  /** All that changed before is read. */
  readonly issues: Cursor;
  readonly comments: Cursor;
  /** Comments are left to be read that changed up to `heardTo`. */
  readonly listening: boolean;
  /** What changed before needs no look any more; null until all was read once: whatever was there then is old. ISO 8601. */
  readonly heardTo: string | null;
  /** When the last sweep began, in milliseconds since 1970. */
  readonly sweptAt: number;
}

/** An issue as a list shows it. */
export interface ListedIssue {
  readonly issue: Issue;
  readonly races: readonly IndexedKeys[];
  /** See `TriagePlan.blamed`. */
  readonly blamed: readonly string[];
}

/** What is still to be read of an issue. */
export interface Unread {
  readonly number: number;
  readonly createdAt: string;
  readonly comments: boolean;
  /** Who put its labels on. */
  readonly events: boolean;
}

export interface HeardComment {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly races: readonly IndexedKeys[];
}
