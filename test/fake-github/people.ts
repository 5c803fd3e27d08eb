import { createComment, deleteComment, editComment, react } from './comment-acts.ts';
import { putFile } from './file-acts.ts';
import {
  closeIssue,
  deleteIssue,
  editIssue,
  lockIssue,
  openIssue,
  reopenIssue,
  transferIssue,
} from './issue-acts.ts';
import type { Draft, IssueChanges } from './issue-acts.ts';
import { addLabels, createLabel, deleteLabel, removeLabel, renameLabel } from './label-acts.ts';
import type { LabelDraft } from './label-acts.ts';
import type {
  Collaborator,
  Comment,
  Issue,
  ReactionContent,
  Repository,
  Role,
  StateReason,
} from './model.ts';
import { resolveSuggestion } from './suggestion-acts.ts';
import { fullName } from './world.ts';
import type { World } from './world.ts';

export interface By {
  readonly by?: string;
}

/** What a maintainer sees when opening the issue. */
export interface Thread {
  readonly title: string;
  readonly body: string | null;
  readonly state: Issue['state'];
  readonly stateReason: StateReason | null;
  readonly duplicateOf: number | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly comments: readonly {
    readonly id: number;
    readonly author: string;
    readonly body: string;
    readonly reactions: readonly string[];
  }[];
}

/** People at work in one repository. Unless told otherwise, issues are by `reporter`, all the rest by `maintainer`. */
export class RepositoryDesk {
  readonly data: Repository;
  private readonly world: World;

  constructor(world: World, repository: Repository) {
    this.world = world;
    this.data = repository;
  }

  get id(): number {
    return this.data.id;
  }

  get fullName(): string {
    return fullName(this.data);
  }

  open(draft: Draft & By): Issue {
    return openIssue(this.world, this.data, draft, this.world.person(draft.by ?? 'reporter'));
  }

  issue(number: number): Issue {
    const issue = this.data.issues.get(number);
    if (!issue) throw new Error(`${this.fullName} has no issue ${number}`);
    return issue;
  }

  edit(issue: Issue, changes: IssueChanges & By): void {
    editIssue(this.world, issue, changes, this.world.person(changes.by ?? issue.author.account.login));
  }

  close(issue: Issue, { by, ...closing }: By & { reason?: StateReason; duplicateOf?: Issue } = {}): void {
    closeIssue(this.world, issue, this.person(by), closing);
  }

  reopen(issue: Issue, { by }: By = {}): void {
    reopenIssue(this.world, issue, this.person(by));
  }

  delete(issue: Issue, { by }: By = {}): void {
    deleteIssue(this.world, issue, this.person(by));
  }

  transfer(issue: Issue, to: RepositoryDesk, { by }: By = {}): Issue {
    return transferIssue(this.world, issue, to.data, this.person(by));
  }

  lock(issue: Issue, { by }: By = {}): void {
    lockIssue(this.world, issue, true, this.person(by));
  }

  unlock(issue: Issue, { by }: By = {}): void {
    lockIssue(this.world, issue, false, this.person(by));
  }

  label(issue: Issue, name: string | readonly string[], { by }: By = {}): void {
    addLabels(this.world, issue, [name].flat(), this.person(by));
  }

  unlabel(issue: Issue, name: string, { by }: By = {}): void {
    removeLabel(this.world, issue, name, this.person(by));
  }

  comment(issue: Issue, body: string, { by }: By = {}): Comment {
    return createComment(this.world, issue, body, this.person(by));
  }

  editComment(comment: Comment, body: string, { by }: By = {}): void {
    editComment(this.world, comment, body, this.world.person(by ?? comment.author.account.login));
  }

  deleteComment(comment: Comment, { by }: By = {}): void {
    deleteComment(this.world, comment, this.person(by));
  }

  /** Hides a comment, for a reason such as `outdated` or `off-topic`. */
  minimize(comment: Comment, reason = 'outdated'): void {
    comment.minimized = reason;
  }

  react(comment: Comment, content: ReactionContent, { by }: By = {}): void {
    react(this.world, comment, content, this.person(by));
  }

  /** Answers what the app proposed: the last proposal of that label which is still open. */
  answer(issue: Issue, label: string, state: 'approved' | 'dismissed', { by }: By = {}): void {
    const found = issue.suggestions.findLast((each) => each.label.name === label && each.state === 'pending');
    if (!found) throw new Error(`the label ${label} is not proposed`);
    resolveSuggestion(this.world, issue, found, state, this.person(by));
  }

  createLabel(draft: LabelDraft & By): void {
    createLabel(this.world, this.data, draft, this.person(draft.by));
  }

  deleteLabel(name: string, { by }: By = {}): void {
    deleteLabel(this.world, this.data, name, this.person(by));
  }

  renameLabel(name: string, to: string, { by }: By = {}): void {
    renameLabel(this.world, this.data, name, to, this.person(by));
  }

  /** One commit; null removes the file. */
  file(path: string, text: string | null, { by }: By = {}): void {
    putFile(this.world, this.data, path, text, this.person(by));
  }

  collaborator(login: string, role: Role | Collaborator): void {
    this.world.account(login);
    this.data.collaborators.set(login.toLowerCase(), typeof role === 'string' ? { role } : role);
  }

  /** To another name, or to another owner; the old name redirects. */
  rename(to: string): void {
    const [owner = '', name = ''] = to.split('/');
    this.world.formerNames.set(this.fullName.toLowerCase(), this.data);
    this.data.owner = this.world.account(owner, 'Organization');
    this.data.name = name;
  }

  archive(archived = true): void {
    this.data.archived = archived;
  }

  thread(issue: Issue | number): Thread {
    const { title, body, state, stateReason, duplicateOf, labels, assignees, comments } =
      typeof issue === 'number' ? this.issue(issue) : issue;
    return {
      title,
      body,
      state,
      stateReason,
      duplicateOf: duplicateOf?.number ?? null,
      labels: labels.map((label) => label.name),
      assignees: assignees.map((account) => account.login),
      comments: comments.filter((comment) => !comment.deleted).map(shown),
    };
  }

  private person(login = 'maintainer'): ReturnType<World['person']> {
    return this.world.person(login);
  }
}

function shown(comment: Comment): Thread['comments'][number] {
  const reactions = comment.reactions.map((reaction) => reaction.content);
  return { id: comment.id, author: comment.author.account.login, body: comment.body, reactions };
}
