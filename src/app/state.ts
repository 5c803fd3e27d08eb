import { readActs } from '../github/acts.ts';
import type { GitHub } from '../github/github.ts';
import type { IssueRecord, Job } from '../store/store.ts';
import { callsGitHub, type IssueHint } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';
import { forget, lookAgainAtHeads, sendOn } from './send-on.ts';
import { noteReopened, type Reopening } from './rule.ts';
import { connect, type Outcome, type PipelineParts } from './triage.ts';

type State = Extract<IssueHint, { kind: 'state' }>;

/**
 * An issue was closed or reopened. Deliveries overtake each other; what happened last counts. GitHub's times are whole
 * seconds: where two changes fall into one, they do not tell which was the last, and GitHub is asked. So it is where
 * something followed a closing as a duplicate unheard: who reopened the issue says that it is none.
 */
export async function hearState(
  job: Job,
  issue: number,
  hint: State,
  parts: PipelineParts,
): Promise<Outcome> {
  const known = await parts.store.issue(job.work.repository.id, issue);
  const since = known && overtaken(known, hint);
  if (!known || (since === null && !isUnclear(known, hint)))
    return await noteState(job, issue, undoneBy(known, hint), parts);
  if (!callsGitHub(hint)) return await askLater(job, issue, hint, parts);
  const change = await ask({ hint, known, since }, issue, await connect(job, parts));
  return change ? await noteState(job, issue, change, parts) : await forget(job, issue, parts);
}

interface Unclear {
  readonly hint: State;
  readonly known: IssueRecord;
  /** See `overtaken`. */
  readonly since: number | null;
}

/** What really happened, as GitHub tells; null where the issue is gone. */
async function ask({ hint, known, since }: Unclear, issue: number, github: GitHub): Promise<Change | null> {
  if (since !== null) return await undoneSince(since, hint, github, issue);
  const found = await github.issue(issue);
  if (!found) return null;
  const last = asFound(hint, found);
  const isUndone = hint.reason === 'duplicate' && last.state === 'open';
  return isUndone ? await undoneSince(Date.parse(hint.at), last, github, issue) : undoneBy(known, last);
}

/** What happened to the state of an issue. */
interface Change {
  readonly hint: State;
  /** Who opened it again that was closed as a duplicate, and says thereby that it is none; null where nobody did. */
  readonly reopening: Reopening | null;
}

function undoneBy(known: IssueRecord | null, hint: State): Change {
  return { hint, reopening: isUndoing(known, hint) ? hint : null };
}

/** Who reopened an issue since it was closed as a duplicate, as GitHub remembers. */
async function undoneSince(since: number, hint: State, github: GitHub, issue: number): Promise<Change> {
  const acts = await readActs(github, issue);
  const reopening = acts.find(({ event, at }) => event === 'reopened' && Date.parse(at) >= since);
  return { hint, reopening: reopening ?? null };
}

/** When an issue was closed as a duplicate, where this and what is known tell that something happened since. */
function overtaken({ state, stateReason, changedAt }: IssueRecord, hint: State): number | null {
  const at = Date.parse(hint.at);
  if (hint.state !== 'closed' || !(at > 0) || changedAt === at) return null;
  if (at < changedAt) return hint.reason === 'duplicate' ? at : null;
  return state === 'closed' && stateReason === 'duplicate' ? changedAt : null;
}

/** Whether it takes back that the issue is a duplicate, as far as was heard. */
function isUndoing(known: IssueRecord | null, { state, at }: State): boolean {
  return state === 'open' && known?.stateReason === 'duplicate' && !(Date.parse(at) < known.changedAt);
}

/** Whether another state is known of the same second. */
function isUnclear({ state, changedAt }: IssueRecord, hint: State): boolean {
  return state !== hint.state && changedAt > 0 && changedAt === Date.parse(hint.at);
}

/** A closing is noted whatever holds the installation, so what asks GitHub is work of its own. */
async function askLater(
  { id, work }: Job,
  issue: number,
  hint: State,
  { store, now }: PipelineParts,
): Promise<Outcome> {
  const asking = { ...work, hint: { ...hint, unclear: true } } as const;
  await store.put({ id: `state ${work.repository.id}#${issue} for ${id}`, work: asking }, now());
  return { result: 'noted', because: `${hint.state} no later than another change: GitHub is asked` };
}

/** What GitHub says, no earlier than what was heard. Who did it is known only where it is what was heard. */
function asFound({ by, ...hint }: State, { state, stateReason, closedAt }: Issue): State {
  const at = closedAt !== null && Date.parse(closedAt) > Date.parse(hint.at) ? closedAt : hint.at;
  return { ...hint, state, reason: stateReason, at, ...(by && state === hint.state ? { by } : {}) };
}

async function noteState(
  job: Job,
  issue: number,
  { hint, reopening }: Change,
  parts: PipelineParts,
): Promise<Outcome> {
  const undone = reopening && (await noteReopened(job, issue, reopening, parts));
  // Before that is noted: afterwards nothing tells what it was, and a crash in between would leave them where they are.
  const isDuplicate = hint.state === 'closed' && hint.reason === 'duplicate';
  if (isDuplicate || reopening) await sendOn(job, issue, parts);
  if (reopening) await lookAgainAtHeads(job, issue, parts);
  const change = { state: hint.state, stateReason: hint.reason, at: hint.at };
  await parts.store.amend(job.work.repository.id, issue, change);
  if (undone) parts.tally?.overridden('reopened');
  return undone ?? { result: 'noted', because: `the issue is ${hint.state}` };
}
