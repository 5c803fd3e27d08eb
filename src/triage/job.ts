/**
 * Why the pipeline runs. A delivery is only a hint to look at an issue: a job says where to look and what was
 * heard, never what to do. Jobs are stored, so everything in here is plain JSON.
 */

/** A repository as a delivery names it. The numeric id is the key; owner and name may change under it. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  /** Where people see it, `https://github.com`; absent where no event told yet. */
  readonly webUrl?: string;
}

/** Somebody who did something; `bot` as GitHub's user type says. */
export interface Actor {
  readonly login: string;
  readonly bot: boolean;
}

/** What was heard about one issue. */
export type IssueHint =
  /** The text of the issue is new or changed. */
  | { readonly kind: 'look'; readonly why: LookReason; readonly title: string; readonly body: string }
  /** A comment with at least one line that begins with `/race`. */
  | { readonly kind: 'command'; readonly comment: CommandComment; readonly issueAuthor: string | null }
  /** Closed or reopened. */
  | {
      readonly kind: 'state';
      readonly state: 'open' | 'closed';
      readonly reason: string | null;
      readonly at: string;
      /** Who did it; absent in what was heard before this was kept. */
      readonly by?: Actor;
      /** Heard in the second of another change, or late: GitHub is to be asked what came of it. */
      readonly unclear?: true;
    }
  /** Somebody wrote that the issue repeats another one, in the words that GitHub itself obeys. */
  | { readonly kind: 'stated'; readonly comment: CommandComment; readonly duplicateOf: number }
  /** A label was put on or taken off, by somebody else than this app. */
  | { readonly kind: 'label'; readonly label: string; readonly present: boolean; readonly by: Actor }
  /** A comment that holds, or held, a race report: it is read again. */
  | { readonly kind: 'report'; readonly comment: number; readonly by: Actor; readonly at: string }
  /** A comment was deleted; it may have been ours. */
  | { readonly kind: 'comment-deleted'; readonly comment: number }
  /** The days are over in which people could object to the issue being closed as a duplicate. */
  | { readonly kind: 'grace-over' }
  /** The issue left the repository. */
  | { readonly kind: 'gone' };

/** `swept`: found by reading, where no event told; `backfill`: the operator asked for old issues. */
export type LookReason = 'opened' | 'edited' | 'relook' | 'swept' | 'backfill';

export interface CommandComment {
  readonly id: number;
  readonly body: string;
  readonly by: Actor;
  readonly at: string;
}

/** What was heard about a repository or an installation as a whole. */
export type RepositoryHint =
  /** Pushed to the default branch: configuration, owners or modules may have changed. */
  | { readonly kind: 'files-changed' }
  /** A label of the repository was created, renamed or deleted. */
  | { readonly kind: 'labels-changed' }
  /** Its index is to be brought up to date by reading. */
  | { readonly kind: 'survey'; readonly why: SurveyReason }
  /** The operator asked to act on old issues: the next one after this number is to be looked at. */
  | { readonly kind: 'backfill'; readonly run: string; readonly after: number; readonly pace: number }
  /** The app may no longer see it: uninstalled, removed, transferred, or its visibility changed. */
  | { readonly kind: 'repository-gone' };

/** `continued`: the job before read a part of it, and left the rest for later. */
export type SurveyReason = 'installed' | 'first-contact' | 'swept' | 'continued';

export type Hint = IssueHint | RepositoryHint;

/** Work as it waits in the inbox. */
export interface Work {
  readonly repository: RepositoryRef;
  readonly installation: number;
  /** Null for hints about the repository. */
  readonly issue: number | null;
  readonly hint: Hint;
}

/** Whether doing what a hint asks for may call GitHub; the others only change what we remember. */
const CALLS: Readonly<Record<Exclude<Hint['kind'], 'state'>, boolean>> = {
  look: true,
  command: true,
  stated: true,
  'grace-over': true,
  report: true,
  survey: true,
  backfill: false,
  label: false,
  // A report that is gone may change its issue.
  'comment-deleted': true,
  gone: false,
  'files-changed': false,
  'labels-changed': false,
  'repository-gone': false,
};

export function callsGitHub(hint: Hint): boolean {
  // Who closed an issue does not matter; who reopened it may.
  return hint.kind === 'state' ? hint.state === 'open' || hint.unclear === true : CALLS[hint.kind];
}

/** Whether the hint asks to look at the text of an issue; such jobs of one issue stand for each other. */
export function isLook(hint: Hint): boolean {
  return hint.kind === 'look';
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

/** The very beginning of a list. */
export const BEGINNING: Cursor = { since: '', page: 1, etag: null };
