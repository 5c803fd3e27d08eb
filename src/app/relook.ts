import type { Delivery, Job } from '../store/store.ts';
import type { Hint } from '../triage/job.ts';

/** The first try at an issue that was just opened: it has no history, and nobody names it. */
export function isNew({ work: { hint }, absorbed, attempt }: Job): boolean {
  return hint.kind === 'look' && hint.why === 'opened' && absorbed.length === 0 && attempt === 1;
}

/** A look at an issue that no event asks for: something else changed what should be said of it. */
export function relook({ id, work, attempt }: Job, issue: number): Delivery {
  const hint: Hint = { kind: 'look', why: 'relook', title: '', body: '' };
  // What a try before this one asked for may be done already, and was done too early.
  const again = attempt > 1 ? ` again ${attempt}` : '';
  return { id: `relook ${work.repository.id}#${issue} for ${id}${again}`, work: { ...work, issue, hint } };
}
