import type { Job } from '../store/store.ts';
import type { Hint } from '../triage/job.ts';
import { runJob } from './pipeline.ts';
import type { Outcome, PipelineParts } from './triage.ts';

/**
 * Does one job, and has a repository read that we met by it: where the app was installed before it kept an index, or its
 * store was lost, the earlier issue with the same race is found all the same.
 */
export async function runAndMeet(job: Job, parts: PipelineParts): Promise<Outcome> {
  const outcome = await runJob(job, parts);
  if (job.work.issue !== null) await beginSurvey(job, parts);
  return outcome;
}

/** Only where a race was met – its facts tell –: repositories without one cost nothing. */
async function beginSurvey({ seq, work }: Job, { store, now }: PipelineParts): Promise<void> {
  const { id } = work.repository;
  if ((await store.survey(id)) || !(await store.facts(id))) return;
  const hint: Hint = { kind: 'survey', why: 'first-contact' };
  await store.put({ id: `first contact with ${id} at ${seq}`, work: { ...work, issue: null, hint } }, now());
}
