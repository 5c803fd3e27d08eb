import { createSign } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Probot } from 'probot';
import { createAccess, createProbot } from '../github/access.ts';
import type { AppIdentity } from '../github/github.ts';
import { createHooks } from '../github/hooks.ts';
import type { Store } from '../store/store.ts';
import { runAndMeet } from './first-contact.ts';
import type { AdminParts } from './admin.ts';
import { createFullness } from './fullness.ts';
import { createGovernor } from './governor.ts';
import type { HealthParts } from './health.ts';
import { createHeard } from './heard.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { IntakeParts } from './intake.ts';
import type { Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openStore } from './open-store.ts';
import { startReconciling } from './reconcile.ts';
import type { AdminSettings, Settings } from './settings.ts';
import { startSweeping } from './sweep.ts';
import type { PipelineParts } from './triage.ts';
import { VERSION } from './version.ts';
import { startWorker, type Worker } from './worker.ts';

/** How many jobs are done at one time in one process. */
const LANES = 8;

/** The parts of a running server, wired. */
export interface Services {
  readonly probot: Probot;
  readonly store: Store;
  readonly worker: Worker;
  readonly intake: IntakeParts;
  readonly health: HealthParts;
  /** Null: no listener for the operator. */
  readonly admin: AdminParts | null;
  /** From now on nothing new is taken. */
  drain(): void;
}

/** Opens the store, meets GitHub, starts the worker. The only place that knows the clock and chance. */
export async function createServices(settings: Settings, log: Logger): Promise<Services> {
  const now = Date.now;
  const { store, poll } = await openStore(settings, now, log);
  const [secret = ''] = settings.webhookSecrets;
  const probot = createProbot({ ...settings, webhookSecret: secret }, log.child({}, { level: 'warn' }));
  const metrics = createMetrics(store, { version: VERSION, perHour: settings.writes.perHour, now });
  const gateOf = createGovernor({
    store,
    limits: settings.writes,
    now,
    sleep: (milliseconds) => setTimeout(milliseconds),
    onHold: ({ installation, kind, because, wait }) => {
      metrics.held(kind);
      log.warn({ installation, wait }, because);
    },
    onAnswer: (...answered) => metrics.answer(...answered),
  });
  const github = createAccess(probot, now, gateOf);
  const self = learnSelf(() => github.self(), log);
  const parts: PipelineParts = {
    store,
    github,
    ceiling: settings.mode,
    listLag: settings.listLag,
    now,
    log,
    tally: metrics.tally,
  };
  const worker = startWorker({
    store,
    run: (job) => runAndMeet(job, parts),
    now,
    random: Math.random,
    log,
    lanes: LANES,
    poll,
    breathe: setImmediate,
    count: (...ended) => metrics.job(...ended),
  });
  const housekeeping = startHousekeeping({ store, now, log });
  let draining = false;
  const heard = createHeard();
  const reconciling = startReconciling({
    hooks: createHooks(probot, now),
    store,
    heard: (guid) => heard.has(guid),
    shared: settings.databaseUrl !== undefined,
    gap: settings.writes.gap,
    now,
    sleep: (milliseconds) => setTimeout(milliseconds),
    isStopped: () => draining,
    log,
    count: () => metrics.recovered(),
  });
  const sweeping = startSweeping({ store, wake: () => worker.wake(), now, log });
  return {
    probot,
    store,
    worker,
    intake: {
      store,
      secrets: settings.webhookSecrets,
      self,
      isFull: createFullness(store, settings.queueCap, now),
      owners: settings.owners,
      heard: (guid) => heard.add(guid),
      wake: () => worker.wake(),
      draining: () => draining,
      now,
      log,
      count: (...answered) => metrics.delivery(...answered),
    },
    health: {
      store,
      draining: () => draining,
      queueCap: settings.queueCap,
      sign: () => void createSign('sha256').update('a test').sign(settings.privateKey),
      version: VERSION,
      metrics: settings.metrics === 'public' ? metrics : null,
      now,
    },
    admin: settings.admin && {
      store,
      token: settings.admin.token,
      hosts: hostsOf(settings.admin),
      metrics: settings.metrics === 'admin' ? metrics : null,
      wake: () => worker.wake(),
      now,
      log,
    },
    drain: () => {
      draining = true;
      housekeeping.stop();
      sweeping.stop();
      reconciling.stop();
    },
  };
}

/** Where every address is listened on, the names are many, and the token stands for them. */
function hostsOf({ host, token }: AdminSettings): ReadonlySet<string> | null {
  if (token !== null && (host === '0.0.0.0' || host === '::')) return null;
  return new Set(['localhost', '127.0.0.1', '[::1]', host.toLowerCase()]);
}

/** Asks GitHub who we are without making anybody wait; asks again at most once a minute while it does not tell. */
function learnSelf(ask: () => Promise<AppIdentity>, log: Logger): () => AppIdentity | null {
  let known: AppIdentity | null = null;
  let asked = 0;
  const learn = () => {
    asked = Date.now();
    ask().then(
      (self) => void (known = self),
      (error: unknown) => log.warn({ err: error }, 'GitHub does not tell who we are; asking again later'),
    );
  };
  learn();
  return () => {
    if (!known && Date.now() - asked > 60_000) learn();
    return known;
  };
}
