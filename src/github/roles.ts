import type { Role } from '../commands/permission.ts';
import type { GitHub } from './github.ts';

/** For how long somebody's role is believed, in milliseconds: who gives ten commands in a row is asked about once. */
export const ROLE_KEPT = 60_000;

/** Roles by repository and login, of all repositories that one process works on. */
export type Roles = Map<string, { readonly role: Promise<Role>; readonly at: number }>;

/** The same calls, but a role is asked for once a minute. A failed answer is not kept. */
export function rememberRoles(github: GitHub, repository: number, roles: Roles, now: () => number): GitHub {
  return {
    ...github,
    role(login) {
      const key = `${repository} ${login.toLowerCase()}`;
      for (const [name, { at }] of roles) if (now() - at >= ROLE_KEPT) roles.delete(name);
      const known = roles.get(key);
      if (known) return known.role;
      const role = github.role(login);
      roles.set(key, { role, at: now() });
      role.catch(() => roles.delete(key));
      return role;
    },
  };
}
