/** `issues.opened`; the event alone where it has no action. */
export function nameOf(event: string, action: unknown): string {
  return typeof action === 'string' ? `${event}.${action}` : event;
}

/** Whether an event of this kind leaves something in the store whatever its payload says. */
export function isAlwaysStored(event: string, action: string | null): boolean {
  return ALWAYS.has(nameOf(event, action));
}

const ALWAYS: ReadonlySet<string> = new Set([
  'issues.opened',
  'issues.closed',
  'issues.reopened',
  'issues.deleted',
  'issues.transferred',
]);

/** What an event of this kind takes from us. */
export function isParting(event: string, action: string | null): 'installation' | 'repository' | null {
  const name = nameOf(event, action);
  if (name === 'installation.deleted') return 'installation';
  return PARTING.has(name) ? 'repository' : null;
}

const PARTING: ReadonlySet<string> = new Set([
  'repository.deleted',
  'repository.transferred',
  'repository.privatized',
  'repository.publicized',
]);
