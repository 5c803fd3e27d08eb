import { defect } from './draft.ts';
import type { Draft, DraftAccess, DraftStack } from './draft.ts';
import type { Access, Defect, Goroutine } from './types.ts';

/** What is wrong with the text of a report, in the order of its lines; what was noted on the way included. */
export function defectsOf(
  draft: Draft,
  accesses: readonly Access[],
  goroutines: readonly Goroutine[],
): readonly Defect[] {
  const end = draft.last + 1;
  if (!draft.headed) defect(draft, 'no-header', draft.from, 'The line `WARNING: DATA RACE` is missing.');
  if (accesses.length === 0)
    defect(draft, 'no-access', draft.from, 'No line tells what was accessed; two were expected.');
  if (accesses.length === 1) defect(draft, 'one-access', end, 'Only one of the two accesses is there.');
  draft.accesses.forEach((access) => accessDefects(draft, access, goroutines));
  draft.goroutines.forEach((goroutine) => stackDefects(draft, goroutine, `goroutine ${goroutine.token.id}`));
  if (draft.rule === null) defect(draft, 'no-footer', end, 'No line of `=` ends the report.');
  if (draft.rule === null && !isWhole(draft))
    defect(draft, 'cut', end, 'The report ends before all its sections were printed.');
  // What follows a report without a rule is not inside it.
  const inside = ({ code, line }: Defect): boolean =>
    code !== 'foreign-line' || draft.rule !== null || line < end;
  return draft.defects.filter(inside).sort((a, b) => a.line - b.line);
}

function accessDefects(draft: Draft, access: DraftAccess, goroutines: readonly Goroutine[]): void {
  const who = access.token.previous ? 'the previous access' : 'the access';
  const { by, line } = access;
  if (by === null) defect(draft, 'broken-access', line, `The line does not tell who made ${who}.`);
  stackDefects(draft, access, who);
  if (by === null || by.id === null || goroutines.some((goroutine) => goroutine.id === by.id)) return;
  defect(draft, 'no-creation-stack', line, `No section tells where ${by.kind} ${by.id} was created.`);
}

function stackDefects(draft: Draft, stack: DraftStack & { readonly line: number }, who: string): void {
  if (stack.frames.length > 0) return;
  if (stack.failed)
    defect(draft, 'stack-not-restored', stack.line, `The detector could not restore the stack of ${who}.`);
  else defect(draft, 'no-frames', stack.line, `The stack of ${who} is missing.`);
}

/** Whether nothing is missing that a whole report has: what a line after the report is told by. */
export function isWhole(draft: Draft): boolean {
  const created = (access: DraftAccess): boolean =>
    access.by?.kind === 'main' || draft.goroutines.some((g) => g.token.id === access.by?.id && hasFrames(g));
  return (
    draft.accesses.length === 2 && draft.accesses.every((access) => hasFrames(access) && created(access))
  );
}

function hasFrames(stack: DraftStack): boolean {
  return stack.failed || stack.frames.length > 0;
}
