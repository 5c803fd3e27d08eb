import { parseCommands } from '../commands/parse.ts';
import { learnFacts, readConfig } from '../github/gather.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import { type Answers, planAnswers } from '../triage/answers.ts';
import type { CommandComment } from '../triage/job.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import type { Asked, Effect, Mode } from '../triage/types.ts';
import { connect, type Outcome, perform, type PipelineParts, triage } from './triage.ts';

/** Answers a comment with commands, and looks at the issue where it asks for that. */
export async function obey(
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
  const silent = await isSilent(job, github, parts);
  const { asked, answers } = await judge(
    { comment, readings, role: null, isAuthor: comment.by.login === issueAuthor },
    github,
  );
  if (!silent) await answer(github, issue, answers.first, parts);
  const outcome = answers.rescan
    ? await triage(job, issue, { kind: 'asked', asked, force: answers.force }, parts)
    : { result: 'answered', because: answers.because.join('; ') };
  if (!silent) await answer(github, issue, answers.last, parts);
  return outcome;
}

const SILENT: readonly Mode[] = ['off', 'observe'];

/** Where the operator or the repository only watches, nothing is written, answers to commands included. */
async function isSilent(job: Job, github: GitHub, parts: PipelineParts): Promise<boolean> {
  if (SILENT.includes(parts.ceiling)) return true;
  const facts =
    (await parts.store.facts(job.work.repository.id)) ?? (await learnFacts(job.work, github, parts));
  const config = readConfig(facts);
  return !config.ok || SILENT.includes(config.config.mode);
}

/** GitHub is asked for the right only where it decides something: an author may rescan as the author. */
async function judge(asked: Asked, github: GitHub): Promise<{ asked: Asked; answers: Answers }> {
  const answers = planAnswers(asked);
  const refused = answers.first.some((effect) => effect.do === 'react' && effect.with === 'confused');
  if (!refused || !asked.readings.some((reading) => reading.ok)) return { asked, answers };
  const known = { ...asked, role: await github.role(asked.comment.by.login) };
  return { asked: known, answers: planAnswers(known) };
}

/** A failed answer is a failed job: the next try gives it. */
async function answer(
  github: GitHub,
  issue: number,
  effects: readonly Effect[],
  parts: PipelineParts,
): Promise<void> {
  const { failure } = await perform(github, issue, effects, NO_MEMORY, parts);
  if (failure) throw failure;
}
