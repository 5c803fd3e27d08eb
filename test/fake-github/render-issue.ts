import { iso } from './json.ts';
import type { JsonObject } from './json.ts';
import { REACTIONS } from './model.ts';
import type {
  Account,
  Actor,
  Association,
  Comment,
  Issue,
  IssueEvent,
  Reaction,
  Repository,
} from './model.ts';
import { baseRole, htmlUrl, nodeId, renderAccount, renderLabel, repositoryUrl } from './render-repository.ts';
import type { World } from './world.ts';

/** The time GitHub shows for the registration of the app; no test depends on it. */
const APP_CREATED_AT = '2026-01-01T00:00:00Z';

export function renderIssue(world: World, issue: Issue): JsonObject {
  const { repository } = issue;
  return {
    ...issueUrls(world, issue),
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: renderAccount(world, issue.author.account),
    labels: issue.labels.map((label) => renderLabel(world, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: issue.assignees[0] ? renderAccount(world, issue.assignees[0]) : null,
    assignees: issue.assignees.map((account) => renderAccount(world, account)),
    milestone: null,
    comments: issue.comments.filter((comment) => !comment.deleted).length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: issue.closedAt === null ? null : iso(issue.closedAt),
    closed_by: issue.closedBy ? renderAccount(world, issue.closedBy) : null,
    author_association: association(repository, issue.author.account),
    reactions: rollUp(`${issueUrl(world, issue)}/reactions`, []),
    performed_via_github_app: viaApp(world, issue.author),
    ...(issue.isPullRequest ? { draft: false, pull_request: pullRequestUrls(world, issue) } : {}),
  };
}

export function renderComment(world: World, comment: Comment): JsonObject {
  const { repository } = comment.issue;
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issueHtmlUrl(world, comment.issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(world, comment.issue),
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: renderAccount(world, comment.author.account),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    body: comment.body,
    author_association: association(repository, comment.author.account),
    reactions: rollUp(`${url}/reactions`, comment.reactions),
    performed_via_github_app: viaApp(world, comment.author),
    minimized: comment.minimized === null ? null : { reason: comment.minimized },
  };
}

export function renderReaction(world: World, reaction: Reaction): JsonObject {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: renderAccount(world, reaction.by.account),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  };
}

/** In the timeline a comment is itself, with `event` and `actor`; elsewhere an event is a line about the issue. */
export function renderEvent(world: World, issue: Issue, event: IssueEvent): JsonObject {
  const actor = renderAccount(world, event.actor.account);
  if (event.comment) return { ...renderComment(world, event.comment), event: event.name, actor };
  return {
    id: event.id,
    node_id: nodeId('E', event.id),
    url: `${repositoryUrl(world, issue.repository)}/issues/events/${event.id}`,
    actor,
    event: event.name,
    commit_id: null,
    commit_url: null,
    created_at: iso(event.createdAt),
    performed_via_github_app: viaApp(world, event.actor),
    ...(event.label ? { label: { ...event.label } } : {}),
    ...(event.rename ? { rename: { ...event.rename } } : {}),
    ...(event.stateReason === undefined ? {} : { state_reason: event.stateReason }),
  };
}

export function renderApp(world: World): JsonObject {
  const { app } = world;
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: renderAccount(world, world.account('app-owner', 'Organization')),
    name: app.name,
    description: '',
    external_url: `${world.url}/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: APP_CREATED_AT,
    updated_at: APP_CREATED_AT,
    permissions: { ...app.permissions },
    events: [...app.events],
  };
}

export function issueUrl(world: World, issue: Issue): string {
  return `${repositoryUrl(world, issue.repository)}/issues/${issue.number}`;
}

function issueHtmlUrl(world: World, issue: Issue): string {
  return `${htmlUrl(world, issue.repository)}/${issue.isPullRequest ? 'pull' : 'issues'}/${issue.number}`;
}

function issueUrls(world: World, issue: Issue): JsonObject {
  const url = issueUrl(world, issue);
  return {
    url,
    repository_url: repositoryUrl(world, issue.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issueHtmlUrl(world, issue),
  };
}

function pullRequestUrls(world: World, issue: Issue): JsonObject {
  const html = issueHtmlUrl(world, issue);
  const url = `${repositoryUrl(world, issue.repository)}/pulls/${issue.number}`;
  return { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, merged_at: null };
}

function viaApp(world: World, actor: Actor): JsonObject | null {
  return actor.viaApp ? renderApp(world) : null;
}

function rollUp(url: string, reactions: readonly Reaction[]): JsonObject {
  const count = (content: string): number =>
    reactions.filter((reaction) => reaction.content === content).length;
  return {
    url,
    total_count: reactions.length,
    ...Object.fromEntries(REACTIONS.map((name) => [name, count(name)])),
  };
}

/** What GitHub shows beside a name; it hides private members of an organization, so a test may set it. */
function association(repository: Repository, account: Account): Association {
  if (account === repository.owner) return 'OWNER';
  const collaborator = repository.collaborators.get(account.login.toLowerCase());
  if (collaborator?.association) return collaborator.association;
  const role = baseRole(collaborator);
  if (role === undefined || role === 'read') return 'NONE';
  return repository.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}
