import type { RaceKeys } from '../race/types.ts';
import type { Work } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';

/** Filling the index by reading, where no event told. */
export interface Surveys {
  survey(repository: number): Promise<Survey | null>;
  saveSurvey(survey: Survey): Promise<void>;
  /** Those that were last swept before a moment, the longest ago first. */
  surveysDue(before: number, limit: number): Promise<Survey[]>;
  /**
   * Notes what a list of issues shows, in one transaction. Of an issue that was triaged only title, state and keys change:
   * what was done and what people said stays. One without a race is noted only if it is known already.
   */
  list(place: Place, issues: readonly ListedIssue[]): Promise<void>;
  /** Notes the races of a comment in place of those noted before; an issue not known yet is noted with them. */
  hear(place: Place, issue: Issue, comment: HeardComment): Promise<void>;
  /** The races of a comment are no sightings any more. */
  forgetComment(repository: number, issue: number, comment: number): Promise<void>;
  /** The exact keys noted of a comment. */
  heardIn(repository: number, issue: number, comment: number): Promise<string[]>;
  /** Open issues that are only in the index, above `after`, oldest first. */
  untriaged(repository: number, after: number, limit: number): Promise<number[]>;
  /** Open issues that were triaged, above `after`, oldest first. */
  triaged(repository: number, after: number, limit: number): Promise<number[]>;
  /** Issues whose comments and events are still to be read, youngest first. */
  unread(repository: number, limit: number): Promise<number[]>;
  markRead(repository: number, issue: number): Promise<void>;
  /** All are to be read again: what was noted of their comments was made by other rules. */
  unreadAll(repository: number): Promise<void>;
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
  /** When the last sweep began, in milliseconds since 1970. */
  readonly sweptAt: number;
}

/**
 * A place in a list that goes by the time of the last change: whatever changes meanwhile comes to its end, so that nothing
 * is skipped however long the reading takes.
 */
export interface Cursor {
  /** ISO 8601; empty for the very beginning. */
  readonly since: string;
  /** From 1; above 1 only while a page holds nothing but one moment. */
  readonly page: number;
  /** GitHub's name for the page as it was; a page that did not change costs nothing. */
  readonly etag: string | null;
}

/** An issue as a list shows it. */
export interface ListedIssue {
  readonly issue: Issue;
  readonly races: readonly RaceKeys[];
  /** See `TriagePlan.blamed`. */
  readonly blamed: readonly string[];
}

export interface HeardComment {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly races: readonly RaceKeys[];
}
