import type { IssueRecord, Job } from '../store/store.ts';
import { callsGitHub, type IssueHint } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';
import { forget, sendOn } from './look-again.ts';
import { noteReopened } from './rule.ts';
import { connect, type Outcome, type PipelineParts } from './triage.ts';

type State = Extract<IssueHint, { kind: 'state' }>;

/**
 * An issue was closed or reopened. Deliveries overtake each other; what happened last counts. GitHub's times are whole
 * seconds: where two changes fall into one, they do not tell which was the last, and GitHub is asked.
 */
export async function hearState(
  job: Job,
  issue: number,
  hint: State,
  parts: PipelineParts,
): Promise<Outcome> {
  const known = await parts.store.issue(job.work.repository.id, issue);
  if (!known || !isUnclear(known, hint)) return await noteState(job, issue, hint, parts);
  if (!callsGitHub(hint)) return await askLater(job, issue, hint, parts);
  const found = await (await connect(job, parts)).issue(issue);
  return found ? await noteState(job, issue, asFound(hint, found), parts) : await forget(job, issue, parts);
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
  return { result: 'noted', because: `${hint.state} in the second of another change: GitHub is asked` };
}

/** What GitHub says, no earlier than what was heard. Who did it is known only where it is what was heard. */
function asFound({ by, ...hint }: State, { state, stateReason, closedAt }: Issue): State {
  const at = closedAt !== null && Date.parse(closedAt) > Date.parse(hint.at) ? closedAt : hint.at;
  return { ...hint, state, reason: stateReason, at, ...(by && state === hint.state ? { by } : {}) };
}

async function noteState(job: Job, issue: number, hint: State, parts: PipelineParts): Promise<Outcome> {
  const undone = await noteReopened(job, issue, hint, parts);
  const change = { state: hint.state, stateReason: hint.reason, at: hint.at };
  await parts.store.amend(job.work.repository.id, issue, change);
  if (undone) parts.tally?.overridden('reopened');
  if (hint.state === 'closed' && hint.reason === 'duplicate') await sendOn(job, issue, parts);
  return undone ?? { result: 'noted', because: `the issue is ${hint.state}` };
}
