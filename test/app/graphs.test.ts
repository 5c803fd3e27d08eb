import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Issue, RepositoryDesk } from '../fake-github/index.ts';
import { type House, openHouse } from './house.ts';
import { raceReport } from './parts.ts';

/** Issues with few different races, opened, closed, reopened and deleted in any order, with the app at work in between. */
type Act =
  | { readonly do: 'open'; readonly races: readonly string[] }
  | { readonly do: 'close'; readonly at: number; readonly reason: 'completed' | 'not_planned' | 'duplicate' }
  | { readonly do: 'reopen' | 'delete' | 'edit'; readonly at: number }
  | { readonly do: 'work' };

const at = fc.nat({ max: 5 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      races: fc.subarray(['A', 'Alike', 'B', 'C'], { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      at,
      reason: fc.constantFrom('completed' as const, 'not_planned' as const, 'duplicate' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'delete' as const, 'edit' as const), at }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'work' as const }) },
);

/** `GRAPHS=200 npm run jest -- test/app/graphs.test.ts` tries more. */
const GRAPHS = Number(process.env['GRAPHS'] ?? 15);

let house: House;
let repo: RepositoryDesk;
let family = 0;
beforeAll(async () => {
  house = await openHouse();
  repo = house.fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    collaborators: { maintainer: 'maintain' },
  });
});
afterAll(() => house.close());

function take(next: Act, issues: Issue[]): void {
  const text = (races: readonly string[]) => races.map(reportOf).join('\n');
  if (next.do === 'open') {
    if (issues.length < 6) issues.push(repo.open({ title: 'Race', body: text(next.races) }));
    return;
  }
  const issue = next.do === 'work' ? undefined : issues[next.at % Math.max(1, issues.length)];
  if (!issue || issue.deleted) return;
  if (next.do === 'close') {
    const other = issues.find((each) => each !== issue && !each.deleted);
    if (next.reason !== 'duplicate') repo.close(issue, { reason: next.reason });
    else if (other) repo.close(issue, { duplicateOf: other });
  } else if (next.do === 'reopen') repo.reopen(issue);
  else if (next.do === 'delete') repo.delete(issue);
  else if (next.do === 'edit') repo.edit(issue, { body: `${issue.body ?? ''}\n${text(['A'])}` });
}

/** `Alike` shares one side with `A`. */
function reportOf(race: string): string {
  if (race !== 'Alike') return raceReport(`F${family}${race}`);
  return raceReport(`F${family}A`).replaceAll(').Get', ').Peek');
}

/** The other issues that our comment names, and in which sentence. */
function links(issue: Issue): { readonly to: number; readonly sentence: string }[] {
  const ours = issue.comments.find(({ author, deleted }) => author.viaApp && !deleted);
  const visible = (ours?.body ?? '').split('\n<details>')[0] ?? '';
  return visible
    .split('\n')
    .flatMap((sentence) =>
      [...sentence.matchAll(/(?<![\w/])#(\d+)/g)].map((found) => ({ to: Number(found[1]), sentence })),
    );
}

/** What must not be once the app is at rest. */
async function wrongs(issues: readonly Issue[]): Promise<string[]> {
  const repeats = new Map<number, number>();
  for (const { number, deleted } of issues) {
    const of = (await house.store().issue(repo.id, number))?.memory.duplicateOf ?? null;
    if (of !== null && !deleted) repeats.set(number, of);
  }
  return issues
    .filter(({ deleted }) => !deleted)
    .flatMap((issue) => [
      ...(isInCycle(issue.number, repeats) ? [`#${issue.number} is in a circle`] : []),
      ...links(issue).flatMap(({ to, sentence }) => {
        const other = repo.issue(to);
        if (other.deleted) return [`#${issue.number} names the deleted #${to}: ${sentence}`];
        const repeated = repeats.has(to) || other.stateReason === 'duplicate';
        return repeated ? [`#${issue.number} names #${to}, which repeats another: ${sentence}`] : [];
      }),
    ]);
}

function isInCycle(start: number, repeats: ReadonlyMap<number, number>): boolean {
  let next = repeats.get(start);
  for (let steps = 0; next !== undefined && steps <= repeats.size; steps += 1) {
    if (next === start) return true;
    next = repeats.get(next);
  }
  return false;
}

test(
  'no circle, no link to what is gone or repeats another, and no state is changed',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 14 }), async (acts) => {
        family += 1;
        const issues: Issue[] = [];
        for (const next of acts) {
          if (next.do === 'work') await house.settle();
          else take(next, issues);
        }
        await house.settle();
        expect(await wrongs(issues)).toEqual([]);
      }),
      { numRuns: GRAPHS, seed: 16 },
    );
    expect(house.fake.writes().filter(({ body }) => 'state' in body)).toEqual([]);
  },
  60_000 + GRAPHS * 5_000,
);
