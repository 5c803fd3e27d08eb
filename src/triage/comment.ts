import { fitting, visibleParts } from './comment/budget.ts';
import { closing } from './comment/closing.ts';
import { configNote } from './comment/config-note.ts';
import { diagrams } from './comment/diagram.ts';
import { evidence } from './comment/evidence.ts';
import { footer } from './comment/footer.ts';
import { kinds, owners, suggestions } from './comment/guess.ts';
import { moreRaces, raced } from './comment/head.ts';
import { known } from './comment/known.ts';
import { matchedFrames } from './comment/matched.ts';
import { stacks } from './comment/stacks.ts';
import { thirdParty } from './comment/third-party.ts';
import { type CommentOptions, type CommentView, viewOf } from './comment/view.ts';
import { fold } from './markdown.ts';
import type { Snapshot, TriagePlan } from './types.ts';

export type { CommentOptions } from './comment/view.ts';

/**
 * The one comment of an issue: a few lines that a maintainer reads, the evidence folded below. The same plan
 * gives the same text. Nothing of the text gets in but symbols and files, as code.
 */
export function renderComment(plan: TriagePlan, snapshot: Snapshot, options: CommentOptions): string {
  const view = viewOf(plan, snapshot, options);
  return fitting(SIZES, (size) => render(view, size));
}

/** What stands in our comment after the last report was edited away. */
export function renderWithdrawn(plan: TriagePlan, snapshot: Snapshot): string {
  const labels = 'The labels that race-triage had put on are taken off again.';
  const off = plan.mode === 'act' && plan.labels.length === 0 ? ` ${labels}` : '';
  return together([
    `The text of this issue no longer holds a race report that can be read.${off}`,
    ...configNote(snapshot.config),
    footer(snapshot),
  ]);
}

interface Size {
  /** Rows of the folded table. */
  readonly rows: number;
  /** Races whose stacks are shown, and frames of one stack. */
  readonly races: number;
  readonly frames: number;
  readonly diagrams: number;
  readonly evidence: number;
}

/** From all that is of use to what always fits. */
const SIZES: readonly Size[] = [
  { rows: 60, races: 10, frames: 12, diagrams: 3, evidence: 60 },
  { rows: 40, races: 5, frames: 8, diagrams: 2, evidence: 30 },
  { rows: 20, races: 3, frames: 6, diagrams: 1, evidence: 15 },
  { rows: 8, races: 1, frames: 4, diagrams: 0, evidence: 5 },
];

function render(view: CommentView, size: Size): string {
  const { text, rest } = raced(view);
  const lines = [
    text,
    ...configNote(view.snapshot.config),
    ...known(view),
    closing(view),
    suggestions(view),
    owners(view),
    thirdParty(view),
    kinds(view),
  ];
  return together([
    ...visibleParts(lines, view.races.length > 1),
    moreRaces(rest, view, size.rows),
    fold('Stacks: this repository’s own frames, ► marks those that decide', stacks(view, size)),
    fold(`The two ${runnersOf(view)}, drawn`, diagrams(view, size.diagrams)),
    fold('The frames that matched', matchedFrames(view)),
    fold('What the app saw', evidence(view, size.evidence)),
    footer(view.snapshot),
  ]);
}

/** As the language of the reports calls them. */
function runnersOf({ races }: CommentView): string {
  return races.every(({ report }) => report.dialect === 'tsan') ? 'threads' : 'goroutines';
}

function together(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
