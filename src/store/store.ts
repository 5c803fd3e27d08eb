import type { RaceKeys } from '../race/types.ts';
import type { Ruling } from '../triage/ruling.ts';
import type { Hint, RepositoryRef, Work } from '../triage/job.ts';
import type { Acts } from './acts.ts';
import type { Notes } from './notes.ts';
import type { Leaves } from './leaves.ts';
import type { Intents } from './intents.ts';
import type { Ledger } from './ledger.ts';
import type { Letters } from './letters.ts';
import type { Pace } from './pace.ts';
import type { Surveys } from './survey.ts';
import type {
  Issue,
  IssueMemory,
  MatchLevel,
  Precedent,
  RaceHistory,
  RepositoryFacts,
  Sighting,
  Snapshot,
  TriagePlan,
  Effect,
} from '../triage/types.ts';

/**
 * Everything the app remembers: the inbox of work, the index of races, and what we did. All methods may be
 * called by several processes at once where the store allows several; time is always passed in, as
 * milliseconds since 1970, so that tests own the clock. A method that cannot keep its promise throws
 * `StoreError`.
 */
export interface Store
  extends Inbox, Index, Intents, Pace, Ledger, Letters, Surveys, Rulings, Leaves, Acts, Notes {
  /**
   * Why nothing can be written now, in words that name no address; null where it can. The readiness route asks. Where
   * something found no room, it is filled to see whether there is some again.
   */
  trouble(): Promise<string | null>;
  close(): Promise<void>;
}

export interface Inbox {
  /**
   * Keeps a delivery. When the promise resolves the delivery survives a crash of the process and of the machine.
   * A second delivery with the same `id` is `seen` and changes nothing, however often it comes.
   */
  put(delivery: Delivery, now: number): Promise<'new' | 'seen'>;
  /**
   * Takes the next due job of a repository that nobody works on, oldest first, and holds it for `lease`
   * milliseconds. Other looks at the same issue are absorbed: they are done with the one that is taken, which
   * carries what they heard. An installation for which nothing is being done comes before others, so that one that
   * sends thousands starves nobody; what calls GitHub is not taken while its installation is held.
   *
   * @param busy installations of which nothing that calls GitHub is to be taken: the caller is at work for them
   */
  claim(now: number, lease: number, busy?: readonly number[]): Promise<Job | null>;
  /** Holds a job for longer. False when the lease was lost to another worker: stop then. */
  beat(job: Job, until: number): Promise<boolean>;
  /** With `refused`, what GitHub would not do, and never will, is kept beside. */
  finish(job: Job, now: number, refused?: string): Promise<void>;
  /** Tries the job again at `at`. */
  retry(job: Job, at: number, error: string): Promise<void>;
  /** Takes the job up again at `at`; that it had to wait for something is no failure. */
  postpone(job: Job, at: number, because: string): Promise<void>;
  /** Gives the job up: it is kept for the operator, and no longer stands in anybody's way. */
  bury(job: Job, now: number, error: string): Promise<void>;
  /** Jobs that a crashed process held are free again. Only for a store that one process owns. */
  release(now: number): Promise<number>;
  /** When the next waiting job is due, or a hold ends that may stand in its way; null where none waits. */
  nextDue(now: number): Promise<number | null>;
  gauges(now: number): Promise<InboxGauges>;
  /** Forgets finished jobs older than `before`, and with them that their deliveries were seen; and what was under way. */
  prune(before: number): Promise<number>;
}

export interface Index {
  /** What we know of an issue; null where it was never recorded. */
  issue(repository: number, issue: number): Promise<IssueRecord | null>;
  /**
   * Other issues of the repository that hold one of these keys, oldest first. Where more than `SIGHTINGS` do,
   * those that match at the strictest level are given.
   */
  sightings(repository: number, issue: number, races: readonly RaceKeys[]): Promise<Sighting[]>;
  /**
   * Other issues of the repository that people labelled and whose races were blamed on some package, youngest first, at
   * most `PRECEDENTS`.
   */
  precedents(repository: number, issue: number): Promise<Precedent[]>;
  /**
   * How often the races were reported in other issues of the repository: of each that was, one entry. This issue is left
   * out, since it may have been recorded before, or not.
   */
  history(repository: number, issue: number, races: readonly RaceKeys[]): Promise<RaceHistory[]>;
  /** Remembers a run: the issue, its races, what was done. One transaction. */
  record(run: Run, now: number): Promise<void>;
  /**
   * Changes what is known of a recorded issue; does nothing where it was never recorded, nor where a later state
   * is known already.
   */
  amend(repository: number, issue: number, change: Amendment): Promise<void>;
  forgetIssue(repository: number, issue: number): Promise<void>;
  /**
   * Drops all that is kept of a repository, its waiting work included. With `upTo`, work that came after that
   * job stays: it belongs to a repository that is ours again.
   */
  forgetRepository(repository: number, upTo?: number): Promise<void>;
  /**
   * Drops all that is kept of an installation. A repository somebody works on right now is cleaned once more
   * when that work is over.
   */
  forgetInstallation(installation: number, now: number): Promise<void>;
  facts(repository: number): Promise<RepositoryFacts | null>;
  saveFacts(facts: RepositoryFacts, installation: number, now: number): Promise<void>;
  /** The facts as they were, where they are to be read again: what did not change since need not be. */
  staleFacts(repository: number): Promise<RepositoryFacts | null>;
  /** The next run reads the repository's files and labels again. */
  dropFacts(repository: number): Promise<void>;
  /**
   * The same for all repositories whose facts were read before a moment; gives how many. Those read before an earlier
   * moment, `gone`, are not even kept to compare with.
   */
  dropFactsBefore(before: number, gone: number): Promise<number>;
  /** The last runs of an issue, youngest first, as recorded. */
  runs(repository: number, issue: number): Promise<Run[]>;
}

/** What people told us, and who repeats whom. */
export interface Rulings {
  /**
   * Keeps what somebody said, in place of what was said before of the same with the same right. What was said earlier
   * than what is kept changes nothing, so that comments may be read in any order, and twice.
   */
  rule(repository: number, ruling: Ruling): Promise<void>;
  /** What people said of these issues, and of others with regard to them. */
  rulings(repository: number, issues: readonly number[]): Promise<Ruling[]>;
  /** The issues with these numbers, as far as they are known; without matches. */
  cards(repository: number, issues: readonly number[]): Promise<Sighting[]>;
  /** Other issues whose comment names this one: those that repeat it, and those that hold one of its races. */
  neighbours(repository: number, issue: number): Promise<number[]>;
  /** Makes an issue known that holds no race, because people point at it. One that is known stays as it is. */
  note(repository: number, installation: number, issue: Issue): Promise<void>;
}

/** How many neighbours are given at most; the youngest, which people still read. */
export const NEIGHBOURS = 1000;

/** How many sightings a look-up gives at most. */
export const SIGHTINGS = 200;

/** How many precedents are given at most: what people did years ago says little. */
export const PRECEDENTS = 1000;

/** How many runs of an issue are kept. */
export const RUNS_KEPT = 3;

export interface Delivery {
  /** Unique per event, equal for a redelivery. */
  readonly id: string;
  readonly work: Work;
  /** Not before this moment, in milliseconds since 1970. */
  readonly notBefore?: number;
}

/** A delivery in somebody's hands. */
export interface Job {
  readonly seq: number;
  /** The delivery's id: the trace of everything that follows from it. */
  readonly id: string;
  readonly work: Work;
  /** What other looks at the issue heard, for which this one stands as well; the youngest last. */
  readonly absorbed: readonly Hint[];
  /**
   * 1 where nobody tried it before, nor what it absorbed. Also the fence: a worker whose lease was lost has an older
   * number.
   */
  readonly attempt: number;
  /** Tries that failed. */
  readonly failures: number;
  /** Tries in a row, the last ones, of which nobody heard again. */
  readonly cut: number;
  readonly createdAt: number;
}

export interface InboxGauges {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** For how long the oldest waiting job has been due, in milliseconds. */
  readonly oldest: number;
}

export interface IssueRecord {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  /** Since when it is open or closed, in milliseconds since 1970; 0 where nobody told. */
  readonly changedAt: number;
  /** False where it is only in the index: no plan was ever made for it. */
  readonly triaged: boolean;
  readonly memory: IssueMemory;
}

export type Amendment =
  | { readonly state: 'open' | 'closed'; readonly stateReason: string | null; readonly at: string }
  | { readonly memory: Partial<IssueMemory> };

/** One pass of the pipeline over an issue. */
export interface Run {
  readonly repository: RepositoryRef;
  readonly installation: number;
  readonly delivery: string;
  readonly snapshot: Snapshot;
  readonly plan: TriagePlan;
  readonly effects: readonly Effect[];
  readonly memory: IssueMemory;
  /** What GitHub would not do, in words. */
  readonly notes?: readonly string[];
}

/** The levels of a key in the index, strictest first. */
export const LEVELS: readonly MatchLevel[] = ['exact', 'likely', 'one-sided', 'fork-point'];

/** The world failed: disk full, database gone. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
