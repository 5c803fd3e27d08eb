import type { Store } from '../../src/store/store.ts';
import { LEASE } from '../../src/app/attempt.ts';
import { keptLog } from '../app/parts.ts';
import { type Delivery, startFakeGitHub } from '../fake-github/index.ts';
import { FAULT_KINDS, type FaultKind, scheduleFaults } from '../fake-github/schedule.ts';
import { randomFrom } from '../fuzz/random.ts';
import { type Act, perform } from './acts.ts';
import { type Ending, endingOf } from './ending.ts';
import { type Plant, SOUND } from './plants.ts';
import { type Server, startServer } from './process.ts';
import { REPOSITORIES } from './script.ts';
import { watchManners } from './manners.ts';
import { Mortal, takeTurns, turnsOf } from './turns.ts';

/** Midnight: what is done on one day of the script has one date. */
const START = Date.parse('2026-03-01T00:00:00Z');

/** Steps; a look at an issue takes about twenty. */
const LIFE = 80;

const DAY = 24 * 60 * 60 * 1000;

/**
 * The day of a round. Of two rounds on one day the second finds the servers of the first, which have swept nothing since: what
 * it decides on they only heard.
 */
const dayOf = (round: number): number => Math.ceil(round / 2);

/** What goes wrong, beside the order of things. */
export interface Weather {
  readonly seed: number;
  readonly servers: number;
  /** Calls that fail, and servers that die, in a round. */
  readonly failures: number;
  readonly kills: number;
  /** A server that dies does so within so many steps. */
  readonly life?: number;
  readonly kinds?: readonly FaultKind[];
}

export interface Stage {
  readonly store: Store;
  /** Nothing goes wrong where there is no weather: each act is done with before the next. */
  readonly weather: Weather | null;
  readonly plant?: Plant;
}

/** So often time goes by with nothing due before a run counts as stuck. */
const PATIENCE = 300;

/** A token lives for an hour by GitHub's clock, which octokit does not know of; servers are replaced before that. */
const TOKEN_LIFE = 50 * 60_000;

/** Plays a script to its end, and tells what is there then. Moves a clock of its own. */
export async function play(
  rounds: readonly (readonly Act[])[],
  { store, weather, plant = SOUND }: Stage,
): Promise<Ending> {
  const random = randomFrom(weather?.seed ?? 0);
  const clock = { now: START };
  const sleep = (milliseconds: number): Promise<void> => Promise.resolve(void (clock.now += milliseconds));
  const fake = await startFakeGitHub({
    now: () => clock.now,
    sleep,
    rateLimit: 1e6,
    webhook: { url: 'http://127.0.0.1:9/', secret: 'none' },
  });
  fake.hold();
  const desks = Array.from({ length: REPOSITORIES }, (_, i) =>
    fake.repository(`owner${i}/widgets`, {
      files: { 'go.mod': 'module acme.example/widgets\n' },
      collaborators: { maintainer: 'maintain', reader: 'read' },
    }),
  );
  const faults = scheduleFaults({ random, oneIn: 6, failures: 0, kinds: weather?.kinds ?? FAULT_KINDS });
  const manners = watchManners(clock);
  fake.intercept((call) => manners.see(call, weather ? faults.next(call) : undefined));
  const { log } = keptLog();
  const servers: Server[] = [];
  const count = { kills: 0, deliveries: 0, turns: 0 };
  let killsLeft = 0;
  let heard = 0;
  const pending = new Map<string, Delivery>();
  const underWay = new Map<string, { readonly delivery: Delivery; readonly to: Mortal }>();

  function nextFuse(): number {
    if (killsLeft === 0) return Infinity;
    killsLeft -= 1;
    return 1 + random.below(weather?.life ?? LIFE);
  }

  function raise(): void {
    while (servers.length < (weather?.servers ?? 1)) {
      const mortal = new Mortal(random, nextFuse(), () => {
        count.kills += 1;
        for (const [guid, { delivery, to }] of underWay) {
          if (to !== mortal) continue;
          underWay.delete(guid);
          pending.set(guid, delivery);
        }
        servers.splice(0, servers.length, ...servers.filter((one) => one.mortal !== mortal));
      });
      const server = startServer({
        fake,
        store,
        mortal,
        clock,
        random,
        log,
        plant,
        isAlone: (weather?.servers ?? 1) === 1,
      });
      servers.push(server);
      if (weather && clock.now > START) server.sweep();
    }
  }

  function replaceAll(): void {
    for (const { mortal } of servers.splice(0)) mortal.leave();
  }

  function listen(): void {
    for (const delivery of fake.deliveries.slice(heard)) pending.set(delivery.guid, delivery);
    heard = fake.deliveries.length;
  }

  /** Any that is on its way, now and then one that was there long ago; GitHub's hook asks again where it got no answer. */
  function post(): void {
    const guids = [...pending.keys()];
    const [first = ''] = guids;
    const guid = weather ? random.pick(guids) : first;
    const delivery = pending.get(guid);
    const copies = weather && random.oneIn(3) ? 2 : 1;
    for (let copy = 0; delivery && copy < copies; copy++) {
      count.deliveries += 1;
      const server = random.pick(servers);
      underWay.set(guid, { delivery, to: server.mortal });
      server.take(delivery, () => void underWay.delete(guid));
    }
    pending.delete(guid);
    const old = weather && random.oneIn(10) ? random.pick(fake.deliveries) : null;
    if (old && !pending.has(old.guid)) random.pick(servers).take(old, () => {});
  }

  async function rest(acts: Act[], until: number): Promise<boolean> {
    for (let patience = PATIENCE; patience > 0; patience -= 1) {
      await takeTurns(random, () => {
        count.turns += 1;
        raise();
        listen();
        for (const server of servers) server.wake();
        const [next] = acts;
        return [
          ...turnsOf(servers.map(({ mortal }) => mortal)),
          ...(next ? [() => act(next)] : []),
          ...(pending.size > 0 ? [post] : []),
        ];
      });
      const { waiting, running } = await store.gauges(clock.now);
      if (waiting + running === 0) return true;
      const due = (await store.nextDue(clock.now)) ?? clock.now + LEASE;
      clock.now = Math.max(clock.now + 1_000, due);
      for (const server of servers) server.stir();
      if (servers.some(({ since }) => clock.now - since > TOKEN_LIFE)) replaceAll();
      if (clock.now > until) return false;
    }
    return false;

    function act(next: Act): void {
      acts.shift();
      clock.now += 1_000;
      const desk = desks[next.repo];
      if (desk) perform(next, desk);
    }
  }

  try {
    let isDone = true;
    for (const [i, acts] of rounds.entries()) {
      const day = dayOf(i);
      clock.now = Math.max(clock.now, START + day * DAY);
      if (day > dayOf(i - 1)) replaceAll();
      faults.allow(weather?.failures ?? 0);
      killsLeft = weather?.kills ?? 0;
      for (const { mortal } of servers) mortal.fuse = nextFuse();
      raise();
      for (const group of weather ? [[...acts]] : acts.map((one) => [one]))
        isDone = (await rest(group, START + (day + 1) * DAY)) && isDone;
    }
    const { dead } = await store.gauges(clock.now);
    return endingOf(fake, desks, {
      isDone,
      dead,
      rude: manners.rude,
      calls: fake.step,
      ...count,
      faults: faults.counts,
    });
  } finally {
    replaceAll();
    await fake.close();
  }
}
