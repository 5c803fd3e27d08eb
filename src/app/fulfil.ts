import type { Intent } from '../commands/table.ts';
import { isAmong } from '../commands/permission.ts';
import { learnFacts, readConfig } from '../github/gather.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import { codeSpan } from '../triage/markdown.ts';
import { noteLabel } from '../triage/owners/evidence.ts';
import { findModule, nearModules } from '../triage/owners/stated.ts';
import { isHere } from '../triage/reference.ts';
import type { Asked } from '../triage/types.ts';
import { rulePair } from './rule.ts';
import type { PipelineParts } from './triage.ts';
import { undoLast } from './undo.ts';

/** What came of what was asked. */
export interface Fulfilled {
  /** The issue is to be looked at again. */
  readonly look: boolean;
  /** At least one thing was done. */
  readonly done: boolean;
  /** What could not be done, and why: sentences fit for a reply. */
  readonly problems: readonly string[];
}

/** A comment with commands, and what it takes to do what it asks for. */
export interface Desired {
  readonly job: Job;
  readonly issue: number;
  readonly asked: Asked;
  readonly github: GitHub;
  readonly parts: PipelineParts;
  /** Nothing is written here. */
  readonly silent: boolean;
}

/** Does what people with the right to it asked for, in order. Each may be done twice: a second try finds it done. */
export async function fulfil(desired: Desired, intents: readonly Intent[]): Promise<Fulfilled> {
  const problems: string[] = [];
  let look = false;
  let done = false;
  for (const intent of intents) {
    const problem = await fulfilOne(desired, intent);
    if (problem !== null) problems.push(problem);
    else if (isOverride(intent)) desired.parts.tally?.overridden(intent.kind);
    done ||= problem === null && !WORDS.includes(intent.kind);
    look ||= problem === null && LOOKS.includes(intent.kind);
  }
  return { look, done, problems };
}

/** Answered in words, by whoever called. */
const WORDS: readonly Intent['kind'][] = ['help', 'why'];

/** What changes what the issue should look like. */
const LOOKS: readonly Intent['kind'][] = ['rescan', 'duplicate', 'not-duplicate', 'module', 'unignore'];

/** `undo` counts where something was there to take back. */
function isOverride(intent: Intent): intent is Intent & { kind: 'ignore' | 'not-duplicate' | 'module' } {
  return intent.kind === 'ignore' || intent.kind === 'not-duplicate' || intent.kind === 'module';
}

/** Null where it is done, else why it cannot be. */
async function fulfilOne(desired: Desired, intent: Intent): Promise<string | null> {
  switch (intent.kind) {
    case 'rescan':
    case 'help':
    case 'why':
      return null;
    case 'duplicate':
    case 'not-duplicate':
      return await sayPair(desired, intent);
    case 'module':
      return await sayModule(desired, intent.name);
    case 'ignore':
    case 'unignore':
      return await sayIgnore(desired, intent.kind === 'ignore');
    case 'undo':
      return desired.silent ? null : await undoLast(desired);
  }
}

async function sayPair(
  { job, issue, asked, github, parts }: Desired,
  { kind, of }: Extract<Intent, { kind: 'duplicate' | 'not-duplicate' }>,
): Promise<string | null> {
  if (!isHere(of.repository, job.work.repository))
    return `#${of.number} of another repository cannot be compared: I know the issues of this one only.`;
  const pair = { kind: kind === 'duplicate' ? 'same' : 'different', other: of.number } as const;
  return await rulePair(job, { ...pair, ...said(issue, asked) }, github, parts);
}

/** Said by whom, where, with which right. */
function said(issue: number, { comment, role, isAuthor }: Asked) {
  const rights = isAmong('triage', { role, isAuthor }) ? ('triage' as const) : ('author' as const);
  return { issue, by: comment.by.login, rights, at: comment.at, comment: comment.id };
}

async function sayModule(
  { job, issue, asked, github, parts }: Desired,
  name: string | null,
): Promise<string | null> {
  const { store } = parts;
  const { id } = job.work.repository;
  const facts = (await store.facts(id)) ?? (await learnFacts(job.work, github, parts));
  const config = readConfig(facts);
  if (!config.ok)
    return 'The configuration is not valid, so that no module is known; `/race help` tells more.';
  const found = name === null ? null : findModule(name, config.config, facts);
  if (name !== null && !found) {
    const near = nearModules(name, config.config, facts).map((one) => codeSpan(one));
    const advice = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
    return `No module and no label of this repository is called ${codeSpan(name)}.${advice}`;
  }
  await store.rule(id, { kind: 'module', module: found?.name ?? null, ...said(issue, asked) });
  await learn(job, issue, asked, found?.labels ?? [], parts);
  return null;
}

/** What people say of one race is learned from for the next ones, as if they had put the label on themselves. */
async function learn(
  { work }: Job,
  issue: number,
  asked: Asked,
  labels: readonly string[],
  { store }: PipelineParts,
): Promise<void> {
  const { id } = work.repository;
  const known = await store.issue(id, issue);
  if (!known || labels.length === 0) return;
  const memory = labels.reduce(
    (evidence, label) => noteLabel(evidence, { label, present: true, by: asked.comment.by }),
    { ...known.memory, before: [] },
  );
  const { labelled, labelledByBots } = memory;
  await store.amend(id, issue, {
    memory: { ...(labelled ? { labelled } : {}), ...(labelledByBots ? { labelledByBots } : {}) },
  });
}

async function sayIgnore(
  { job, issue, asked, github, parts }: Desired,
  ignore: boolean,
): Promise<string | null> {
  const { work } = job;
  // What is said of an issue that we do not know yet has to wait for it.
  const found = await github.issue(issue);
  if (found) await parts.store.note(work.repository.id, work.installation, found);
  await parts.store.rule(work.repository.id, { kind: 'ignore', ignore, ...said(issue, asked) });
  return null;
}
