import type { Store } from '../store/store.ts';
import { goneOf, noticeRemovals, removalOf } from '../triage/memory.ts';
import type { Issue, IssueMemory } from '../triage/types.ts';

/** Labels of ours that are gone: whoever took them off meant it, unless it was us. */
export async function heedRemovals(
  memory: IssueMemory,
  { number, labels }: Pick<Issue, 'number' | 'labels'>,
  repository: number,
  store: Pick<Store, 'intent'>,
): Promise<IssueMemory> {
  const own: string[] = [];
  for (const label of goneOf(memory, labels))
    if ((await store.intent(repository, number, removalOf(label))) !== null) own.push(label);
  return noticeRemovals(memory, labels, own);
}
