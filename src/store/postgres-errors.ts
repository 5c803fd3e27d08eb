/** What PostgreSQL and the way to it say when they fail: https://www.postgresql.org/docs/current/errcodes-appendix.html */

/** The way is broken, or nobody is there. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // The socket's file, of a server that does not run.
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Connection lost, no resources, shut down or starting: by class, the first two characters of the code. */
const DOWN: ReadonlySet<string> = new Set(['08', '53', '57', '58']);

/** A standby, or a primary that became one: the next connection may lead to the new primary. */
const READ_ONLY = '25006';

/** pg's own, which carry no code. */
const SAID = /^(?:Connection terminated|timeout exceeded|timeout expired|Query read timeout)/;

/** Whether waiting may cure it. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    UNREACHABLE.has(code) || code === READ_ONLY || DOWN.has(code.slice(0, 2)) || SAID.test(error.message)
  );
}

/**
 * Two transactions stood in each other's way, and one was undone: it may simply come again. A repository in two
 * hands is refused by the index that allows one; who comes again sees the other's.
 */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code === '23505') return 'constraint' in error && error.constraint === 'job_running';
  return code === '40001' || code === '40P01';
}

/** Several addresses refused at once are an error without a message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || codeOf(error) || error.name;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
