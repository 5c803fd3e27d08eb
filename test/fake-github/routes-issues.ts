import { hasRole } from './access.ts';
import { actor, isVisible, issueFor, repositoryFor } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { assign, closeIssue, editIssue, openIssue, reopenIssue } from './issue-acts.ts';
import { isObject, textOf } from './json.ts';
import type { Json } from './json.ts';
import { addLabels, findLabel, replaceLabels } from './label-acts.ts';
import type { Account, Actor, Issue, Repository, StateReason } from './model.ts';
import { page } from './paging.ts';
import { Refusal, invalid } from './refusal.ts';
import { renderEvent, renderIssue } from './render-issue.ts';

const READ = { permission: 'issues', access: 'read' } as const;
const WRITE = { permission: 'issues', access: 'write' } as const;
const REASONS: readonly StateReason[] = ['completed', 'not_planned', 'duplicate'];

/** https://docs.github.com/en/rest/issues/issues, https://docs.github.com/en/rest/issues/timeline */
export const issueRoutes: Handlers = {
  'GET /repos/{owner}/{repo}/issues': listIssues,
  'POST /repos/{owner}/{repo}/issues': createIssue,
  'GET /repos/{owner}/{repo}/issues/{issue_number}': (context) => show(context, issueFor(context, READ)),
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': updateIssue,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline': (context) => listEvents(context, () => true),
  // The older list knows nothing of comments.
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events': (context) =>
    listEvents(context, (name) => name !== 'commented'),
};

function show(context: Context, issue: Issue, status = 200): Answer {
  return { status, body: renderIssue(context.world, issue) };
}

/** Issues and pull requests in one list, newest first. */
function listIssues(context: Context): Answer {
  const repository = repositoryFor(context, READ);
  if (!repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo');
  const found = [...repository.issues.values()].filter((issue) => !issue.deleted && !issue.movedTo);
  const wanted = found.filter(isVisible(context)).filter((issue) => isWanted(issue, context.query));
  const sorted = wanted.sort(order(context.query['sort'] ?? 'created'));
  if (context.query['direction'] !== 'asc') sorted.reverse();
  return page(context, sorted, (issue) => renderIssue(context.world, issue), repository);
}

function isWanted(issue: Issue, query: Context['query']): boolean {
  const { state = 'open', since, labels = '', creator, assignee } = query;
  const asked = labels.split(',').filter((name) => name !== '');
  return (
    (state === 'all' || issue.state === state) &&
    (since === undefined || issue.updatedAt >= Date.parse(since)) &&
    asked.every((name) => findLabel(issue.labels, name)) &&
    (creator === undefined || issue.author.account.login === creator) &&
    (assignee === undefined || assignee === '*' || issue.assignees.some((each) => each.login === assignee))
  );
}

function order(sort: string): (a: Issue, b: Issue) => number {
  if (sort === 'updated') return (a, b) => a.updatedAt - b.updatedAt || a.number - b.number;
  if (sort === 'comments') return (a, b) => a.comments.length - b.comments.length || a.number - b.number;
  return (a, b) => a.createdAt - b.createdAt || a.number - b.number;
}

function createIssue(context: Context): Answer {
  const repository = repositoryFor(context, WRITE);
  if (!repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo');
  const { world, body } = context;
  const by = actor(context);
  const issue = openIssue(
    world,
    repository,
    { title: textOf(body['title']), body: textOrNull(body['body']) },
    by,
  );
  if (!maySort(repository, by)) return show(context, issue, 201);
  if (body['labels'] !== undefined) addLabels(world, issue, names(body['labels']), by);
  assign(world, issue, assignable(context, repository), by);
  return show(context, issue, 201);
}

/** Labels, assignees and state are silently left as they are where the right is missing; the answer shows it. */
function updateIssue(context: Context): Answer {
  const issue = issueFor(context, WRITE);
  const { world, body } = context;
  const by = actor(context);
  const sorts = maySort(issue.repository, by);
  if (!sorts && issue.author.account !== by.account)
    throw new Refusal(403, 'Must have admin rights to Repository.');
  editIssue(
    world,
    issue,
    {
      ...('title' in body ? { title: textOf(body['title']) } : {}),
      ...('body' in body ? { body: textOrNull(body['body']) } : {}),
    },
    by,
  );
  if (sorts && body['labels'] !== undefined) replaceLabels(world, issue, names(body['labels']), by);
  if (sorts) assign(world, issue, assignable(context, issue.repository), by);
  if (body['state'] === 'open') reopenIssue(world, issue, by);
  if (body['state'] === 'closed') closeIssue(world, issue, by, closing(context, issue));
  return show(context, issue);
}

/** `state_reason` counts only when the state changes, and a duplicate names the id (not the number) of the other issue. */
function closing(context: Context, issue: Issue): { reason: StateReason; duplicateOf?: Issue } {
  const reason = REASONS.find((name) => name === context.body['state_reason']) ?? 'completed';
  const id = context.body['duplicate_issue_id'];
  if (id === undefined) return { reason };
  const all = context.world.repositories.flatMap((each) => [...each.issues.values()]);
  const duplicateOf = all.find((each) => each.id === id && each !== issue && !each.deleted);
  if (!duplicateOf)
    throw invalid(
      'Issue',
      'duplicate_issue_id',
      'invalid',
      'duplicate_issue_id must be the id of another issue',
    );
  return { reason, duplicateOf };
}

function listEvents(context: Context, isListed: (name: string) => boolean): Answer {
  const issue = issueFor(context, READ);
  const events = issue.events.filter((event) => isListed(event.name) && event.comment?.deleted !== true);
  return page(
    context,
    events.filter(isVisible(context)),
    (event) => renderEvent(context.world, issue, event),
    issue.repository,
  );
}

function assignable(context: Context, repository: Repository): Account[] {
  const asked = [context.body['assignees'] ?? [], context.body['assignee'] ?? []].flat();
  const logins = asked.map((each) => textOf(isObject(each) ? each['login'] : each));
  return logins
    .filter((login) => repository.collaborators.has(login.toLowerCase()) || login === repository.owner.login)
    .map((login) => context.world.account(login));
}

function maySort(repository: Repository, by: Actor): boolean {
  return by.viaApp || hasRole(repository, by.account.login, 'triage');
}

/** A label is given by its name, or as an object that has one. */
export function names(labels: Json | undefined): string[] {
  const listed = Array.isArray(labels) ? labels : [];
  return listed.map((label) => textOf(isObject(label) ? label['name'] : label));
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
