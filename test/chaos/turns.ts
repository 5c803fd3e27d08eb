import { setImmediate } from 'node:timers/promises';
import type { Random } from '../fuzz/random.ts';

/** Something that can happen next. */
type Turn = () => void | Promise<void>;

/** A process whose every call waits for its turn, and that may die over any of them. */
export class Mortal {
  isDead = false;
  /** So many steps are left to live; the last one is done or not, but nobody hears of it. */
  fuse: number;
  readonly waiting: Turn[] = [];
  private readonly random: Random;
  private readonly onDeath: () => void;

  constructor(random: Random, fuse: number, onDeath: () => void) {
    this.random = random;
    this.fuse = fuse;
    this.onDeath = onDeath;
  }

  /** Waits for its turn, then does it. Whoever waits for a dead process waits for ever, and is forgotten. */
  step<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.isDead) return;
      this.waiting.push(async () => {
        this.fuse -= 1;
        if (this.fuse <= 0 && this.random.oneIn(2)) return this.die();
        const [result] = await Promise.allSettled([work()]);
        if (this.fuse <= 0) return this.die();
        if (result.status === 'fulfilled') resolve(result.value);
        else reject(result.reason as Error);
      });
    });
  }

  die(): void {
    this.leave();
    this.onDeath();
  }

  /** Ends without anybody noticing. */
  leave(): void {
    this.isDead = true;
    this.waiting.length = 0;
  }

  /** The same object, with every method a step. */
  gate<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.step(async () => await (Reflect.apply(value, of, args) as Promise<unknown>));
      },
    });
  }
}

/**
 * Lets one thing happen after the other, in an order that the seed alone decides: whatever a step sets off – there is no
 * other waiting in the code between two steps – has asked for its own next step before another one is chosen.
 */
export async function takeTurns(random: Random, choices: () => Turn[]): Promise<void> {
  for (;;) {
    await setImmediate();
    const next = choices();
    if (next.length === 0) return;
    await random.pick(next)();
  }
}

/** Takes one of several out of the line. */
export function turnsOf(mortals: readonly Mortal[]): Turn[] {
  return mortals.flatMap(({ waiting }) =>
    waiting.map((turn) => async () => {
      waiting.splice(waiting.indexOf(turn), 1);
      await turn();
    }),
  );
}
