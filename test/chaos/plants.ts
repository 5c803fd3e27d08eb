import type { Outcome } from '../../src/app/triage.ts';
import { type GitHub, GitHubError } from '../../src/github/github.ts';
import type { IssueRecord, Job, Store } from '../../src/store/store.ts';
import type { IssueMemory } from '../../src/triage/types.ts';
import type { Random } from '../fuzz/random.ts';

/** A mistake that others made, built around the right parts: a net that is worth having catches it. */
export interface Plant {
  readonly about: string;
  /** Answers 202 before anything is stored. */
  readonly acknowledgesFirst?: boolean;
  /** Calls GitHub past the governor. */
  readonly isRude?: boolean;
  readonly store?: (store: Store, parts: { readonly random: Random }) => Store;
  readonly github?: (github: GitHub) => GitHub;
  readonly run?: (run: (job: Job) => Promise<Outcome>) => (job: Job) => Promise<Outcome>;
}

export const SOUND: Plant = { about: 'the product as it is' };

export const PLANTS: Readonly<Record<string, Plant>> = {
  'ack-before-write': { about: 'the 202 goes out before the delivery is stored', acknowledgesFirst: true },
  'blind-retry': { about: 'a POST whose answer was lost is sent again', github: retryBlindly },
  'no-intent': {
    about: 'what is about to be posted is not written down',
    store: (store) => ({ ...store, intent: () => Promise.resolve(null) }),
  },
  'first-page': {
    about: 'a comment of ours is looked for among the first two only',
    github: (github) => ({
      ...github,
      comments: async (issue) => (await github.comments(issue)).slice(0, 2),
    }),
  },
  'no-lease': { about: 'two workers get one job', store: shareClaims },
  'drops-failures': {
    about: 'what GitHub refuses for a while is given up without a word',
    run: (run) => (job) =>
      run(job).catch((error: unknown) => {
        if (error instanceof GitHubError) return { result: 'dropped', because: error.message };
        throw error;
      }),
  },
  'forgets-what-it-put-on': {
    about: 'labels that we put on are not remembered as ours',
    store: (store) => remembering(store, (memory) => ({ ...memory, applied: [] })),
  },
  'deaf-to-a-no': {
    about: 'a label that somebody took off is put on again',
    store: (store) => remembering(store, (memory) => ({ ...memory, handsOff: [] })),
  },
  'posts-again': {
    about: 'a comment that somebody deleted is written again',
    store: (store) => remembering(store, (memory) => ({ ...memory, commentRefused: false })),
  },
  'any-match': { about: 'the slightest likeness makes a duplicate', store: matchAnything },
  'no-second-look': {
    about: 'an older issue that comes late sends nobody round again',
    store: (store) => ({
      ...store,
      put: async (delivery, now) =>
        delivery.id.startsWith('relook ') ? 'seen' : await store.put(delivery, now),
    }),
  },
  'last-word-heard': {
    about: 'the state that is heard last counts, whenever it was',
    store: (store) => ({
      ...store,
      amend: (repository, issue, change) =>
        store.amend(repository, issue, 'at' in change ? { ...change, at: '2999-01-01T00:00:00Z' } : change),
    }),
  },
  rude: { about: 'nobody waits when GitHub says so', isRude: true },
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
      if (job || !last || last.store !== store) {
        last = job ? { store, job } : null;
        return job;
      }
      const again = last.job;
      last = null;
      return again;
    },
  };
}
let last: { readonly store: Store; readonly job: Job } | null = null;

function remembering(store: Store, twist: (memory: IssueMemory) => IssueMemory): Store {
  return {
    ...store,
    async issue(repository, issue): Promise<IssueRecord | null> {
      const known = await store.issue(repository, issue);
      return known && { ...known, memory: twist(known.memory) };
    },
  };
}

function matchAnything(store: Store): Store {
  return {
    ...store,
    async sightings(repository, issue, races) {
      const { number } = { number: issue };
      const found = await store.sightings(repository, number, races);
      return found.map((one) => ({
        ...one,
        matches: one.matches.map((match) => ({ ...match, level: 'exact' as const })),
      }));
    },
  };
}
