import type { Run, Store } from '../store/store.ts';
import type { TriagePlan } from '../triage/types.ts';

/** Of more than so many, one more or less is not worth as many edits. */
export const FEW = 20;

/**
 * The issues whose comments link this one, or count it, or – among few – might link it now, youngest first. Looked for among
 * its neighbours, and those with the races it held at our last look: a sweep may have read its new text since, and nothing in
 * the index tells of the old one any more.
 */
export async function findNaming(
  repository: number,
  issue: number,
  neighbours: readonly number[],
  store: Pick<Store, 'runs' | 'sightings'>,
): Promise<number[]> {
  const [seen] = await store.runs(repository, issue);
  const keys = seen?.snapshot.races.map((race) => race.keys) ?? [];
  const held = (await store.sightings(repository, issue, keys)).map((one) => one.issue);
  const near = new Set([...neighbours, ...held]);
  const isFew = near.size <= FEW;
  const found: number[] = [];
  for (const other of [...near].sort((a, b) => b - a)) {
    const [last] = await store.runs(repository, other);
    if (last && (names(last.plan).includes(issue) || counts(last, issue) || (isFew && sees(last, issue))))
      found.push(other);
  }
  return found;
}

/** Whether a comment that says in how many earlier issues its races are may mean this one, too. */
function counts({ plan, snapshot }: Run, issue: number): boolean {
  const holders = snapshot.sightings.filter(
    (one) => one.issue < plan.issue && one.matches.some(({ level }) => level === 'exact'),
  );
  const isTold = (plan.duplicateOf ?? plan.regressionOf ?? plan.declinedIn) !== null;
  return isTold && holders.length <= FEW && holders.some((one) => one.issue === issue);
}

/** Whether a comment might name this one now: what is only alike is named by the centre of its star. */
function sees({ plan, snapshot }: Run, issue: number): boolean {
  return issue < plan.issue && snapshot.sightings.some((one) => one.issue === issue);
}

/** The issues that a comment links. */
function names({ duplicateOf, regressionOf, declinedIn, likely, related }: TriagePlan): number[] {
  const targets = [duplicateOf, regressionOf, declinedIn].flatMap((number) => number ?? []);
  return [...targets, ...likely.map(({ number }) => number), ...related.map(({ number }) => number)];
}
