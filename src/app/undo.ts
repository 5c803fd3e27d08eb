import { rememberUndo, undoEffects } from '../triage/undo.ts';
import type { Desired } from './fulfil.ts';
import { perform } from './triage.ts';

/**
 * Takes back what we changed last of an issue, and remembers that it was taken back: it is not done again by itself.
 *
 * @returns why it cannot be, in a sentence fit for a reply; null where it was done, now or on an earlier try
 */
export async function undoLast({ job, issue, asked, github, parts }: Desired): Promise<string | null> {
  const { store } = parts;
  const { id } = job.work.repository;
  const act = await store.act(id, issue);
  if (act?.undoneBy === asked.comment.id) return null;
  if (!act || act.undoneBy !== null) return 'There is nothing of mine to take back here.';
  const [found, known] = [await github.issue(issue), await store.issue(id, issue)];
  if (!found || !known) return 'There is nothing of mine to take back here.';
  const proposed = act.undo.some((one) => one.do === 'withdraw');
  const suggestions = proposed ? await github.suggestions(issue) : null;
  const effects = undoEffects(act, { issue: found, memory: known.memory, suggestions });
  const { memory, failure } = await perform(github, issue, effects, known.memory, {
    ...parts,
    mode: 'asked',
  });
  await store.amend(id, issue, { memory: failure ? memory : rememberUndo(memory, act) });
  if (failure) throw failure;
  parts.tally?.overridden('undo');
  await store.keepAct(id, issue, { ...act, undoneBy: asked.comment.id });
  return null;
}
