export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
}

/** Who does something, and whether the app does it: GitHub shows that as `performed_via_github_app`. */
export interface Actor {
  readonly account: Account;
  readonly viaApp: boolean;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof REACTIONS)[number];

export interface Reaction {
  readonly id: number;
  readonly by: Actor;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Actor;
  readonly createdAt: number;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: number;
  /** The reason a person gave when hiding the comment. */
  minimized: string | null;
  deleted: boolean;
}

/** One line of an issue's history: https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
export interface IssueEvent {
  readonly id: number;
  readonly name: string;
  readonly actor: Actor;
  readonly createdAt: number;
  readonly label?: { readonly name: string; readonly color: string };
  readonly stateReason?: StateReason | null;
  readonly rename?: { readonly from: string; readonly to: string };
  readonly comment?: Comment;
}

/** A label that the app proposes: https://docs.github.com/en/rest/issues/issues#list-issue-suggestions */
export interface Suggestion {
  readonly id: number;
  readonly label: Label;
  readonly rationale: string | null;
  readonly confidence: 'LOW' | 'MEDIUM' | 'HIGH' | null;
  readonly by: Actor;
  readonly createdAt: number;
  state: 'pending' | 'approved' | 'dismissed';
  updatedAt: number;
  resolvedBy: Account | null;
}

export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened';

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Actor;
  readonly createdAt: number;
  readonly isPullRequest: boolean;
  readonly comments: Comment[];
  readonly events: IssueEvent[];
  readonly suggestions: Suggestion[];
  labels: Label[];
  assignees: Account[];
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  duplicateOf: Issue | null;
  closedAt: number | null;
  closedBy: Account | null;
  updatedAt: number;
  locked: boolean;
  deleted: boolean;
  movedTo: Issue | null;
}

export interface Collaborator {
  /** Shown as `role_name`: read, triage, write, maintain, admin, or the name of a custom role. */
  readonly role: string;
  /** What a custom role is based on; a built-in role is its own base. */
  readonly base?: Role;
  readonly association?: Association;
}

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';
export type Association = 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'CONTRIBUTOR' | 'NONE';

export interface Repository {
  readonly id: number;
  readonly createdAt: number;
  readonly issues: Map<number, Issue>;
  readonly collaborators: Map<string, Collaborator>;
  readonly files: Map<string, string>;
  readonly defaultBranch: string;
  /** A recursive tree listing longer than this is cut and says `truncated`. */
  readonly treeLimit: number;
  /** Whether labels can be proposed to people instead of put on: a preview. */
  readonly suggestions: boolean;
  labels: Label[];
  owner: Account;
  name: string;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  /** The last commit: a digest of the files. */
  head: string;
  lastNumber: number;
}

export type Access = 'read' | 'write';
export type Permissions = Readonly<Record<string, Access>>;

export interface Installation {
  readonly id: number;
  readonly account: Account;
  readonly createdAt: number;
  /** Numbers of the repositories it was given, or all that the account owns. */
  repositories: Set<number> | 'all';
  permissions: Permissions;
  suspendedAt: number | null;
}

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** Paths that `single_file: read` opens without `contents: read`. */
  readonly singleFilePaths: readonly string[];
}
