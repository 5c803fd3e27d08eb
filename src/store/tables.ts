import type { Generated } from 'kysely';

/**
 * The tables, as both engines have them. Times are milliseconds since 1970; JSON is text. Every number, also one of
 * 64 bits, reaches us as a number: ids and times stay far below 2^53, and a driver that gives strings is told so.
 */
export interface Tables {
  job: JobTable;
  job_data: JobDataTable;
  issue: IssueTable;
  race_key: RaceKeyTable;
  race_leaf: RaceLeafTable;
  run: RunTable;
  facts: FactsTable;
  intent: IntentTable;
  survey: SurveyTable;
  ruling: RulingTable;
  hold: HoldTable;
  pace: PaceTable;
  sent: SentTable;
  act: ActTable;
  answer: AnswerTable;
  turn: TurnTable;
  note: NoteTable;
}

export type JobState = 'queued' | 'running' | 'done' | 'dead';

export interface JobTable {
  seq: Generated<number>;
  /** Unique: a redelivery finds its row here for as long as rows are kept. */
  id: string;
  /** The id that GitHub gave the delivery. */
  guid: Generated<string>;
  repository: number;
  issue: number | null;
  installation: number;
  /**
   * 1 where the job only asks to look at the issue: such jobs of one issue stand for each other. 2 where it does so on a
   * day of its own: it stands for nobody, and holds nobody up.
   */
  look: number;
  /** 1 where doing it may call GitHub: such jobs wait while their installation is held. */
  calls: Generated<number>;
  state: JobState;
  /** How often it was taken. It only grows: whoever took it before the last time may not speak of it any more. */
  attempts: number;
  /** Tries that failed. */
  failures: Generated<number>;
  /** Tries in a row of which nobody heard again: their servers died, of them or otherwise. */
  cut: Generated<number>;
  run_at: number;
  lease_until: number;
  error: string | null;
  created_at: number;
  finished_at: number | null;
}

/** Apart from the job, because a claim that drags bodies of 60 kB through the page cache is several times slower. */
interface JobDataTable {
  seq: number;
  work: string;
}

interface IssueTable {
  repository: number;
  number: number;
  installation: number;
  title: string;
  state: 'open' | 'closed';
  state_reason: string | null;
  created_at: string;
  closed_at: string | null;
  duplicate_of: number | null;
  /** `INDEXED` where nobody asked yet what to do about it. */
  verdict: string;
  memory: string;
  /** Packages that its races were blamed on. */
  blamed: Generated<string>;
  /** Since when the state is so, by GitHub's clock; 0 where we never heard. */
  updated_at: number;
  /** What is still to be read: 1 its comments, 2 its events. */
  unread: Generated<number>;
}

interface RaceKeyTable {
  repository: number;
  key: string;
  /** Position in `LEVELS`. */
  level: number;
  issue: number;
  /** Id of the comment that holds the report; 0 for the text of the issue. */
  comment: number;
  /** Position in that text. */
  race: number;
  /** When that text was first written; 0 where we never heard. */
  at: number;
}

interface RunTable {
  id: Generated<number>;
  repository: number;
  issue: number;
  at: number;
  body: string;
}

interface FactsTable {
  repository: number;
  installation: number;
  at: number;
  /** 1: to be read again, kept to compare with. */
  stale: number;
  body: string;
}

interface IntentTable {
  repository: number;
  issue: number;
  /** Which call, in words of our own. */
  what: string;
  until: number;
}

/** How far the index of a repository is. */
interface SurveyTable {
  repository: number;
  installation: number;
  swept_at: number;
  body: string;
}

interface RulingTable {
  repository: number;
  issue: number;
  /** What it is about; of these three only the last word of each right is kept. */
  subject: 'pair' | 'module' | 'ignore';
  /** 0 where no other issue is meant. */
  other: number;
  rights: 'triage' | 'author';
  /** When it was said, by GitHub's clock. */
  at: number;
  comment: number;
  body: string;
}

interface HoldTable {
  installation: number;
  until: number;
  because: string;
}

/** A row to lock, and nothing else. */
interface PaceTable {
  installation: number;
  turns: number;
}

/** The writes of the last hour. */
interface SentTable {
  installation: number;
  at: number;
}

/** What we changed last of an issue. */
interface ActTable {
  repository: number;
  issue: number;
  body: string;
}

/** What we answered to comments with commands, for the hour in which it counts. */
interface AnswerTable {
  repository: number;
  issue: number;
  comment: number;
  login: string;
  at: number;
  commands: number;
  complained: number;
  replied: number;
}

/** Which issue says that the configuration is not valid. */
interface NoteTable {
  repository: number;
  issue: number;
}

/** What only one process does at a time. */
interface TurnTable {
  what: string;
  taken: number;
  /** How far the last finished turn came. */
  done: number;
}

/** Both sides of a race, one row each: which functions race with which. Names are kept as hashes. */
interface RaceLeafTable {
  repository: number;
  issue: number;
  comment: number;
  race: number;
  leaf: string;
  partner: string;
  /** The names without the path of the package above its last element. */
  tail: string;
  partner_tail: string;
  /** Path of the leaf’s package, as it is. */
  package: string;
}
