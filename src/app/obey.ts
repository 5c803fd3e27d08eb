import { parseCommands } from '../commands/parse.ts';
import type { Intent } from '../commands/table.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import { ALLOWANCE_TIME, allowanceOf, type Answered } from '../triage/allowance.ts';
import { type Answers, judge } from '../triage/answers.ts';
import type { CommandComment } from '../triage/job.ts';
import { explain } from '../triage/why.ts';
import { helpText } from '../commands/help.ts';
import type { Asked } from '../triage/types.ts';
import { openDesk } from './desk.ts';
import { type Desired, fulfil, type Fulfilled } from './fulfil.ts';
import { connect, type Outcome, type PipelineParts, triage } from './triage.ts';

/**
 * Answers a comment with commands: a reaction at once, what was asked, a reaction when it is done. Words are used only
 * where they were asked for, or where a command cannot be done and the asker has to know why – and sparingly, since a
 * thread must not fill with our answers.
 */
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
  const { asked, answers } = await learnRole(
    { comment, readings, role: null, isAuthor: comment.by.login === issueAuthor },
    github,
  );
  const desk = await openDesk(job, issue, comment.id, github, parts);
  const allowed = await allow(job, issue, asked, answers, parts);
  const intents = answers.intents.slice(0, allowed.commands);
  const unclear = answers.refused || answers.problems.length > 0 || intents.length < answers.intents.length;
  await desk.react(...(intents.length > 0 ? [EYES] : []), ...(unclear ? [CONFUSED] : []));
  const desired = { job, issue, asked, github, parts, silent: desk.silent };
  const { fulfilled, outcome } = await carryOut(desired, intents, answers);
  const words = await spoken(desired, intents);
  const texts = [
    ...(allowed.replied ? [...words, ...fulfilled.problems] : []),
    ...(allowed.complained ? complaint(answers.problems) : []),
  ];
  if (texts.length > 0) await desk.reply(texts.join('\n\n'));
  await desk.react(
    ...(fulfilled.done || words.length > 0 ? [ROCKET] : []),
    ...(fulfilled.problems.length > 0 && !unclear ? [CONFUSED] : []),
  );
  return outcome;
}

const [EYES, ROCKET, CONFUSED] = ['eyes', 'rocket', 'confused'] as const;

/** GitHub is asked for the right only where it decides something: an author may rescan as the author. */
async function learnRole(asked: Asked, github: GitHub): Promise<{ asked: Asked; answers: Answers }> {
  const answers = judge(asked);
  if (!answers.refused) return { asked, answers };
  const known = { ...asked, role: await github.role(asked.comment.by.login) };
  return { asked: known, answers: judge(known) };
}

/** What may be done is noted before it is done: a process that dies in between does not do it twice as often. */
async function allow(
  { work }: Job,
  issue: number,
  { comment }: Asked,
  answers: Answers,
  { store, now }: PipelineParts,
): Promise<Answered> {
  const { id } = work.repository;
  const since = now() - ALLOWANCE_TIME;
  const who = { comment: comment.id, login: comment.by.login };
  const { commands, complain, reply } = allowanceOf(await store.answered(id, issue, since), who);
  const complained = complain && answers.problems.length > 0;
  const speaks = answers.intents.some(({ kind }) => kind !== 'rescan');
  const allowed = {
    ...who,
    at: now(),
    commands: Math.min(commands, answers.intents.length),
    complained,
    replied: complained || (reply && speaks),
  };
  await store.noteAnswer(id, issue, allowed, since);
  return allowed;
}

/** What was asked, in order; then one look at the issue, where that is asked for or follows. */
async function carryOut(
  desired: Desired,
  intents: readonly Intent[],
  { because }: Answers,
): Promise<{ fulfilled: Fulfilled; outcome: Outcome }> {
  const { job, issue, asked, parts } = desired;
  const fulfilled = await fulfil(desired, intents);
  const force = intents.some((intent) => intent.kind === 'rescan' && intent.force);
  const outcome = fulfilled.look
    ? await triage(job, issue, { kind: 'asked', asked, force }, parts)
    : { result: 'answered', because: [...because, ...fulfilled.problems].join('; ') };
  return { fulfilled, outcome };
}

/** What was asked for in words. */
async function spoken({ job, issue, asked, parts }: Desired, intents: readonly Intent[]): Promise<string[]> {
  const kinds = new Set(intents.map(({ kind }) => kind));
  const [last] = kinds.has('why') ? await parts.store.runs(job.work.repository.id, issue) : [];
  return [
    ...(kinds.has('why') ? [explain(last ?? null)] : []),
    ...(kinds.has('help') ? [helpText(asked)] : []),
  ];
}

/** The first of what was wrong; the rest is mostly the same again. */
function complaint(problems: readonly string[]): string[] {
  const [first] = problems;
  if (first === undefined) return [];
  return [problems.length > 1 ? `${first} (And ${problems.length - 1} more like it.)` : first];
}
