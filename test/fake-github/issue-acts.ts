import { characters } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Account, Actor, Issue, IssueEvent, Repository, StateReason } from './model.ts';
import { invalid } from './refusal.ts';
import { renderIssue } from './render-issue.ts';
import { renderRepository } from './render-repository.ts';
import type { World } from './world.ts';

/** https://docs.github.com/en/rest/issues – longer bodies are refused with 422. */
export const BODY_LIMIT = 65_536;

export interface Draft {
  readonly title: string;
  readonly body?: string | null;
  readonly isPullRequest?: boolean;
  readonly createdAt?: number;
}

export interface IssueChanges {
  readonly title?: string;
  readonly body?: string | null;
}

export function openIssue(world: World, repository: Repository, draft: Draft, by: Actor): Issue {
  const issue = newIssue(world, repository, draft, by);
  tell(world, issue, 'opened', by);
  return issue;
}

export function editIssue(world: World, issue: Issue, changes: IssueChanges, by: Actor): void {
  refuseLongBody('Issue', changes.body ?? '');
  const before: JsonObject = {};
  if (changes.title !== undefined && changes.title !== issue.title) {
    before['title'] = { from: issue.title };
    record(world, issue, { name: 'renamed', actor: by, rename: { from: issue.title, to: changes.title } });
    issue.title = changes.title;
  }
  if (changes.body !== undefined && changes.body !== issue.body) {
    before['body'] = { from: issue.body ?? '' };
    issue.body = changes.body;
  }
  if (Object.keys(before).length === 0) return;
  touch(world, issue);
  tell(world, issue, 'edited', by, { changes: before });
}

export interface Closing {
  readonly reason?: StateReason;
  readonly duplicateOf?: Issue;
}

export function closeIssue(world: World, issue: Issue, by: Actor, closing: Closing = {}): void {
  if (issue.state === 'closed') return;
  issue.state = 'closed';
  issue.stateReason = closing.duplicateOf ? 'duplicate' : (closing.reason ?? 'completed');
  issue.duplicateOf = closing.duplicateOf ?? null;
  issue.closedAt = world.now();
  issue.closedBy = by.account;
  touch(world, issue);
  if (issue.duplicateOf) record(world, issue, { name: 'marked_as_duplicate', actor: by });
  record(world, issue, { name: 'closed', actor: by, stateReason: issue.stateReason });
  tell(world, issue, 'closed', by);
}

export function reopenIssue(world: World, issue: Issue, by: Actor): void {
  if (issue.state === 'open') return;
  issue.state = 'open';
  issue.stateReason = 'reopened';
  issue.closedAt = null;
  issue.closedBy = null;
  touch(world, issue);
  record(world, issue, { name: 'reopened', actor: by, stateReason: 'reopened' });
  tell(world, issue, 'reopened', by);
}

export function assign(world: World, issue: Issue, accounts: readonly Account[], by: Actor): void {
  const added = accounts.filter((account) => !issue.assignees.includes(account));
  issue.assignees = [...issue.assignees, ...added];
  for (const _ of added) record(world, issue, { name: 'assigned', actor: by });
  if (added.length > 0) touch(world, issue);
}

export function deleteIssue(world: World, issue: Issue, by: Actor): void {
  const parts = { issue: renderIssue(world, issue) };
  issue.deleted = true;
  world.happened({ event: 'issues', action: 'deleted', repository: issue.repository, actor: by, parts });
}

/**
 * The comments move along with their old dates, labels where the target has one of that name. The copy is a new issue
 * with a new id, arrives as `opened`, and the old number redirects.
 * https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/transferring-an-issue-to-another-repository
 */
export function transferIssue(world: World, issue: Issue, target: Repository, by: Actor): Issue {
  const { title, body, createdAt } = issue;
  const copy = newIssue(world, target, { title, body, createdAt }, issue.author);
  copy.labels = target.labels.filter((label) => issue.labels.some((each) => each.name === label.name));
  for (const comment of issue.comments.filter((each) => !each.deleted)) {
    const moved = { ...comment, id: world.nextId('comment'), issue: copy, reactions: [...comment.reactions] };
    copy.comments.push(moved);
    copy.events.push({
      id: world.nextId('event'),
      name: 'commented',
      actor: moved.author,
      createdAt: moved.createdAt,
      comment: moved,
    });
  }
  record(world, copy, { name: 'transferred', actor: by });
  const origin = {
    old_issue: renderIssue(world, issue),
    old_repository: renderRepository(world, issue.repository),
  };
  tell(world, copy, 'opened', by, { changes: origin });
  const changes = { new_issue: renderIssue(world, copy), new_repository: renderRepository(world, target) };
  tell(world, issue, 'transferred', by, { changes });
  issue.movedTo = copy;
  return copy;
}

export function lockIssue(world: World, issue: Issue, locked: boolean, by: Actor): void {
  issue.locked = locked;
  record(world, issue, { name: locked ? 'locked' : 'unlocked', actor: by });
  touch(world, issue);
}

export function refuseLongBody(resource: string, body: string): void {
  // Only a text near the limit is worth counting.
  if (body.length <= BODY_LIMIT || characters(body) <= BODY_LIMIT) return;
  throw invalid(resource, 'body', 'custom', `body is too long (maximum is ${BODY_LIMIT} characters)`);
}

export function record(world: World, issue: Issue, event: Omit<IssueEvent, 'id' | 'createdAt'>): void {
  issue.events.push({ id: world.nextId('event'), createdAt: world.now(), ...event });
}

export function touch(world: World, issue: Issue): void {
  issue.updatedAt = Math.max(issue.updatedAt, world.now());
}

/** Pull requests are in the list of issues, but what happens to them is told by `pull_request`, which the app does not take. */
export function tell(world: World, issue: Issue, action: string, actor: Actor, parts: JsonObject = {}): void {
  if (issue.isPullRequest) return;
  const all = { issue: renderIssue(world, issue), ...parts };
  world.happened({ event: 'issues', action, repository: issue.repository, actor, parts: all });
}

function newIssue(world: World, repository: Repository, draft: Draft, author: Actor): Issue {
  refuseLongBody('Issue', draft.body ?? '');
  const createdAt = draft.createdAt ?? world.now();
  repository.lastNumber += 1;
  const issue: Issue = {
    id: world.nextId('issue'),
    number: repository.lastNumber,
    repository,
    author,
    createdAt,
    isPullRequest: draft.isPullRequest ?? false,
    title: draft.title,
    body: draft.body ?? null,
    comments: [],
    events: [],
    suggestions: [],
    labels: [],
    assignees: [],
    state: 'open',
    stateReason: null,
    duplicateOf: null,
    closedAt: null,
    closedBy: null,
    updatedAt: createdAt,
    locked: false,
    deleted: false,
    movedTo: null,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}
