import type { Command, Intent, Who } from './table.ts';

/**
 * A person's role in the repository: GitHub's `role_name`; for a custom role its base role. Not `permission`,
 * which folds triage into read.
 * https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/**
 * The person who asks. `role` is a `Role`, or null where it could not be learnt; any other name, such as one a
 * custom role was given, has no rights.
 */
export interface Asker {
  readonly role: string | null;
  /** They opened the issue that the command stands on. */
  readonly isAuthor: boolean;
}

/** Whether they may, or why not, in a sentence fit for a reply. */
export type Leave = { readonly ok: true } | { readonly ok: false; readonly because: string };

/** Doubt means no: a role that is not in this list has no triage rights, whatever it is called. */
const TRIAGERS: ReadonlySet<string | null> = new Set<Role>(['triage', 'write', 'maintain', 'admin']);

const REASONS: Readonly<Record<Who, string>> = {
  anyone: 'anyone may use it',
  author: "only the issue's author and people with triage rights in this repository may use it",
  triage: 'only people with triage rights in this repository may use it',
};

/**
 * May this person use the command, with the flags they gave?
 *
 * @example
 * mayUse(rescan, { kind: 'rescan', force: false }, { role: 'read', isAuthor: true }) // { ok: true }
 * mayUse(rescan, { kind: 'rescan', force: true }, { role: 'read', isAuthor: true })
 * // { ok: false, because: '`/race rescan --force`: only people with triage rights in this repository may use it' }
 */
export function mayUse(row: Command, intent: Intent, asker: Asker): Leave {
  if (!isAmong(row.who, asker)) return refuse(`/race ${row.name}`, row.who);
  for (const flag of row.flags) {
    if (flag.isUsed(intent) && !isAmong(flag.who, asker)) {
      return refuse(`/race ${row.name} ${flag.word}`, flag.who);
    }
  }
  return { ok: true };
}

/**
 * Does this person belong to those a row or a flag is for?
 *
 * @example
 * isAmong('triage', { role: 'write', isAuthor: false }) // true
 * isAmong('author', { role: null, isAuthor: false })    // false
 */
export function isAmong(who: Who, { role, isAuthor }: Asker): boolean {
  if (who === 'anyone') return true;
  if (TRIAGERS.has(role)) return true;
  return who === 'author' && isAuthor;
}

function refuse(command: string, who: Who): Leave {
  return { ok: false, because: `\`${command}\`: ${REASONS[who]}` };
}
