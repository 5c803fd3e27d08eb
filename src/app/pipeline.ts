import type { Logger } from 'pino';
import { parseCommands } from '../commands/parse.ts';
import { apply, type Applied } from '../github/apply.ts';
import { type Cause, gather } from '../github/gather.ts';
import type { GitHub, GitHubAccess } from '../github/github.ts';
import type { Job, Store } from '../store/store.ts';
import { type Answers, planAnswers } from '../triage/answers.ts';
import { diff } from '../triage/diff.ts';
import type { CommandComment, Hint } from '../triage/job.ts';
import { NO_MEMORY, rememberLabel } from '../triage/memory.ts';
import { planTriage } from '../triage/plan.ts';
import { raceDigest } from '../triage/races.ts';
import type { Asked, Effect, IssueMemory, Mode, Snapshot, TriagePlan } from '../triage/types.ts';

export interface PipelineParts {
  readonly store: Store;
  readonly github: GitHubAccess;
  readonly ceiling: Mode;
  readonly now: () => number;
  readonly log: Logger;
}

/** What a job came to, in a word and a sentence, for the log and the metrics. */
export interface Outcome {
  readonly result: string;
  readonly because: string;
}

/**
 * Does one job. Whatever the cause, an issue is looked at the same way: gather → plan → diff → apply → record,
 * so that doing it again finds nothing left to do. Throws `GitHubError` and `StoreError` when the world fails.
 */
export async function runJob(job: Job, parts: PipelineParts): Promise<Outcome> {
  const { hint, issue, repository } = job.work;
  if (issue === null) return await keepRepository(repository.id, hint, parts);
  switch (hint.kind) {
    case 'look':
      return await triage(job, issue, { kind: 'look', hint }, parts);
    case 'command':
      return await obey(job, issue, hint.comment, hint.issueAuthor, parts);
    case 'state':
      await parts.store.amend(repository.id, issue, { state: hint.state, stateReason: hint.reason, at: hint.at });
      return { result: 'noted', because: `the issue is ${hint.state}` };
    case 'gone':
      await parts.store.forgetIssue(repository.id, issue);
      return { result: 'forgotten', because: 'the issue left the repository' };
    case 'label':
      return await noteHuman(job, issue, parts, (memory) => rememberLabel(memory, hint.label, hint.present));
    case 'comment-deleted':
      return await noteHuman(job, issue, parts, (memory) =>
        memory.comment?.id === hint.comment ? { ...memory, comment: null, commentRefused: true } : memory,
      );
    default:
      return { result: 'ignored', because: `${hint.kind} is not about an issue` };
  }
}

async function keepRepository(repository: number, hint: Hint, { store }: PipelineParts): Promise<Outcome> {
  if (hint.kind === 'repository-gone') {
    await store.forgetRepository(repository);
    return { result: 'forgotten', because: 'the repository is not ours to see any more' };
  }
  await store.dropFacts(repository);
  return { result: 'noted', because: `${hint.kind}: read again at the next race` };
}

/** A person touched something: what they did is remembered, and never undone by us. */
async function noteHuman(
  job: Job,
  issue: number,
  { store }: PipelineParts,
  change: (memory: IssueMemory) => IssueMemory,
): Promise<Outcome> {
  const known = await store.issue(job.work.repository.id, issue);
  if (!known) return { result: 'ignored', because: 'we know nothing of the issue' };
  const memory = change(known.memory);
  if (memory === known.memory) return { result: 'ignored', because: 'it changes nothing for us' };
  await store.amend(job.work.repository.id, issue, { memory });
  return { result: 'noted', because: `${job.work.hint.kind} by somebody else` };
}

/** Answers a comment with commands, and looks at the issue where it asks for that. */
async function obey(
  job: Job,
  issue: number,
  comment: CommandComment,
  issueAuthor: string | null,
  parts: PipelineParts,
): Promise<Outcome> {
  if (parts.ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const readings = parseCommands(comment.body);
  if (readings.length === 0) return { result: 'ignored', because: 'the comment holds no command' };
  const github = await connect(job, parts);
  const asked: Asked = { comment, readings, role: null, isAuthor: comment.by.login === issueAuthor };
  const answers = await judge(asked, github);
  await perform(github, issue, await unanswered(github, job, issue, answers.first), NO_MEMORY, parts);
  const cause: Cause = { kind: 'asked', asked, force: answers.force };
  const outcome = answers.rescan
    ? await triage(job, issue, cause, parts)
    : { result: 'answered', because: answers.because.join('; ') };
  await perform(github, issue, answers.last, NO_MEMORY, parts);
  return outcome;
}

/** GitHub is asked for the right only where it decides something: an author may rescan as the author. */
async function judge(asked: Asked, github: GitHub): Promise<Answers> {
  const answers = planAnswers(asked);
  const refused = answers.because.length > 0 && answers.first.some((e) => e.do === 'react' && e.with === 'confused');
  if (!refused || !asked.readings.some((reading) => reading.ok)) return answers;
  return planAnswers({ ...asked, role: await github.role(asked.comment.by.login) });
}

/** A second try does not answer twice: the first may have come through. */
async function unanswered(github: GitHub, job: Job, issue: number, effects: readonly Effect[]): Promise<Effect[]> {
  if (job.attempt === 1 || !effects.some((effect) => effect.do === 'reply')) return [...effects];
  const bodies = (await github.comments(issue)).map((comment) => comment.body);
  return effects.filter((e) => e.do !== 'reply' || !bodies.some((body) => body.includes(e.body.trim().split('\n').at(-1) ?? e.body)));
}

async function triage(job: Job, issue: number, cause: Cause, parts: PipelineParts): Promise<Outcome> {
  const { store, github, ceiling, now } = parts;
  if (ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const gathered = await gather(job, issue, cause, {
    github: () => connect(job, parts),
    self: () => github.self(),
    store,
    ceiling,
    now,
  });
  if (gathered.kind === 'nothing') return { result: 'no-race', because: gathered.because };
  if (gathered.kind === 'gone') {
    await store.forgetIssue(job.work.repository.id, issue);
    return { result: 'forgotten', because: 'the issue left the repository' };
  }
  const { snapshot } = gathered;
  const plan = planTriage(snapshot);
  const effects = diff(plan, snapshot);
  const applied = effects.length > 0
    ? await perform(await connect(job, parts), issue, effects, snapshot.memory, parts)
    : { memory: snapshot.memory, done: [], notes: [], failure: null };
  await record(job, snapshot, plan, applied, parts);
  if (applied.failure) throw applied.failure;
  await lookAgainAtNewer(job, snapshot, plan, parts);
  return { result: plan.verdict, because: plan.because.join('; ') };
}

async function connect(job: Job, { github }: PipelineParts): Promise<GitHub> {
  return await github.repository(job.work.repository, job.work.installation);
}

async function perform(
  github: GitHub,
  issue: number,
  effects: readonly Effect[],
  memory: IssueMemory,
  { log }: PipelineParts,
): Promise<Applied> {
  const applied = await apply(github, issue, effects, memory);
  for (const note of applied.notes) log.warn({ issue }, note);
  return applied;
}

/**
 * After the fact, never before: a crash between a call and this note costs at worst a label that we later do
 * not take off; the other order would lose labels for good. A run that failed is noted without its races, so
 * that the next look does not take it for done.
 */
async function record(
  job: Job,
  snapshot: Snapshot,
  plan: TriagePlan,
  applied: Applied,
  { store, now }: PipelineParts,
): Promise<void> {
  const known = await store.issue(job.work.repository.id, snapshot.issue.number);
  if (!known && plan.verdict === 'no-race') return;
  const memory: IssueMemory = {
    ...applied.memory,
    duplicateOf: plan.duplicateOf,
    races: applied.failure ? '' : raceDigest(snapshot),
  };
  const { repository, installation } = job.work;
  await store.record(
    { repository, installation, delivery: job.id, snapshot, plan, effects: applied.done, memory },
    now(),
  );
}

/**
 * Deliveries come in any order: a newer issue may have been looked at before this older one was known, and
 * was then called new. Whoever of them does not point at this issue's canonical one is looked at again.
 */
async function lookAgainAtNewer(job: Job, snapshot: Snapshot, plan: TriagePlan, parts: PipelineParts): Promise<void> {
  if (plan.duplicateOf !== null || snapshot.issue.state === 'closed') return;
  const { work } = job;
  const newer = snapshot.sightings.filter(
    (sighting) =>
      sighting.issue > snapshot.issue.number &&
      sighting.duplicateOf !== snapshot.issue.number &&
      sighting.state === 'open' &&
      sighting.matches.some((match) => match.level === 'exact'),
  );
  for (const { issue } of newer) {
    const hint: Hint = { kind: 'look', why: 'relook', title: '', body: '' };
    await parts.store.put({ id: `relook ${work.repository.id}#${issue} for ${job.id}`, work: { ...work, issue, hint } }, parts.now());
  }
}
