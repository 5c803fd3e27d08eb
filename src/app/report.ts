import { isAmong } from '../commands/permission.ts';
import { learnFacts, readConfig } from '../github/gather.ts';
import { isOurs } from '../github/recall.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import type { IssueHint } from '../triage/job.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import { raceOptions } from '../triage/plan.ts';
import { readRaces } from '../triage/races.ts';
import type { Issue, Race } from '../triage/types.ts';
import { connect, type Outcome, type PipelineParts, triage } from './triage.ts';

type Report = Extract<IssueHint, { kind: 'report' }>;

/**
 * A comment that holds a report makes its issue findable. Only from the author of the issue, and from people with triage
 * rights, is it the issue's own as well: then the issue is looked at with it.
 */
export async function hearReport(
  job: Job,
  issue: number,
  hint: Report,
  parts: PipelineParts,
): Promise<Outcome> {
  if (parts.ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const { work } = job;
  const github = await connect(job, parts);
  const comment = await github.comment(hint.comment);
  if (comment && isOurs(comment, await parts.github.self()))
    return { result: 'ignored', because: 'the comment is ours' };
  const races = comment ? await readComment(comment.body, job, github, parts) : [];
  if (!comment || races.length === 0) {
    const owned = await forgetReport(job, issue, hint.comment, parts);
    if (owned) return await triage(job, issue, { kind: 'heard' }, parts);
    return { result: 'noted', because: 'the comment holds no report' };
  }
  const found = await github.issue(issue);
  if (!found) return { result: 'ignored', because: 'the issue left the repository' };
  if (found.isPullRequest) return { result: 'ignored', because: 'it is about a pull request' };
  await parts.store.see(work, found);
  const keys = races.map((race) => race.keys);
  await parts.store.hear(work.repository.id, issue, {
    id: comment.id,
    at: comment.createdAt,
    races: keys,
  });
  if (!(await mayReport(found, hint.by.login, github)))
    return { result: 'noted', because: 'a sighting by somebody without triage rights' };
  await own(job, issue, comment.id, parts);
  return await triage(job, issue, { kind: 'heard' }, parts);
}

async function readComment(
  body: string,
  { work }: Job,
  github: GitHub,
  parts: PipelineParts,
): Promise<readonly Race[]> {
  if (readRaces({ title: '', body }).races.length === 0) return [];
  const facts = (await parts.store.facts(work.repository.id)) ?? (await learnFacts(work, github, parts));
  return readRaces({ title: '', body }, raceOptions(facts.modules, readConfig(facts))).races;
}

/** GitHub is asked for the right only where authorship does not decide. */
async function mayReport({ author }: Issue, login: string, github: GitHub): Promise<boolean> {
  if (author?.login === login) return true;
  return isAmong('triage', { role: await github.role(login), isAuthor: false });
}

async function own({ work }: Job, issue: number, comment: number, { store }: PipelineParts): Promise<void> {
  const known = await store.issue(work.repository.id, issue);
  const { heard = [] } = known?.memory ?? NO_MEMORY;
  if (heard.includes(comment)) return;
  await store.amend(work.repository.id, issue, { memory: { heard: [...heard, comment] } });
}

/** Its races are no sightings any more; true where they were the issue's own. */
export async function forgetReport(
  { work }: Job,
  issue: number,
  comment: number,
  { store }: PipelineParts,
): Promise<boolean> {
  const { id } = work.repository;
  await store.hear(id, issue, { id: comment, at: '', races: [] });
  const known = await store.issue(id, issue);
  const { heard = [] } = known?.memory ?? NO_MEMORY;
  if (!heard.includes(comment)) return false;
  await store.amend(id, issue, { memory: { heard: heard.filter((one) => one !== comment) } });
  return true;
}
