import { allows } from './auth.ts';
import type { Caller } from './auth.ts';
import type { Access, Repository, Role } from './model.ts';
import { Refusal, notFound } from './refusal.ts';
import { ROLES, baseRole } from './render-repository.ts';
import { covers } from './world.ts';

/** What one operation needs: an app's permission, and the role a person needs for the same. */
export interface Need {
  readonly permission: 'metadata' | 'contents' | 'issues';
  readonly access: Access;
  readonly role?: Role;
  /** The file asked for, which `single_file` may open. */
  readonly path?: string;
}

/** Whoever may not see a private repository is told that there is none: 404, never 403. */
export function authorize(
  caller: Caller,
  repository: Repository,
  need: Need,
  singleFilePaths: readonly string[],
): void {
  if (!canSee(caller, repository)) throw notFound();
  if (caller.kind === 'anonymous' && need.access === 'write')
    throw new Refusal(401, 'Requires authentication');
  if (caller.kind === 'person') authorizePerson(caller.account.login, repository, need);
  if (caller.kind === 'installation') authorizeInstallation(caller, repository, need, singleFilePaths);
  if (caller.kind === 'app') throw new Refusal(401, 'Requires authentication');
  if (need.access === 'write' && repository.archived)
    throw new Refusal(403, 'Repository was archived so is read-only.');
}

export function roleOf(repository: Repository, login: string): Role | undefined {
  const collaborator = repository.collaborators.get(login.toLowerCase());
  if (login === repository.owner.login) return 'admin';
  return baseRole(collaborator) ?? (repository.private ? undefined : 'read');
}

export function hasRole(repository: Repository, login: string, floor: Role): boolean {
  const role = roleOf(repository, login);
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(floor);
}

function canSee(caller: Caller, repository: Repository): boolean {
  if (!repository.private) return true;
  if (caller.kind === 'person') return roleOf(repository, caller.account.login) !== undefined;
  return caller.kind === 'installation' && reaches(caller, repository);
}

function reaches(caller: Extract<Caller, { kind: 'installation' }>, repository: Repository): boolean {
  const { repositories } = caller.token;
  return (
    covers(caller.installation, repository) && (repositories === 'all' || repositories.has(repository.id))
  );
}

function authorizePerson(login: string, repository: Repository, need: Need): void {
  if (need.access === 'read' || hasRole(repository, login, need.role ?? 'read')) return;
  throw new Refusal(403, 'Must have admin rights to Repository.');
}

/** A public repository of others may be read by any token; writing needs the installation and the permission. */
function authorizeInstallation(
  caller: Extract<Caller, { kind: 'installation' }>,
  repository: Repository,
  need: Need,
  singleFilePaths: readonly string[],
): void {
  const inside = reaches(caller, repository);
  if (!inside && need.access === 'read') return;
  const { permissions } = caller.token;
  const granted = need.permission === 'metadata' ? 'read' : permissions[need.permission];
  if (inside && allows(granted, need.access)) return;
  const isSingleFile = need.path !== undefined && singleFilePaths.includes(need.path);
  if (inside && isSingleFile && allows(permissions['single_file'], need.access)) return;
  throw new Refusal(403, 'Resource not accessible by integration');
}
