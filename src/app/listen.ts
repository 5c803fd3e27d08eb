import { readConfig } from '../github/gather.ts';
import { isOurs } from '../github/recall.ts';
import type { PlacedComment } from '../github/github.ts';
import { holdsSign } from '../race/signs.ts';
import type { Delivery } from '../store/store.ts';
import type { Survey } from '../store/survey.ts';
import type { Cursor } from '../triage/job.ts';
import { raceOptions } from '../triage/plan.ts';
import { readRaces } from '../triage/races.ts';
import type { Hands } from './survey.ts';

/** Pages of comments that one job reads. */
const SLICE = 5;

/** Hears reports in comments of which no event told us: each becomes the work that its event would have been. */
export async function listen(survey: Survey, hands: Hands): Promise<{ comments: Cursor; more: boolean }> {
  const { github, parts } = hands;
  let comments = survey.comments;
  for (let pages = 0; pages < SLICE; pages++) {
    const page = await github.commentsSince(comments);
    if (!page) return { comments, more: false };
    for (const { item, updatedAt } of page.items) {
      if (await isNew(survey, item, hands))
        await parts.store.put(heard(survey, item, updatedAt, hands), parts.now());
    }
    comments = page.next;
    await parts.store.saveSurvey({ ...survey, comments });
    if (!page.more) return { comments, more: false };
  }
  return { comments, more: true };
}

/** Whether it holds other reports than the index knows of it. */
async function isNew(survey: Survey, comment: PlacedComment, { parts }: Hands): Promise<boolean> {
  const { store, github } = parts;
  const known = await store.heardIn(survey.repository.id, comment.issue, comment.id);
  if (known.length === 0 && !holdsSign(comment.body)) return false;
  if (isOurs(comment, await github.self())) return false;
  const facts = await store.facts(survey.repository.id);
  const { races } = readRaces(
    { title: '', body: comment.body },
    raceOptions(facts?.modules ?? [], readConfig(facts)),
  );
  return races.flatMap(({ keys }) => keys.exact ?? []).join(' ') !== known.join(' ');
}

function heard(
  { repository }: Survey,
  { id, issue, author, createdAt: at }: PlacedComment,
  updatedAt: string,
  { job }: Hands,
): Delivery {
  const by = author ?? { login: 'ghost', bot: false };
  const work = { ...job.work, repository, issue, hint: { kind: 'report', comment: id, by, at } } as const;
  return { id: `heard ${repository.id} ${id} ${updatedAt}`, work };
}
