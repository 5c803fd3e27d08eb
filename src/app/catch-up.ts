import { LEFT } from '../github/absent.ts';
import { labelActs, readActs } from '../github/acts.ts';
import { readConfig } from '../github/gather.ts';
import { isOurs } from '../github/recall.ts';
import { recollect } from '../github/recollect.ts';
import { type Comment, type GitHub, GitHubError } from '../github/github.ts';
import { holdsSign } from '../race/signs.ts';
import type { Survey, Unread } from '../store/survey.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import { recallActs } from '../triage/recall.ts';
import { raceOptions } from '../triage/plan.ts';
import { readRaces } from '../triage/races.ts';
import { forget } from './send-on.ts';
import type { Hands } from './survey.ts';
import type { PipelineParts } from './triage.ts';

/**
 * Calls that one sweep makes for it. An installation makes few; what is read later is missed little: a race that stands in an
 * old comment only, and which label of an old issue was put on by a person.
 */
const READS = 40;

/** Reads comments and events of race issues that were there before us, the youngest first, a few at each sweep. */
export async function catchUp(survey: Survey, hands: Hands): Promise<void> {
  let left = READS;
  for (const unread of await hands.parts.store.unread(survey.repository.id, READS)) {
    left -= (unread.comments ? 1 : 0) + (unread.events ? 1 : 0);
    if (left < 0) return;
    await readOne(survey, unread, hands);
  }
}

async function readOne(survey: Survey, unread: Unread, { job, github, parts }: Hands): Promise<void> {
  const { store } = parts;
  const { id } = survey.repository;
  try {
    if (unread.comments) {
      const comments = await github.comments(unread.number);
      await hearAll(survey, unread.number, comments, parts);
      await recollect({ ...survey, number: unread.number, author: null }, comments, github, store);
    }
    if (unread.events) await recallLabels(survey, unread, github, parts);
    await store.markRead(id, unread.number);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    // Deleted or moved while nobody told us; what else is refused is not ours to read, and will not be.
    if (LEFT.has(error.status)) await forget(job, unread.number, parts);
    else await store.markRead(id, unread.number);
  }
}

async function hearAll(
  survey: Survey,
  number: number,
  comments: readonly Comment[],
  parts: PipelineParts,
): Promise<void> {
  const { store } = parts;
  const self = await parts.github.self();
  const facts = await store.facts(survey.repository.id);
  const options = raceOptions(facts?.modules ?? [], readConfig(facts));
  for (const comment of comments.filter((one) => holdsSign(one.body) && !isOurs(one, self))) {
    const { races } = readRaces({ title: '', body: comment.body }, options);
    const heard = { id: comment.id, at: comment.createdAt, races: races.map(({ keys }) => keys) };
    await store.hear(survey.repository.id, number, heard);
  }
}

/** Which labels people put on, and which were ours, from GitHub's own record. */
async function recallLabels(
  survey: Survey,
  { number, createdAt }: Unread,
  github: GitHub,
  parts: PipelineParts,
): Promise<void> {
  const { store } = parts;
  const known = await store.issue(survey.repository.id, number);
  if (!known || known.triaged) return;
  const acts = labelActs(await readActs(github, number), await parts.github.self());
  const { before = [] } = known.memory;
  const memory = recallActs({ ...NO_MEMORY, before }, acts, createdAt);
  await store.amend(survey.repository.id, number, { memory });
}
