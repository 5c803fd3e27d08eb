import type { Actor, Cursor, RepositoryRef } from '../triage/job.ts';
import type { Issue, Reaction, SuggestedLabel, Suggestion } from '../triage/types.ts';
import type { Role } from '../commands/permission.ts';

/**
 * The calls we make, of one repository, with the rights of its installation. Every list is read to its last
 * page. A call that GitHub refuses throws `GitHubError`.
 */
export interface GitHub {
  /** Null when it was deleted, transferred away, or hidden from us (404). */
  issue(number: number): Promise<Issue | null>;
  /** All comments, oldest first. */
  comments(issue: number): Promise<Comment[]>;
  /** Null when it was deleted. */
  comment(id: number): Promise<Comment | null>;
  createComment(issue: number, body: string): Promise<{ id: number }>;
  /** False when the comment is gone. */
  updateComment(id: number, body: string): Promise<boolean>;
  /** A comment that is not there any more is no error. */
  deleteComment(id: number): Promise<void>;
  /** Adds; never replaces. Gives the names that the issue has now: GitHub drops silently what it will not do. */
  addLabels(issue: number, names: readonly string[]): Promise<string[]>;
  /** A label that is not there any more is no error. */
  removeLabel(issue: number, name: string): Promise<void>;
  /** Labels proposed so far, by whomever; null where the repository has no suggestions. */
  suggestions(issue: number): Promise<Suggestion[] | null>;
  /** Proposes; gives the names that the issue has now: GitHub may put on at once what we are sure of. */
  suggestLabels(issue: number, labels: readonly SuggestedLabel[]): Promise<string[]>;
  /** One that is answered already is no error. */
  withdrawSuggestion(issue: number, id: number): Promise<void>;
  /** Adds; gives those whom the issue is assigned to now: GitHub drops silently who cannot be. */
  assign(issue: number, users: readonly string[]): Promise<string[]>;
  /**
   * Gives the reason it is closed with: `duplicate`, or `not_planned` where GitHub does not know that one. Null where
   * GitHub left it open.
   */
  closeAsDuplicate(issue: number, id: number): Promise<string | null>;
  /** What was done to the issue, oldest first; comments are not among it. */
  acts(issue: number): Promise<Act[]>;
  /** The pull request that closed the issue; null where the timeline does not tell. */
  closer(issue: number): Promise<number | null>;
  /** Somebody who is not assigned any more is no error. */
  unassign(issue: number, users: readonly string[]): Promise<void>;
  /** Opens a closed issue again. */
  reopen(issue: number): Promise<void>;
  createLabel(label: { name: string; color: string; description: string }): Promise<void>;
  /** Names of all labels of the repository. */
  labels(): Promise<string[]>;
  /**
   * All files on the default branch, by path, with the id of their content; null where the app may not list them or the
   * list is cut.
   */
  tree(): Promise<ReadonlyMap<string, string> | null>;
  /** Text of a file on the default branch; null where there is none. */
  file(path: string): Promise<string | null>;
  /** The right somebody has in the repository: the role's own name. `none` for outsiders. */
  role(login: string): Promise<Role>;
  react(comment: number, reaction: Reaction): Promise<void>;
  /** The repository as it is called now; null where it is not ours to see, or another one has its name. */
  describe(): Promise<RepositoryRef | null>;
  /** The number of the newest issue or pull request; 0 where there is none. */
  newest(): Promise<number>;
  /** A page of issues and pull requests, those changed longest ago first; null where it is as it was. */
  issuesSince(cursor: Cursor): Promise<Changes<Issue> | null>;
  /** The same of comments on them. */
  commentsSince(cursor: Cursor): Promise<Changes<PlacedComment> | null>;
}

/** Opens the calls for a repository. */
export interface GitHubAccess {
  repository(ref: RepositoryRef, installation: number): Promise<GitHub>;
  /** Who we are; asked once. */
  self(): Promise<AppIdentity>;
}

/** A request as a gate sees it. */
export interface Call {
  readonly method: string;
  /** The path in GitHub's words, without names or numbers. */
  readonly route: string;
}

/** Stands before every request of an installation: lets it through, makes it wait, or refuses it with `NotNow`. */
export interface Gate {
  through<
    T extends {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | number | undefined>>;
    },
  >(
    call: Call,
    ask: () => Promise<T>,
  ): Promise<T>;
}

export interface AppIdentity {
  readonly id: number;
  /** The name in `<slug>[bot]`. */
  readonly slug: string;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: Actor | null;
  /** The app that wrote it, where one did. */
  readonly app: number | null;
  /** Somebody hid it, as outdated, off-topic or the like. */
  readonly hidden: boolean;
  /** Its text is not the one it was written with. */
  readonly edited: boolean;
  readonly thumbsDown: number;
  /** ISO 8601, by GitHub's clock. */
  readonly createdAt: string;
}

/** A line of an issue's history. */
export interface Act {
  /** As GitHub calls it: https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
  readonly event: string;
  /** ISO 8601, by GitHub's clock. */
  readonly at: string;
  /** Null where the account was deleted. */
  readonly by: Actor | null;
  readonly app: number | null;
  /** The label it is about, where it is about one. */
  readonly label?: string;
}

/** A page of what changed. */
export interface Changes<Item> {
  readonly items: readonly { readonly item: Item; readonly updatedAt: string }[];
  /** Where to go on; where nothing is left now, what changes later is found from there. */
  readonly next: Cursor;
  /** Whether there is another page now. */
  readonly more: boolean;
}

export interface PlacedComment extends Comment {
  readonly issue: number;
}

/** GitHub, or the way to it, failed. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Whether the same call may work later. */
  readonly retryable: boolean;
  /** Milliseconds GitHub asked us to wait; null where it did not. */
  readonly retryAfter: number | null;

  constructor(
    message: string,
    status: number,
    retryable: boolean,
    retryAfter: number | null,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.status = status;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }
}

/**
 * Nothing more can be done to this one issue or repository: it is locked, archived, gone or elsewhere. That is life, not
 * a failure: nobody has to do anything, and the installation is as well as before.
 */
export class Shut extends GitHubError {
  constructor(message: string, status: number, cause?: unknown) {
    super(message, status, false, null, cause);
  }
}

/** GitHub was not asked, or asked us to wait: the time has not come. That is no failed try. */
export class NotNow extends GitHubError {
  override readonly retryAfter: number;

  constructor(because: string, wait: number) {
    super(because, 0, true, wait);
    this.retryAfter = wait;
  }
}
