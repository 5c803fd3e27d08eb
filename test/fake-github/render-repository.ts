import { iso } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Account, Collaborator, Installation, Label, Repository, Role } from './model.ts';
import { repositoryUrls } from './repository-urls.ts';
import { fullName } from './world.ts';
import type { World } from './world.ts';

export function renderAccount(world: World, account: Account): JsonObject {
  const url = `${world.url}/users/${encodeURIComponent(account.login)}`;
  const html =
    account.type === 'Bot'
      ? `${world.url}/apps/${account.login.slice(0, -5)}`
      : `${world.url}/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${world.url}/avatars/${account.id}`,
    gravatar_id: '',
    url,
    html_url: html,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function renderLabel(world: World, repository: Repository, label: Label): JsonObject {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function renderRepository(world: World, repository: Repository): JsonObject {
  const open = [...repository.issues.values()].filter(
    (issue) => issue.state === 'open' && !issue.deleted,
  ).length;
  return {
    ...renderRepositoryName(repository),
    owner: renderAccount(world, repository.owner),
    html_url: htmlUrl(world, repository),
    description: null,
    fork: false,
    ...repositoryUrls(repositoryUrl(world, repository), htmlUrl(world, repository)),
    ...counts(open),
    homepage: null,
    topics: [],
    language: 'Go',
    license: null,
    mirror_url: null,
    default_branch: repository.defaultBranch,
    has_issues: repository.hasIssues,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    has_downloads: false,

    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.createdAt),
    pushed_at: iso(repository.createdAt),
  };
}

export function renderFullRepository(world: World, repository: Repository): JsonObject {
  return { ...renderRepository(world, repository), network_count: 0, subscribers_count: 0 };
}

/** All that an installation's webhooks tell about a repository. */
export function renderRepositoryName(repository: Repository): JsonObject {
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}

/** `permission` folds maintain into write and triage into read; `role_name` has the true role. */
export function renderPermission(
  world: World,
  account: Account,
  collaborator: Collaborator | undefined,
): JsonObject {
  const role = collaborator?.role ?? 'none';
  const base = baseRole(collaborator);
  const at = (floor: Role): boolean => base !== undefined && ROLES.indexOf(base) >= ROLES.indexOf(floor);
  const permissions = {
    pull: at('read'),
    triage: at('triage'),
    push: at('write'),
    maintain: at('maintain'),
    admin: at('admin'),
  };
  return {
    permission: base === undefined ? 'none' : FOLDED[base],
    role_name: role,
    user: { ...renderAccount(world, account), permissions, role_name: role },
  };
}

export const ROLES: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];
const FOLDED: Record<Role, string> = {
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

export function baseRole(collaborator: Collaborator | undefined): Role | undefined {
  return collaborator?.base ?? ROLES.find((role) => role === collaborator?.role);
}

export function renderInstallation(world: World, installation: Installation): JsonObject {
  const { app } = world;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: renderAccount(world, installation.account),
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: { ...installation.permissions },
    events: [...app.events],
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: app.singleFilePaths[0] ?? null,
    has_multiple_single_files: app.singleFilePaths.length > 1,
    single_file_paths: [...app.singleFilePaths],
    suspended_by: installation.suspendedAt === null ? null : renderAccount(world, installation.account),
    suspended_at: installation.suspendedAt === null ? null : iso(installation.suspendedAt),
  };
}

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${fullName(repository)}`;
}

export function htmlUrl(world: World, repository: Repository): string {
  return `${world.url}/${fullName(repository)}`;
}

export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

function counts(open: number): JsonObject {
  const zero = ['size', 'forks', 'forks_count', 'stargazers_count', 'watchers', 'watchers_count'];
  return { ...Object.fromEntries(zero.map((name) => [name, 0])), open_issues: open, open_issues_count: open };
}
