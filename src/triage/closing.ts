import type { Config } from '../config/schema.ts';
import type { Closing, ClosingPlan, Effect, IssueMemory, Sighting, Snapshot, TriagePlan } from './types.ts';

const DAY = 86_400_000;

/**
 * Closing as a duplicate, where the repository asks for it: all races exactly those of an open issue, told in the
 * comment, and the days of grace gone by without an objection. Whatever a person did against it is final.
 */
export function planClosing(
  plan: Pick<TriagePlan, 'verdict' | 'mode'>,
  snapshot: Snapshot,
  target: Sighting | null,
  config: Config,
): ClosingPlan | null {
  const { duplicates, comment } = config;
  // Without a comment nobody would be told, and nobody could object.
  const told = comment !== 'never' && !snapshot.memory.commentRefused;
  if (!duplicates.close || plan.mode !== 'act' || plan.verdict !== 'duplicate' || !told) return null;
  if (!target || target.state !== 'open' || !isExact(target, snapshot)) return null;
  return decide(target.issue, duplicates.graceDays, snapshot);
}

function decide(of: number, days: number, { issue, memory, grace, now }: Snapshot): ClosingPlan | null {
  const known = memory.closing;
  const since = known?.of === of ? known.since : now;
  const due = new Date(Date.parse(since) + days * DAY).toISOString();
  if (known?.closed && issue.state === 'open')
    return { state: 'vetoed', of, since, because: 'somebody reopened it' };
  // Whoever closed it: once we spoke of closing, a person who opens it again has heard enough of that.
  if (issue.state === 'closed') return known ? { state: 'closed', of, since, due } : null;
  if (known?.vetoed !== undefined) return { state: 'vetoed', of, since, because: known.vetoed };
  if (now < due || !grace) return { state: 'waiting', of, since, due };
  if (grace.objection !== null) return { state: 'vetoed', of, since, because: grace.objection };
  if (grace.canonical === null) return null;
  return { state: 'close', of, since, due, id: grace.canonical };
}

/** Each of our races that has a key; what only people said is theirs to act on. */
function isExact({ matches }: Sighting, { races }: Snapshot): boolean {
  const keyed = races.flatMap(({ keys }, race) => (keys.exact === null ? [] : [race]));
  return (
    keyed.length === races.length &&
    keyed.length > 0 &&
    keyed.every((race) => matches.some((match) => match.race === race && match.level === 'exact'))
  );
}

/** Whether it is time to ask what people did since our comment. */
export function isGraceOver({ closing, comment }: IssueMemory, config: Config, now: string): boolean {
  const { close, graceDays } = config.duplicates;
  if (!close || !comment || !closing || closing.closed || closing.vetoed !== undefined) return false;
  return Date.parse(now) >= Date.parse(closing.since) + graceDays * DAY;
}

export function diffClosing({ closing }: TriagePlan): Effect[] {
  return closing?.state === 'close'
    ? [{ do: 'close', reason: 'duplicate', of: closing.of, id: closing.id }]
    : [];
}

/**
 * What is kept: a promise counts from when the comment made it, and what people said against it for good. The applier
 * knows whether the issue was closed.
 */
export function rememberClosing(memory: IssueMemory, { closing: plan }: TriagePlan): IssueMemory {
  const { closing: known, ...rest } = memory;
  if (known?.closed || known?.vetoed !== undefined) return memory;
  if (!plan || memory.comment === null) return rest;
  const { of, since } = plan;
  const end =
    plan.state === 'vetoed'
      ? { vetoed: plan.because }
      : plan.state === 'closed'
        ? { closed: true as const }
        : {};
  const kept: Closing = { of, since, ...end };
  return { ...rest, closing: kept };
}

/** A person changed something that the promise spoke of. */
export function objectTo(memory: IssueMemory, because: string): IssueMemory {
  const { closing } = memory;
  if (!closing || closing.closed || closing.vetoed !== undefined) return memory;
  return { ...memory, closing: { ...closing, vetoed: because } };
}
