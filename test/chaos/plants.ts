import type { Outcome } from '../../src/app/triage.ts';
import { type GitHub, GitHubError } from '../../src/github/github.ts';
import type { IssueRecord, Job, Store } from '../../src/store/store.ts';
import type { IssueMemory, Sighting } from '../../src/triage/types.ts';
import type { Weather } from './play.ts';

/** A mistake that others made, built around the right parts of the wild run: a net that is worth having catches it. */
export interface Plant {
  readonly about: string;
  /** What it does wrong, in the words of `wrongs`. */
  readonly shows: 'lost' | 'doubled' | 'another end' | 'rude';
  /** The first in which it shows, 1 unless said otherwise; where that moves, the search goes on from here. */
  readonly seed?: number;
  /** The weather in which it shows soonest. */
  readonly weather?: Partial<Weather>;
  /** Answers 202 before anything is stored. */
  readonly acknowledgesFirst?: boolean;
  /** Calls GitHub past the governor. */
  readonly isRude?: boolean;
  readonly store?: (store: Store) => Store;
  readonly github?: (github: GitHub) => GitHub;
  readonly run?: (run: (job: Job) => Promise<Outcome>) => (job: Job) => Promise<Outcome>;
}

export const SOUND: Plant = { about: 'the product as it is', shows: 'another end' };

/** Done, and the answer lost. */
const LOST: Partial<Weather> = { kinds: ['failed after', 'reset after'], failures: 8, kills: 0 };

const MANY_KILLS: Partial<Weather> = { failures: 0, kills: 15, life: 8 };

const LOST_AND_KILLED: Partial<Weather> = {
  ...LOST,
  kinds: ['failed after', 'reset after', 'stale'],
  kills: 6,
};

const FAILING: Partial<Weather> = { kinds: ['failed before'], kills: 0 };

const ASKED_TO_WAIT: Partial<Weather> = { kinds: ['limited for a time'], kills: 0 };

const CALM: Partial<Weather> = { failures: 0, kills: 0 };

export const PLANTS: Readonly<Record<string, Plant>> = {
  'ack-before-write': {
    about: 'the 202 goes out before the delivery is stored',
    shows: 'another end',
    weather: MANY_KILLS,
    acknowledgesFirst: true,
  },
  'blind-retry': {
    about: 'a POST whose answer was lost is sent again',
    shows: 'doubled',
    weather: LOST,
    github: retryBlindly,
  },
  'no-intent': {
    about: 'what is about to be posted is not written down',
    shows: 'doubled',
    seed: 2,
    weather: LOST_AND_KILLED,
    store: (store) => ({ ...store, intent: () => Promise.resolve(null) }),
  },
  'first-page': {
    about: 'a comment of ours is looked for among the first two only',
    shows: 'doubled',
    seed: 2,
    weather: LOST,
    github: (github) => ({
      ...github,
      comments: async (issue) => (await github.comments(issue)).slice(0, 2),
    }),
  },
  'no-lease': { about: 'two workers get one job', shows: 'doubled', weather: CALM, store: shareClaims },
  'drops-failures': {
    about: 'what GitHub refuses for a while is given up without a word',
    shows: 'another end',
    weather: FAILING,
    run: (run) => (job) =>
      run(job).catch((error: unknown) => {
        if (error instanceof GitHubError) return { result: 'dropped', because: error.message };
        throw error;
      }),
  },
  'forgets-what-it-put-on': {
    about: 'labels that we put on are not remembered as ours',
    shows: 'another end',
    seed: 16,
    weather: CALM,
    store: (store) => remembering(store, (memory) => ({ ...memory, applied: [] })),
  },
  'deaf-to-a-no': {
    about: 'a label that somebody took off is put on again',
    shows: 'another end',
    seed: 10,
    weather: CALM,
    github: (github) => ({ ...github, acts: () => Promise.resolve([]) }),
    store: (store) => remembering(store, (memory) => ({ ...memory, handsOff: [] })),
  },
  'posts-again': {
    about: 'a comment that somebody deleted is written again',
    shows: 'doubled',
    seed: 9,
    weather: CALM,
    store: (store) => remembering(store, (memory) => ({ ...memory, commentRefused: false })),
  },
  'no-second-look': {
    about: 'an older issue that comes late sends nobody round again',
    shows: 'another end',
    seed: 5,
    weather: CALM,
    store: (store) => ({
      ...store,
      put: async (delivery, now) =>
        delivery.id.startsWith('relook ') ? 'seen' : await store.put(delivery, now),
    }),
  },
  'alike-is-equal': {
    about: 'the slightest likeness makes a duplicate',
    shows: 'another end',
    seed: 2,
    weather: CALM,
    store: takeAlikeForEqual,
  },
  'last-heard-counts': {
    about: 'of closing and reopening what was heard last counts',
    shows: 'another end',
    seed: 14,
    weather: CALM,
    run: (run) => (job) => run(heardNow(job)),
  },
  rude: { about: 'nobody waits when GitHub says so', shows: 'rude', weather: ASKED_TO_WAIT, isRude: true },
};

function retryBlindly(github: GitHub): GitHub {
  const createComment: GitHub['createComment'] = async (issue, body) => {
    try {
      return await github.createComment(issue, body);
    } catch (error) {
      if (error instanceof GitHubError && error.retryable) return await github.createComment(issue, body);
      throw error;
    }
  };
  return { ...github, createComment };
}

function shareClaims(store: Store): Store {
  return {
    ...store,
    async claim(now, lease, busy) {
      const job = await store.claim(now, lease, busy);
      const again = claimed.get(store) ?? null;
      if (job) claimed.set(store, job);
      else claimed.delete(store);
      return job ?? again;
    },
  };
}

/** The last job of each store, until it was given out once more. */
const claimed = new WeakMap<Store, Job>();

/** Any match is one of all the races, and exact. */
function takeAlikeForEqual(store: Store): Store {
  return {
    ...store,
    async sightings(repository, issue, races): Promise<Sighting[]> {
      const matches = races.map((_, race) => ({ race, level: 'exact' as const }));
      const found = await store.sightings(repository, issue, races);
      return found.map((one) => ({ ...one, matches }));
    },
  };
}

/** The time of an act is that of its delivery. */
function heardNow(job: Job): Job {
  const { hint } = job.work;
  if (hint.kind !== 'state') return job;
  const at = new Date(job.createdAt).toISOString();
  return { ...job, work: { ...job.work, hint: { ...hint, at } } };
}

function remembering(store: Store, twist: (memory: IssueMemory) => IssueMemory): Store {
  return {
    ...store,
    async issue(repository, issue): Promise<IssueRecord | null> {
      const known = await store.issue(repository, issue);
      return known && { ...known, memory: twist(known.memory) };
    },
  };
}
