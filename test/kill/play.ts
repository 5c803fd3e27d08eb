import { setTimeout as sleep } from 'node:timers/promises';
import { type Fleet, newFleet, type StoreOfFleet } from '../app/fleet.ts';
import { type Act, perform } from '../chaos/acts.ts';
import { type Ending, endingOf } from '../chaos/ending.ts';
import { type RepositoryDesk, startFakeGitHub } from '../fake-github/index.ts';
import { randomFrom } from '../fuzz/random.ts';
import { LIST_LAG, quickFaults } from './faults.ts';
import { plansFor, startReaper } from './reaper.ts';
import { type Sender, startSender } from './sender.ts';
import type { Story } from './stories.ts';

export interface Stage {
  readonly where: StoreOfFleet;
  readonly servers: number;
  readonly seed: number;
  /** Null: nothing goes wrong, and each act is done with before the next of its repository. */
  readonly weather: {
    readonly kills: number;
    /** Deliveries that there will be. */ readonly told: number;
  } | null;
  /** What is run, where it is not the source. */
  readonly cli?: string;
  readonly onLog?: (server: number, log: string) => void;
  readonly onProgress?: (line: string) => void;
}

export interface Played {
  readonly ending: Ending;
  readonly told: number;
  readonly sent: Sender['counts'];
  /** What was killed, and when. */
  readonly log: readonly string[];
  readonly seconds: number;
}

/** Between two looks at what is left to do, in milliseconds. */
const LOOK = 100;

/** Rounds lie so far apart, in milliseconds: GitHub's times are whole seconds, and what comes later must be later. */
const ROUND = 1_100;

/** People act within this time, in milliseconds. */
const ACT = 300;

/** So long without a call, in milliseconds, and all that is left waits for its time: a night goes by. */
const STILL = 10_000;

/** So many nights that bring nothing to an end are too many. */
const NIGHTS = 30;

/** Plays the stories to their end, all at once, with real servers, and tells what is there then. */
export async function play(stories: readonly Story[], stage: Stage): Promise<Played> {
  const { where, servers, seed, weather } = stage;
  const random = randomFrom(seed);
  const began = performance.now();
  const fake = await startFakeGitHub({ rateLimit: 1e9 });
  const desks = stories.map((_, i) =>
    fake.repository(`owner${i}/widgets`, {
      files: { 'go.mod': 'module acme.example/widgets\n' },
      collaborators: { maintainer: 'maintain', reader: 'read' },
    }),
  );
  const fleet = await newFleet(fake, servers, where, {
    environment: {
      WRITES_PER_MINUTE: '1000000',
      WRITES_PER_HOUR: '1000000',
      LIST_LAG: weather ? String(LIST_LAG) : '0',
    },
    ...(stage.cli === undefined ? {} : { cli: stage.cli }),
    ...(stage.onLog ? { onEnd: stage.onLog } : {}),
  });
  const sender = startSender(
    fake,
    fleet.urls,
    random,
    weather ? { twice: 30, late: 20 } : { twice: 0, late: 0 },
  );
  const faults = quickFaults(random);
  const work = watchWork(fleet);
  let isOver = false;
  let isDone = true;
  try {
    await fleet.start();
    const reaper = startReaper({
      fleet,
      plans: weather ? plansFor(random, weather.kills, Math.ceil(weather.told * 0.9), servers) : [],
      told: () => sender.told,
      isOver: () => isOver,
      passTime: () => letTimePass(fleet),
    });
    if (weather) fake.intercept((call) => reaper.see() ?? faults.next(call));
    const progress = setInterval(
      () =>
        stage.onProgress?.(
          `${Math.round((performance.now() - began) / 1000)} s: ${sender.told} deliveries, ${reaper.kills} kills, ${fake.step} calls`,
        ),
      10_000,
    );
    const isClear = (desk: RepositoryDesk): boolean => sender.isClear(desk.id);
    const all = Promise.all(
      stories.map((story, i) =>
        tell(story, desks[i] as RepositoryDesk, { isClear, work, random, isCalm: !weather }),
      ),
    ).then(() => (isOver = true));
    isDone = await untilOver();
    if (isDone) await all;
    await reaper.done;
    clearInterval(progress);
    const dead = (await fleet.ask(`select seq from job where state = 'dead'`)).length;
    const ending = endingOf(fake, desks, {
      isDone,
      dead,
      rude: [],
      kills: reaper.kills,
      deliveries: sender.counts.sent,
      calls: fake.step,
      turns: stories.flat().length,
      faults: faults.counts,
    });
    const seconds = (performance.now() - began) / 1000;
    return { ending, told: sender.told, sent: { ...sender.counts }, log: reaper.log, seconds };

    /** Where all that is left waits for its time, time goes by. */
    async function untilOver(): Promise<boolean> {
      let [step, since, nights] = [fake.step, Date.now(), 0];
      while (!isOver) {
        await sleep(LOOK);
        if (fake.step !== step) [step, since] = [fake.step, Date.now()];
        if (Date.now() - since < STILL) continue;
        nights += 1;
        if (nights > NIGHTS) return false;
        await reaper.night();
        since = Date.now();
      }
      return true;
    }
  } finally {
    work.stop();
    sender.stop();
    await fleet.close();
    await fake.close();
  }
}

interface Teller {
  readonly isClear: (desk: RepositoryDesk) => boolean;
  readonly work: Work;
  readonly random: { below(n: number): number };
  readonly isCalm: boolean;
}

async function tell(story: Story, desk: RepositoryDesk, teller: Teller): Promise<void> {
  for (const round of story) {
    const since = Date.now();
    for (const group of teller.isCalm ? round.map((act) => [act]) : [round]) {
      await act(group, desk, teller);
      await rest(desk, teller);
    }
    await sleep(Math.max(0, since + ROUND - Date.now()));
  }
}

async function act(acts: readonly Act[], desk: RepositoryDesk, { random }: Teller): Promise<void> {
  for (const one of acts) {
    perform(one, desk);
    if (acts.length > 1) await sleep(random.below(ACT));
  }
}

/** Until all is taken, and nothing waits or runs. */
async function rest(desk: RepositoryDesk, { isClear, work }: Teller): Promise<void> {
  for (;;) {
    while (!isClear(desk)) await sleep(LOOK);
    if (!(await work.next()).has(desk.id)) return;
  }
}

/** The repositories for which something waits or runs. */
interface Work {
  /** As the next look finds them, which begins later than now. */
  next(): Promise<ReadonlySet<number>>;
  stop(): void;
}

/** One look for all. */
function watchWork(fleet: Fleet): Work {
  let asked: ((found: ReadonlySet<number>) => void)[] = [];
  let isLooking = false;
  async function look(): Promise<void> {
    if (isLooking || asked.length === 0 || fleet.isDead()) return;
    isLooking = true;
    const told = asked;
    asked = [];
    const rows = await fleet.ask(`select distinct repository from job where state in ('queued', 'running')`);
    const busy = new Set(rows.map((row) => Number((row as { repository: unknown }).repository)));
    for (const tell of told) tell(busy);
    isLooking = false;
  }
  const timer = setInterval(() => void look(), LOOK);
  return {
    next: () => new Promise((resolve) => asked.push(resolve)),
    stop: () => clearInterval(timer),
  };
}

/** Leases run out, what waits is due; what was under way is over, and shows as soon as lists show it. */
async function letTimePass(fleet: Fleet): Promise<void> {
  const shown = Date.now() + LIST_LAG * 1_000;
  await fleet.ask(`update job set lease_until = 0, run_at = 0 where state in ('queued', 'running')`);
  await fleet.ask(`update intent set until = ${shown} where until > ${shown}`);
  await fleet.ask('update hold set until = 0');
}
