import { disown, includesLabel, sameLabel } from './memory.ts';
import type { DatedAct } from './owners/evidence.ts';
import type { Effect, IssueMemory } from './types.ts';

/**
 * Leaves out what would go against others, though their events are still under way: taking a label off that somebody
 * else put on last, putting one on that somebody took off – unless a person asks for that.
 */
export function yieldToOthers(
  { effects, memory, force }: { effects: readonly Effect[]; memory: IssueMemory; force: boolean },
  acts: readonly DatedAct[],
): { readonly effects: readonly Effect[]; readonly memory: IssueMemory } {
  const theirs = acts.filter(({ ours }) => !ours);
  const refused = force ? [] : labelsOf(theirs.filter(({ present }) => !present));
  const taken = labelsOf(theirs.filter((act) => act === lastPut(acts, act.label)));
  const rightful = effects.flatMap((effect) => without(effect, refused, taken));
  const changed = effects.flatMap(labelsIn).filter((label) => includesLabel([...refused, ...taken], label));
  return { effects: rightful, memory: changed.reduce(disown, memory) };
}

function labelsOf(acts: readonly DatedAct[]): string[] {
  return acts.map(({ label }) => label);
}

function lastPut(acts: readonly DatedAct[], label: string): DatedAct | undefined {
  return acts.findLast((act) => act.present && sameLabel(act.label, label));
}

function labelsIn(effect: Effect): readonly string[] {
  return effect.do === 'add-labels' ? effect.labels : effect.do === 'remove-label' ? [effect.label] : [];
}

function without(effect: Effect, refused: readonly string[], taken: readonly string[]): Effect[] {
  if (effect.do === 'remove-label') return includesLabel(taken, effect.label) ? [] : [effect];
  if (effect.do === 'create-label') return includesLabel(refused, effect.name) ? [] : [effect];
  if (effect.do !== 'add-labels') return [effect];
  const labels = effect.labels.filter((label) => !includesLabel(refused, label));
  return labels.length > 0 ? [{ ...effect, labels }] : [];
}
