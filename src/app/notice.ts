import type { Delivery, Job } from '../store/store.ts';
import type { Survey } from '../store/survey.ts';
import type { Hint } from '../triage/job.ts';
import type { Issue } from '../triage/types.ts';
import type { ReadIssue } from './listed.ts';
import { relook } from './relook.ts';
import type { PipelineParts } from './triage.ts';

interface Changed {
  readonly item: Issue;
  readonly updatedAt: string;
}

/**
 * Which of the issues that changed want a look, because no event told us: those opened since the repository is ours, and
 * those of ours whose races are others now. Whatever was there before us is only noted.
 */
export async function noticeChanged(
  survey: Survey,
  changed: readonly Changed[],
  listed: readonly ReadIssue[],
  { job, parts }: { readonly job: Job; readonly parts: PipelineParts },
): Promise<Delivery[]> {
  const { heardTo } = survey;
  if (heardTo === null) return [];
  const looks: Delivery[] = [];
  for (const [i, { item, updatedAt }] of changed.entries()) {
    const read = listed[i];
    if (!read || Date.parse(updatedAt) < (Date.parse(heardTo) || 0)) continue;
    if (await wantsLook(survey, read, parts)) looks.push(sweptLook(survey, job, item, updatedAt));
  }
  return looks;
}

async function wantsLook(survey: Survey, read: ReadIssue, { store }: PipelineParts): Promise<boolean> {
  const { number } = read.issue;
  const known = await store.issue(survey.repository.id, number);
  if (!known?.triaged) return read.hasRace && number > survey.inherited;
  // With keys of other rules every digest differs, and with reports in comments the text is not all.
  if (!survey.complete || (known.memory.heard ?? []).length > 0) return false;
  return known.memory.unfinished === true || known.memory.races !== read.digest;
}

function sweptLook(
  { repository }: Survey,
  { work }: Job,
  { number, title, body }: Issue,
  updatedAt: string,
): Delivery {
  const hint: Hint = { kind: 'look', why: 'swept', title, body };
  return {
    id: `swept ${repository.id}#${number} ${updatedAt}`,
    work: { ...work, repository, issue: number, hint },
  };
}

/**
 * Issues that were closed as a duplicate, or are no longer, where no event told us yet: the closing is heard now, or again, and
 * what came of it is asked. To be put before the list is kept: afterwards nothing tells that it changed.
 */
export async function noticeDuplicates(
  { repository: { id } }: Survey,
  changed: readonly Changed[],
  { job, parts }: { readonly job: Job; readonly parts: PipelineParts },
): Promise<Delivery[]> {
  const numbers = changed.map(({ item }) => item.number);
  const cards = new Map((await parts.store.cards(id, numbers)).map((card) => [card.issue, card]));
  const heard: Delivery[] = [];
  for (const { item } of changed) {
    const card = cards.get(item.number);
    if (!card || isDuplicate(card) === isDuplicate(item)) continue;
    const known = await parts.store.issue(id, item.number);
    if (!known) continue;
    const at = isDuplicate(known) ? new Date(known.changedAt).toISOString() : (item.closedAt ?? '');
    const hint: Hint = { kind: 'state', state: 'closed', reason: 'duplicate', at };
    const told = isDuplicate(item) ? 'repeats' : 'repeats no more';
    heard.push({
      id: `${id}#${item.number} ${told} ${at}`,
      work: { ...job.work, issue: item.number, hint },
    });
  }
  return heard;
}

function isDuplicate({ state, stateReason }: Pick<Issue, 'state' | 'stateReason'>): boolean {
  return state === 'closed' && stateReason === 'duplicate';
}

/** How many are taken from the store at a time. */
const PAGE = 100;

/** What was triaged while older issues were not known yet is looked at again: one of them may hold the same race. */
export async function relookAtRepeats(job: Job, { store, now }: PipelineParts): Promise<void> {
  let after = 0;
  for (;;) {
    const found = await store.repeats(job.work.repository.id, after, PAGE);
    for (const issue of found) await store.put(relook(job, issue), now());
    after = found.at(-1) ?? after;
    if (found.length < PAGE) return;
  }
}
