import type { Role } from '../commands/permission.ts';
import type { Actor, RepositoryRef } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';
import type { Comment, PlacedComment } from './github.ts';

/**
 * Whether an answer is about this repository. A transferred issue redirects to its new place, where it may have
 * the same number; a renamed repository redirects to its id.
 */
export function isOf({ id, owner, name }: RepositoryRef, url: string): boolean {
  const byId = /\/repositories\/(\d+)\//.exec(url);
  if (byId) return Number(byId[1]) === id;
  const byName = /\/repos\/([^/]+\/[^/]+)\//.exec(url)?.[1];
  return byName === undefined || byName.toLowerCase() === `${owner}/${name}`.toLowerCase();
}

type RestUser = { login: string; type?: string } | null | undefined;

interface RestIssue {
  id?: number | bigint;
  number: number;
  title: string;
  body?: string | null | undefined;
  state: string;
  state_reason?: string | null | undefined;
  user: RestUser;
  labels: readonly (string | { name?: string | null })[];
  assignees?: readonly { login: string }[] | null;
  created_at: string;
  closed_at: string | null;
  comments: number;
  locked: boolean;
  pull_request?: object;
}

export function toIssue(data: RestIssue): Issue {
  return {
    number: data.number,
    ...(data.id === undefined ? {} : { id: Number(data.id) }),
    title: data.title,
    body: data.body ?? '',
    state: data.state === 'closed' ? 'closed' : 'open',
    stateReason: data.state_reason ?? null,
    author: toActor(data.user),
    labels: data.labels.flatMap((label) =>
      typeof label === 'string' ? [label] : label.name ? [label.name] : [],
    ),
    ...(data.assignees?.length ? { assignees: data.assignees.map(({ login }) => login) } : {}),
    createdAt: data.created_at,
    closedAt: data.closed_at,
    comments: data.comments,
    locked: data.locked,
    isPullRequest: data.pull_request !== undefined,
  };
}

export function toComment(data: {
  id: number | bigint;
  body?: string;
  user: RestUser;
  performed_via_github_app?: { id: number | bigint } | null;
  minimized?: object | null;
  reactions?: { '-1': number };
  created_at?: string;
  updated_at?: string;
}): Comment {
  return {
    id: Number(data.id),
    body: data.body ?? '',
    author: toActor(data.user),
    app: data.performed_via_github_app ? Number(data.performed_via_github_app.id) : null,
    // A preview; where it is missing nobody can be known to have hidden anything.
    hidden: (data.minimized ?? null) !== null,
    edited: data.updated_at !== undefined && data.updated_at !== data.created_at,
    thumbsDown: data.reactions?.['-1'] ?? 0,
    createdAt: data.created_at ?? '',
  };
}

export function toPlacedComment(
  data: Parameters<typeof toComment>[0] & { issue_url: string; created_at: string },
): PlacedComment {
  const issue = Number(/\/issues\/(\d+)$/.exec(data.issue_url)?.[1] ?? 0);
  return { ...toComment(data), issue };
}

export function toRepositoryRef(data: RestRepository): RepositoryRef {
  const { id, name, owner, private: hidden, default_branch: defaultBranch, html_url: page } = data;
  const webUrl = URL.canParse(page) ? { webUrl: new URL(page).origin } : {};
  return { id: Number(id), owner: owner.login, name, private: hidden, defaultBranch, ...webUrl };
}

interface RestRepository {
  id: number | bigint;
  name: string;
  owner: { login: string };
  private: boolean;
  default_branch: string;
  html_url: string;
}

function toActor(user: RestUser): Actor | null {
  return user ? { login: user.login, bot: user.type === 'Bot' } : null;
}

/** A file comes as base64 in lines of 60; a directory as a list, a submodule or a link without content. */
export function toText(data: unknown): string | null {
  const { content, encoding } = data as { content?: unknown; encoding?: unknown };
  return typeof content === 'string' && encoding === 'base64'
    ? Buffer.from(content, 'base64').toString('utf8')
    : null;
}

/**
 * `role_name` is the true role; `permission` folds maintain into write and triage into read
 * (https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user).
 * A custom role has a name of its own, and counts as the highest role whose rights it has.
 */
export function toRole(data: RestPermission | undefined): Role {
  const known: readonly Role[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];
  const rights = data?.user?.permissions;
  return (
    known.find((role) => role === data?.role_name) ??
    (rights && GRADES.find(([right]) => rights[right] === true)?.[1]) ??
    known.find((role) => role === data?.permission) ??
    'none'
  );
}

interface RestPermission {
  role_name?: string;
  permission?: string;
  user?: { permissions?: Partial<Record<string, boolean>> } | null;
}

/** The rights that an answer lists beside the role's name, from the highest. */
const GRADES: readonly (readonly [string, Role])[] = [
  ['admin', 'admin'],
  ['maintain', 'maintain'],
  ['push', 'write'],
  ['triage', 'triage'],
  ['pull', 'read'],
];
