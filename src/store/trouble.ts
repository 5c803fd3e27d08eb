import { isOutage } from './postgres-errors.ts';
import { StoreError } from './store.ts';

/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;

/** PostgreSQL's: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const READ_ONLY = '25006';
const DISK_FULL = '53100';

/** Whether there was no room for what was to be written. */
export function isFull(error: unknown): boolean {
  const { code, result } = codesOf(error);
  return code === DISK_FULL || result === SQLITE_FULL;
}

/** Why nothing can be written, for whoever asks: without the address or the words of the database. */
export function tellTrouble(error: unknown): string {
  return `cannot be written${reasonFor(error)}`;
}

function reasonFor(error: unknown): string {
  const { code, result } = codesOf(error);
  if (isFull(error)) return ': the disk is full';
  if (code === READ_ONLY || result === SQLITE_READONLY) return ': it may only be read';
  return isOutage(causeOf(error)) ? ': the database is not available' : '';
}

function codesOf(error: unknown): { code: unknown; result: number | null } {
  const cause = causeOf(error);
  if (typeof cause !== 'object' || cause === null) return { code: null, result: null };
  return {
    code: 'code' in cause ? cause.code : null,
    // The lowest byte says what, the others say more of it.
    result: 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode & 0xff : null,
  };
}

function causeOf(error: unknown): unknown {
  return error instanceof StoreError ? error.cause : error;
}
