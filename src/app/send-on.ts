import type { Job } from '../store/store.ts';
import { statedDuplicateOf } from '../triage/ruling.ts';
import { FEW, findNaming } from './naming.ts';
import { isNew, relook } from './relook.ts';
import type { Outcome, PipelineParts } from './triage.ts';

/**
 * An issue repeats another now, or no longer does, or is told apart from one: whoever repeats it is sent on, whoever only names
 * it looks again.
 */
export async function sendOn(
  job: Job,
  issue: number,
  { store, now }: Pick<PipelineParts, 'store' | 'now'>,
): Promise<void> {
  const { id } = job.work.repository;
  const near = await store.neighbours(id, issue);
  const found = (await store.cards(id, near))
    .filter(({ duplicateOf }) => duplicateOf === issue)
    .map((one) => one.issue);
  const said = await pointedHere(id, issue, store);
  // A hot race has hundreds of neighbours, and each new issue with it would read what was decided for all of them.
  const others = isNew(job) ? said : [...said, ...(await findNaming(id, issue, near, store))];
  for (const one of new Set([...found, ...others])) await store.put(relook(job, one), now());
}

/**
 * An issue that was closed as a duplicate is open again. Those that stood for themselves meanwhile may repeat it now, or name it:
 * the oldest of them, since whoever repeats one of these is sent on by it.
 */
export async function lookAgainAtHeads(
  job: Job,
  issue: number,
  { store, now }: Pick<PipelineParts, 'store' | 'now'>,
): Promise<void> {
  const { id } = job.work.repository;
  const newer = (await store.neighbours(id, issue)).filter((one) => one > issue);
  const heads = (await store.cards(id, newer)).filter(
    ({ state, duplicateOf }) => state === 'open' && duplicateOf === null,
  );
  const oldest = heads.map((one) => one.issue).toSorted((a, b) => a - b);
  for (const one of oldest.slice(0, FEW)) await store.put(relook(job, one), now());
}

/** The issues of which people said that they repeat this one; they may point further on by now. */
async function pointedHere(
  repository: number,
  issue: number,
  store: Pick<PipelineParts['store'], 'rulings'>,
): Promise<number[]> {
  const rulings = await store.rulings(repository, [issue]);
  return rulings
    .map((ruling) => ruling.issue)
    .filter((one) => one !== issue && statedDuplicateOf(rulings, one)?.other === issue);
}

/** The issue is not there any more: nothing of it is kept, and comments that name it are brought up to date. */
export async function forget(job: Job, issue: number, { store, now }: PipelineParts): Promise<Outcome> {
  const { id } = job.work.repository;
  const near = await store.neighbours(id, issue);
  const naming = await findNaming(id, issue, near, store);
  // What people said of it goes with it: whoever is in doubt for that – among few – is not any more.
  const isTold = (await store.rulings(id, [issue])).some(({ kind }) => kind === 'different');
  const others = isTold && near.length <= FEW ? [...new Set([...naming, ...near])] : naming;
  // The oldest first: it may be the one that the others then point at. Before it is forgotten: afterwards nobody knows who
  // names it, and a crash in between would leave a comment that links what is not there.
  for (const other of others.toSorted((a, b) => a - b)) await store.put(relook(job, other), now());
  await store.forgetIssue(id, issue);
  return { result: 'forgotten', because: 'the issue left the repository' };
}
