import type { Applied } from '../github/apply.ts';
import { diff } from '../triage/diff.ts';
import type { Effect, IssueMemory, Mode, RelatedLevel, Snapshot, TriagePlan } from '../triage/types.ts';

/** What the pipeline did, for the metrics: counts, never names of repositories or people. */
export interface Tally {
  /** Issues and pull requests were read for the index. */
  surveyed(issues: number): void;
  /** The text of an issue was read for races, in so many milliseconds. */
  read(milliseconds: number): void;
  reported(layout: string, complete: boolean): void;
  matched(confidence: Confidence): void;
  /** Something was changed on GitHub; `asked` where a command wanted it. */
  acted(kind: Effect['do'], mode: Mode | 'asked'): void;
  /** Something was not done. */
  suppressed(reason: Suppression, times: number): void;
  /** Somebody took back, or forbade, what we did. */
  overridden(kind: Override): void;
  /** A repository's configuration is not valid, and was told so. */
  misconfigured(): void;
}

export type Confidence = 'exact' | 'likely' | RelatedLevel;
/** The mode only watches, or is off; people told us to leave the issue alone, or took the same back before. */
export type Suppression = 'observe' | 'off' | 'ignored' | 'person';
export type Override = 'label' | 'comment' | 'reopened' | 'undo' | 'ignore' | 'not-duplicate' | 'module';

/** Counts what came of one look at an issue. */
export function tell(
  tally: Tally | undefined,
  { snapshot, plan, effects }: Look,
  { failure }: Pick<Applied, 'failure'>,
): void {
  if (!tally) return;
  for (const { report } of snapshot.races) tally.reported(report.dialect, report.complete);
  for (const confidence of matchesOf(plan)) tally.matched(confidence);
  for (const [reason, times] of suppressedIn(snapshot, plan)) tally.suppressed(reason, times);
  if (plan.note === true && failure === null && effects.some(({ do: kind }) => kind === 'create-comment'))
    tally.misconfigured();
}

/** What somebody took back, by what is remembered before and after. */
export function overrideIn(before: IssueMemory, after: IssueMemory): Override | null {
  if (after.applied.length < before.applied.length) return 'label';
  return after.commentRefused && !before.commentRefused ? 'comment' : null;
}

interface Look {
  readonly snapshot: Snapshot;
  readonly plan: TriagePlan;
  readonly effects: readonly Effect[];
}

function matchesOf({ duplicateOf, regressionOf, declinedIn, likely, related }: TriagePlan): Confidence[] {
  const isKnown = [duplicateOf, regressionOf, declinedIn].some((issue) => issue !== null);
  return [
    ...(isKnown ? ['exact' as const] : []),
    ...likely.map(() => 'likely' as const),
    ...related.map(({ level }) => level),
  ];
}

function suppressedIn(snapshot: Snapshot, plan: TriagePlan): (readonly [Suppression, number])[] {
  const { memory } = snapshot;
  if (plan.verdict === 'ignored') return snapshot.races.length > 0 ? [['ignored', 1]] : [];
  if (plan.mode === 'off' || plan.mode === 'observe') {
    const wouldBe = diff({ ...plan, mode: 'act', note: false }, snapshot).length;
    return wouldBe > 0 ? [[plan.mode, wouldBe]] : [];
  }
  return plan.comment !== null && memory.commentRefused ? [['person', 1]] : [];
}
