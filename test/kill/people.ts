import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../app/fleet.ts';
import { type Act, perform } from '../chaos/acts.ts';
import type { RepositoryDesk } from '../fake-github/index.ts';
import type { Random } from '../fuzz/random.ts';
import type { Sender } from './sender.ts';
import type { Story } from './stories.ts';

/** Between two looks at what is left to do, in milliseconds. */
const LOOK = 100;

/**
 * Rounds, acts on one issue, and openings and closings in one repository lie so far apart, in milliseconds: GitHub's times
 * are whole seconds, and tell nobody in which order an issue was closed and reopened within one, or another opened.
 */
const SECOND = 1_100;

/** Between two acts of a round, in milliseconds, at most. */
const ACT = 300;

export interface PeopleParts {
  readonly sender: Sender;
  readonly fleet: Fleet;
  readonly random: Random;
  /** Each act is done with before the next, not only each round. */
  readonly isCalm: boolean;
  /** Nobody waits any longer. */
  readonly isOver: () => boolean;
}

/** People act out the stories, one in each repository, all at once; resolves when all that came of it is done. */
export async function actOut(
  stories: readonly Story[],
  desks: readonly RepositoryDesk[],
  parts: PeopleParts,
): Promise<void> {
  const work = watchWork(parts);
  const all = desks.map((desk, i) => {
    const last = { opening: 0, closing: 0 };
    return live(stories[i] ?? [], desk, { ...parts, work, last });
  });
  await Promise.all(all).finally(() => work.stop());
}

interface Person extends PeopleParts {
  readonly work: Work;
  /** When an issue was last opened, and when one was closed or reopened. */
  readonly last: { opening: number; closing: number };
}

async function live(story: Story, desk: RepositoryDesk, person: Person): Promise<void> {
  for (const round of story) {
    const since = Date.now();
    for (const acts of person.isCalm ? round.map((act) => [act]) : [round]) {
      await act(acts, desk, person);
      await rest(desk, person);
      if (person.isOver()) return;
    }
    await sleep(Math.max(0, since + SECOND - Date.now()));
  }
}

async function act(acts: readonly Act[], desk: RepositoryDesk, { random, last }: Person): Promise<void> {
  const touched = new Set<number>();
  for (const one of acts) {
    const issue = 'issue' in one ? one.issue : null;
    if (issue !== null && touched.has(issue)) await sleep(SECOND);
    if (issue !== null) touched.add(issue);
    await keepApart(one, last);
    perform(one, desk);
    if (acts.length > 1) await sleep(random.below(ACT));
  }
}

async function keepApart({ do: what }: Act, last: Person['last']): Promise<void> {
  const isOpening = what === 'open';
  if (!isOpening && what !== 'close' && what !== 'reopen') return;
  const since = isOpening ? last.closing : Math.max(last.opening, last.closing);
  await sleep(Math.max(0, since + SECOND - Date.now()));
  last[isOpening ? 'opening' : 'closing'] = Date.now();
}

/** Until all is taken, and then nothing waits or runs. */
async function rest(desk: RepositoryDesk, { sender, work, isOver }: Person): Promise<void> {
  while (!isOver()) {
    if (!sender.isClear(desk.id)) await sleep(LOOK);
    else if (!(await work.next()).has(desk.id)) return;
  }
}

/** The repositories for which something waits or runs. */
interface Work {
  /** As the next look finds them, which begins later than now. */
  next(): Promise<ReadonlySet<number>>;
  stop(): void;
}

/** One look for all of them. */
function watchWork({ fleet, isOver }: PeopleParts): Work {
  let asked: ((found: ReadonlySet<number>) => void)[] = [];
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking || asked.length === 0 || (fleet.isDead() && !isOver())) return;
    isLooking = true;
    const askers = asked;
    asked = [];
    const busy = await fleet
      .ask(`select distinct repository from job where state in ('queued', 'running')`)
      .then((rows) => new Set(rows.map((row) => Number((row as { repository: unknown }).repository))))
      .finally(() => (isLooking = false));
    for (const tell of askers) tell(busy);
  }

  const timer = setInterval(() => void look(), LOOK);
  return {
    next: () => new Promise((resolve) => asked.push(resolve)),
    stop: () => clearInterval(timer),
  };
}
