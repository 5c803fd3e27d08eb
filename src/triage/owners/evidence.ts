import type { Actor } from '../job.ts';
import { includesLabel, sameLabel } from '../memory.ts';
import type { Issue, IssueMemory } from '../types.ts';

/**
 * Which labels of an issue are people's word on whose it is. Not those that stood there when it was opened: an issue form
 * set them, or may have. Not ours. Those of other bots only once somebody closed the issue and left them.
 */
export function labelsOfPeople(memory: Evidence, state: Issue['state']): string[] {
  const { labelled = [], labelledByBots = [] } = memory;
  return [...labelled, ...(state === 'closed' ? labelledByBots : [])];
}

/** What is remembered of labels for learned routing. */
export type Evidence = Pick<IssueMemory, 'labelled' | 'labelledByBots' | 'before'>;

/** A label was put on or taken off, by somebody else than this app. */
export interface LabelAct {
  readonly label: string;
  readonly present: boolean;
  readonly by: Actor;
}

/** The evidence after one act. A label that an issue form set counts from when somebody takes it off and puts it back. */
export function noteLabel<M extends Evidence>(memory: M, { label, present, by }: LabelAct): M {
  const { labelled = [], labelledByBots = [], before = [] } = memory;
  if (present && includesLabel(before, label)) return memory;
  const others = (labels: readonly string[]) => labels.filter((one) => !sameLabel(one, label));
  return {
    ...memory,
    before: others(before),
    labelled: present && !by.bot ? [...others(labelled), label] : others(labelled),
    labelledByBots: present && by.bot ? [...others(labelledByBots), label] : others(labelledByBots),
  };
}

/** An act as GitHub's list of an issue's events tells it. */
export interface DatedAct extends LabelAct {
  /** ISO 8601. */
  readonly at: string;
  /** Whether it was this app. */
  readonly ours: boolean;
}

/**
 * The evidence from GitHub's own record, where the store is new
 * (https://docs.github.com/en/rest/issues/events#list-issue-events: `labeled`, `unlabeled`).
 *
 * @param acts in any order
 * @param createdAt of the issue
 */
export function evidenceFrom(acts: readonly DatedAct[], createdAt: string): Evidence {
  const inOrder = [...acts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const opening = Date.parse(createdAt) + OPENING;
  const first = inOrder.filter((act) => act.present && Date.parse(act.at) <= opening);
  const start: Evidence = { before: first.map(({ label }) => label) };
  return inOrder
    .filter((act) => !act.ours && !first.includes(act))
    .reduce((evidence, act) => noteLabel(evidence, act), start);
}

/** A form's labels are put on with the issue; nobody reads it and decides so soon. */
const OPENING = 5000;
