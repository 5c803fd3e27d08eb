import type { Store } from '../store/store.ts';
import type { RepositoryRef } from '../triage/job.ts';
import { mayRule, rulingsIn } from '../triage/recollect.ts';
import type { Ruling } from '../triage/ruling.ts';
import type { Comment, GitHub } from './github.ts';

/** Comments of one issue whose authors are asked about, at most; the youngest speak last. */
const ASKED = 20;

/** An issue and the repository it is in. */
export interface OldIssue {
  readonly repository: RepositoryRef;
  readonly installation: number;
  readonly number: number;
  /** Login; null where the account was deleted. */
  readonly author: string | null;
}

/**
 * Reads again what people told us in the comments of an issue, where the store is new. Comments that were edited may
 * have said something else then, and those of bots never counted.
 */
export async function recollect(
  issue: OldIssue,
  comments: readonly Comment[],
  github: GitHub,
  store: Pick<Store, 'rule' | 'cards' | 'note'>,
): Promise<void> {
  const telling = comments.filter(
    ({ author, app, edited, body }) =>
      author && !author.bot && app === null && !edited && mayRule(body, issue.repository),
  );
  for (const { id, body, author, createdAt } of telling.slice(-ASKED)) {
    if (!author) continue;
    const comment = { id, body, by: author, at: createdAt };
    const old = { issue: issue.number, comment, isAuthor: author.login === issue.author };
    const role = await github.role(author.login);
    for (const ruling of rulingsIn(old, issue.repository, role))
      if (await stands(ruling, issue, github, store)) await store.rule(issue.repository.id, ruling);
  }
}

/** Of two issues the other one has to be there; it is known from then on. */
async function stands(
  ruling: Ruling,
  { repository, installation }: OldIssue,
  github: GitHub,
  store: Pick<Store, 'cards' | 'note'>,
): Promise<boolean> {
  if (!('other' in ruling)) return true;
  if (ruling.other === ruling.issue) return false;
  if ((await store.cards(repository.id, [ruling.other])).length > 0) return true;
  const found = await github.issue(ruling.other);
  if (!found || found.isPullRequest) return false;
  await store.note(repository.id, installation, found);
  return true;
}
