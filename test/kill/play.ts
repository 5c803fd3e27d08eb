import { setTimeout as sleep } from 'node:timers/promises';
import { type Fleet, newFleet, type StoreOfFleet } from '../app/fleet.ts';
import { type Ending, endingOf } from '../chaos/ending.ts';
import { type FakeGitHub, startFakeGitHub } from '../fake-github/index.ts';
import { randomFrom } from '../fuzz/random.ts';
import { LIST_LAG, quickFaults } from './faults.ts';
import { actOut } from './people.ts';
import { plansFor, type Reaper, startReaper } from './reaper.ts';
import { type Sender, startSender } from './sender.ts';
import type { Story } from './stories.ts';

export interface Stage {
  readonly where: StoreOfFleet;
  readonly servers: number;
  readonly seed: number;
  /** Null: nothing goes wrong, and each act is done with before the next of its repository. */
  readonly weather: Weather | null;
  /** What is run, where it is not the source. */
  readonly cli?: string;
  readonly onLog?: (server: number, log: string) => void;
  readonly onProgress?: (line: string) => void;
}

interface Weather {
  readonly kills: number;
  /** About so many deliveries there will be. */
  readonly told: number;
}

export interface Played {
  readonly ending: Ending;
  readonly told: number;
  readonly sent: Sender['counts'];
  /** What was killed, and when. */
  readonly log: readonly string[];
  readonly seconds: number;
}

/** The share of the deliveries after which the last server is killed: what follows must come to an end as well. */
const KILLING = 0.9;

/** Per cent. */
const ROUGH = { twice: 30, late: 20 };
const SMOOTH = { twice: 0, late: 0 };

/** So long without a call, in milliseconds, and all that is left waits for its time: a night goes by. */
const STILL = 10_000;

/** So many nights without a new delivery, and what is left never comes to an end. */
const NIGHTS = 30;

const PROGRESS = 10_000;

/** Plays the stories to their end, all at once, with real servers, and tells what is there then. */
export async function play(stories: readonly Story[], stage: Stage): Promise<Played> {
  const { servers, seed, weather, onProgress } = stage;
  const random = randomFrom(seed);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const fake = await startFakeGitHub({ rateLimit: 1e9 });
  const desks = stories.map((_, i) =>
    fake.repository(`owner${i}/widgets`, {
      files: { 'go.mod': 'module acme.example/widgets\n' },
      collaborators: { maintainer: 'maintain', reader: 'read' },
    }),
  );
  const fleet = await newFleet(fake, servers, stage.where, optionsOf(stage));
  const sender = startSender(fake, fleet.urls, random, weather ? ROUGH : SMOOTH);
  const faults = quickFaults(random);
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    await fleet.start();
    const reaper = startReaper({
      fleet,
      plans: weather ? plansFor(random, weather.kills, Math.ceil(weather.told * KILLING), servers) : [],
      told: () => sender.told,
      isOver: () => isOver,
      passTime: () => letTimePass(fleet),
    });
    if (weather) fake.intercept((call) => reaper.see() ?? faults.next(call));
    const tell = () =>
      onProgress?.(
        `${Math.round(seconds())} s: ${sender.told} deliveries, ${reaper.kills} kills, ${fake.step} calls`,
      );
    timer = setInterval(tell, PROGRESS);
    const people = { sender, fleet, random, isCalm: !weather, isOver: () => isOver };
    const acted = actOut(stories, desks, people).then(() => (isOver = true));
    const [isDone] = await Promise.all([untilDone({ fake, sender, reaper }, acted), reaper.done]);
    const dead = (await fleet.ask(`select seq from job where state = 'dead'`)).length;
    const ending = endingOf(fake, desks, {
      isDone,
      dead,
      // Who dies before the wait is noted calls too early: `test/chaos` tells that apart.
      rude: [],
      kills: reaper.kills,
      deliveries: sender.counts.sent,
      calls: fake.step,
      turns: stories.flat().length,
      faults: faults.counts,
    });
    return { ending, told: sender.told, sent: { ...sender.counts }, log: reaper.log, seconds: seconds() };
  } finally {
    isOver = true;
    clearInterval(timer);
    sender.stop();
    await fleet.close();
    await fake.close();
  }
}

function optionsOf({ weather, cli, onLog }: Stage) {
  return {
    // A minute's worth of writes would take an hour.
    environment: {
      WRITES_PER_MINUTE: '1000000',
      WRITES_PER_HOUR: '1000000',
      LIST_LAG: weather ? String(LIST_LAG) : '0',
    },
    ...(cli === undefined ? {} : { cli }),
    ...(onLog ? { onEnd: onLog } : {}),
  };
}

interface Watched {
  readonly fake: FakeGitHub;
  readonly sender: Sender;
  readonly reaper: Reaper;
}

/** Where all that is left waits for its time, time goes by. False where that helps no more. */
async function untilDone({ fake, sender, reaper }: Watched, acted: Promise<unknown>): Promise<boolean> {
  let isDone = false;
  const done = acted.then(() => (isDone = true));
  for (let nights = 0; nights < NIGHTS; nights += 1) {
    const { told } = sender;
    for (let [step, since] = [fake.step, Date.now()]; Date.now() - since < STILL;) {
      await Promise.race([done, sleep(100)]);
      if (isDone) return true;
      if (fake.step !== step) [step, since] = [fake.step, Date.now()];
    }
    if (sender.told > told) nights = 0;
    await reaper.night();
  }
  return false;
}

/** Leases run out, what waits is due; what was under way is over, and shows as soon as lists show it. */
async function letTimePass(fleet: Fleet): Promise<void> {
  const shown = Date.now() + LIST_LAG * 1_000;
  await fleet.ask(`update job set lease_until = 0, run_at = 0 where state in ('queued', 'running')`);
  await fleet.ask(`update intent set until = ${shown} where until > ${shown}`);
  await fleet.ask('update hold set until = 0');
}
