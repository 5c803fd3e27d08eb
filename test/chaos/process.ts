import { runAndMeet } from '../../src/app/first-contact.ts';
import { hear } from '../../src/app/events.ts';
import { createGovernor } from '../../src/app/governor.ts';
import { store as keep } from '../../src/app/intake.ts';
import type { Logger } from '../../src/app/log.ts';
import { sweep } from '../../src/app/sweep.ts';
import { LEASE, work } from '../../src/app/attempt.ts';
import { createAccess, createProbot } from '../../src/github/access.ts';
import type { GitHubAccess } from '../../src/github/github.ts';
import type { Job, Store } from '../../src/store/store.ts';
import { callsGitHub } from '../../src/triage/job.ts';
import { SECRET } from '../app/parts.ts';
import type { Delivery, FakeGitHub } from '../fake-github/index.ts';
import type { Random } from '../fuzz/random.ts';
import type { Plant } from './plants.ts';
import type { Mortal } from './turns.ts';

/** Jobs that one process does at one time. */
const LANES = 2;

/** As `LIST_LAG`: longer than the fake's lists are ever late. */
const LIST_LAG = 60_000;

/** The limits are another test's; here they would only make a day of a minute. */
const LIMITS = { perMinute: 1e6, perHour: 1e6, gap: 0 };

export interface ProcessParts {
  readonly fake: FakeGitHub;
  readonly store: Store;
  readonly mortal: Mortal;
  readonly clock: { now: number };
  readonly random: Random;
  readonly log: Logger;
  readonly plant: Plant;
  /** The only server on its store: what a dead one held is free at once. */
  readonly isAlone: boolean;
}

/** A server: the product's own intake, worker, pipeline and calls, each step in its turn. */
export interface Server {
  readonly mortal: Mortal;
  readonly since: number;
  /** Takes a delivery; tells when it is answered with 2xx. */
  take(delivery: Delivery, acknowledged: () => void): void;
  /** Looks for work, as far as lanes are free. */
  wake(): void;
  /** Time went by. */
  stir(): void;
  /** As at a start. */
  sweep(): void;
}

export function startServer(parts: ProcessParts): Server {
  const { fake, mortal, clock, log, plant } = parts;
  const now = () => clock.now;
  const store = mortal.gate(plant.store?.(parts.store) ?? parts.store);
  const github = newAccess(parts);
  const self = { id: fake.app.id, slug: fake.app.slug };
  const running = new Set<Job>();
  let lanes = 0;
  let isStirred = !parts.isAlone;
  const stir = () => void (isStirred = true);
  // As at a start: the store is opened, with what a dead server held set free, before anything is taken out of it.
  let isOpen = !parts.isAlone;
  const open = () => {
    isOpen = true;
    stir();
  };
  if (parts.isAlone) void store.release(now()).then(open);
  const pipeline = { store, github, ceiling: 'act', listLag: LIST_LAG, now, log } as const;
  const run = async (job: Job) => await runAndMeet(job, pipeline);
  const worker = {
    store,
    run: plant.run?.(run) ?? run,
    now,
    random: () => parts.random.below(1000) / 1000,
    log,
    lanes: LANES,
  };

  async function lane(): Promise<void> {
    const busy = [...running].filter(({ work: { hint } }) => callsGitHub(hint));
    const job = await store.claim(
      now(),
      LEASE,
      busy.map(({ work: { installation } }) => installation),
    );
    if (job) {
      // There may be more, for the next lane.
      stir();
      running.add(job);
      await work(job, worker);
      running.delete(job);
      stir();
    }
    lanes -= 1;
  }

  return {
    mortal,
    since: clock.now,
    stir,
    take(delivery, acknowledged) {
      const heard = hear(delivery.event, delivery.payload, self);
      if (plant.acknowledgesFirst) acknowledged();
      void keep(heard, delivery.guid, {
        ...pipeline,
        secrets: [],
        self: () => self,
        wake: stir,
        draining: () => false,
      })
        .then(() => acknowledged())
        .catch((error: unknown) => log.error(error));
    },
    wake() {
      if (!isOpen || !isStirred || mortal.isDead) return;
      if (lanes === LANES) return;
      isStirred = false;
      lanes += 1;
      void lane();
    },
    sweep() {
      void sweep(now(), { store, wake: stir, now, log });
    },
  };
}

/** Probot, octokit and governor over HTTP; each call of the interface is one step. */
function newAccess({ fake, store, mortal, clock, log, plant }: ProcessParts): GitHubAccess {
  const now = () => clock.now;
  const { id: appId, privateKey } = fake.app;
  const gateOf = createGovernor({
    store,
    limits: LIMITS,
    now,
    // One call is made at a time: whoever waits here waits for nothing else.
    sleep: (milliseconds) => Promise.resolve(void (clock.now += milliseconds)),
  });
  const probot = createProbot({ appId, privateKey, webhookSecret: SECRET, apiUrl: fake.url }, log);
  const access = createAccess(probot, now, plant.isRude ? undefined : gateOf);
  return {
    self: () => mortal.step(() => access.self()),
    async repository(ref, installation) {
      const github = await mortal.step(() => access.repository(ref, installation));
      return plant.github?.(mortal.gate(github)) ?? mortal.gate(github);
    },
  };
}
