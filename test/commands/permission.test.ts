import { expect, test } from '@jest/globals';
import { mayUse } from '../../src/commands/permission.ts';
import { findCommand, type Intent } from '../../src/commands/table.ts';

const rescan: Intent = { kind: 'rescan', force: false };
const forced: Intent = { kind: 'rescan', force: true };
const help: Intent = { kind: 'help' };

type Row = readonly [role: string | null, isAuthor: boolean, rescan: boolean, forced: boolean, help: boolean];

/** The whole truth: role, author of the issue?, and may they rescan, rescan --force, help? */
const TRUTH: readonly Row[] = [
  ['admin', false, true, true, true],
  ['admin', true, true, true, true],
  ['maintain', false, true, true, true],
  ['maintain', true, true, true, true],
  ['write', false, true, true, true],
  ['write', true, true, true, true],
  ['triage', false, true, true, true],
  ['triage', true, true, true, true],
  ['read', false, false, false, true],
  ['read', true, true, false, true],
  ['none', false, false, false, true],
  ['none', true, true, false, true],
  [null, false, false, false, true],
  [null, true, true, false, true],
  // Names no one mapped to a base role: doubt means no.
  ['security-team', false, false, false, true],
  ['ADMIN', false, false, false, true],
  ['__proto__', false, false, false, true],
  ['', false, false, false, true],
];

const CASES = TRUTH.flatMap(([role, isAuthor, ...may]) => {
  return [rescan, forced, help].map((intent, index) => ({ role, isAuthor, intent, may: may[index] }));
});

test.each(CASES)('role $role, author $isAuthor, $intent: $may', ({ role, isAuthor, intent, may }) => {
  const row = findCommand(intent.kind);
  expect(row && mayUse(row, intent, { role, isAuthor }).ok).toBe(may);
});

test('a refusal says who may', () => {
  const row = findCommand('rescan');
  expect(row && mayUse(row, rescan, { role: 'read', isAuthor: false })).toEqual({
    ok: false,
    because:
      "`/race rescan`: only the issue's author and people with triage rights in this repository may use it",
  });
  expect(row && mayUse(row, forced, { role: 'read', isAuthor: true })).toEqual({
    ok: false,
    because: '`/race rescan --force`: only people with triage rights in this repository may use it',
  });
});
