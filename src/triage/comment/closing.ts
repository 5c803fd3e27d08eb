import type { ClosingPlan } from '../types.ts';
import type { CommentView } from './view.ts';

/** Each word of it is a promise; `test/app/closing.test.ts` has a test of its name. */
export function closing({ plan }: CommentView): string {
  return plan.closing ? tell(plan.closing) : '';
}

/** The same before and after: an issue that is closed is not mailed about once more. */
function tell(plan: ClosingPlan): string {
  if (plan.state === 'vetoed') return `It is not closed as a duplicate: ${plan.because}.`;
  const day = plan.due.slice(0, 10);
  return `It will be closed as a duplicate on ${day}, unless somebody comments, answers this with 👎, or changes a label. Reopened, it stays open.`;
}
