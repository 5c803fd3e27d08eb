import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../app/fleet.ts';
import type { Fault } from '../fake-github/index.ts';
import type { Random } from '../fuzz/random.ts';

/** Kills servers and starts them again, at moments that a seed chose. */
export interface Reaper {
  /** For `fake.intercept`, before other faults: a call over which a server is to die gets no answer. */
  see(): Fault | undefined;
  /** What was killed, and when. */
  readonly log: readonly string[];
  readonly kills: number;
  /** Resolves when all that were planned are killed, and up again. */
  readonly done: Promise<void>;
  /** Kills all of them, lets a day go by and starts them. */
  night(): Promise<void>;
}

/** A kill as the seed plans it. */
export interface Plan {
  /** When so many deliveries were told … */
  readonly told: number;
  /** … and after so many more calls or milliseconds. */
  readonly calls: number | null;
  readonly milliseconds: number;
  /** Null: all of them. */
  readonly server: number | null;
  /** Where all of them die: whether they stay dead until leases have run out, and what waited is due. */
  readonly isLong: boolean;
  /** Where it dies over a call: whether that was done. */
  readonly isDone: boolean;
}

/** A call that a server dies over comes within this time, in milliseconds, or it dies without one. */
const PATIENCE = 3_000;

export function plansFor(random: Random, kills: number, told: number, servers: number): Plan[] {
  const moments = Array.from({ length: kills }, () => random.below(told)).sort((a, b) => a - b);
  return moments.map((at) => ({
    told: at,
    calls: random.oneIn(2) ? 1 + random.below(60) : null,
    milliseconds: random.below(1_000),
    server: servers > 1 && random.oneIn(2) ? random.below(servers) : null,
    isLong: random.oneIn(2),
    isDone: random.oneIn(2),
  }));
}

export interface ReaperParts {
  readonly fleet: Fleet;
  readonly plans: readonly Plan[];
  /** Deliveries so far. */
  readonly told: () => number;
  /** Whether nothing more will be told. */
  readonly isOver: () => boolean;
  /** For a dead fleet time goes by. */
  readonly passTime: () => Promise<void>;
}

export function startReaper({ fleet, plans, told, isOver, passTime }: ReaperParts): Reaper {
  const log: string[] = [];
  const began = performance.now();
  let kills = 0;
  let armed: { calls: number; readonly plan: Plan; readonly fire: () => void } | null = null;
  let busy: Promise<void> = Promise.resolve();

  function kill({ server, calls, isLong }: Plan): void {
    kills += 1;
    const who = server === null ? 'all' : `server ${server}`;
    const when = calls === null ? '' : ' over a call';
    log.push(`${seconds()} s: ${who}${when}, ${told()} deliveries told${isLong ? ', for long' : ''}`);
    fleet.kill(server ?? undefined);
  }

  async function reap(plan: Plan): Promise<void> {
    if (plan.calls === null) {
      await sleep(plan.milliseconds);
      kill(plan);
    } else await overACall(plan, plan.calls);
    if (fleet.isDead() && plan.isLong) await passTime();
    await fleet.start();
  }

  async function overACall(plan: Plan, calls: number): Promise<void> {
    const patience = new AbortController();
    const fired = new Promise<void>((resolve) => (armed = { calls, plan, fire: resolve }));
    await Promise.race([fired, sleep(PATIENCE, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    if (armed) kill(plan);
    armed = null;
  }

  async function all(): Promise<void> {
    for (const plan of plans) {
      while (told() < plan.told && !isOver()) await sleep(10);
      busy = busy.then(() => reap(plan));
      await busy;
    }
  }

  async function sleepOver(): Promise<void> {
    log.push(`${seconds()} s: a night`);
    fleet.kill();
    await passTime();
    await fleet.start();
  }

  const seconds = (): string => ((performance.now() - began) / 1000).toFixed(1);
  return {
    see() {
      if (!armed) return undefined;
      armed.calls -= 1;
      if (armed.calls > 0) return undefined;
      const { plan, fire } = armed;
      armed = null;
      kill(plan);
      fire();
      return { reset: true, afterCommit: plan.isDone };
    },
    log,
    get kills() {
      return kills;
    },
    done: all(),
    async night() {
      busy = busy.then(sleepOver);
      await busy;
    },
  };
}
