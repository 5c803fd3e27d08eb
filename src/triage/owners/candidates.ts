import type { Home } from './home.ts';
import { HABIT, type Lesson, type School } from './learned.ts';
import type { Vote } from './votes.ts';

/** What the votes are counted for: a module, or a label that people put on races like this one. */
export interface Candidate {
  /** None for a label that is only usual in the repository. */
  readonly votes: readonly HousedVote[];
  /** Of all votes, from 0 to 1. */
  readonly share: number;
  /** Null where the repository declares the module, or only the path speaks. */
  readonly learned: Learned | null;
}

export interface HousedVote extends Vote {
  /** Null for the code of others. */
  readonly home: Home | null;
}

export interface Learned {
  readonly label: string;
  /** The lessons that speak of the label. */
  readonly lessons: readonly Lesson[];
  /** Enough issues carry labels like it to call that a habit. */
  readonly habit: boolean;
}

/** What is known of earlier races. */
export interface History {
  readonly school: School;
  /** Issues that share a key with this one. */
  readonly relatives: ReadonlySet<number>;
}

/** Counts the votes, the strongest candidate first. Of labels only those of one scheme are asked. */
export function countVotes(
  votes: readonly HousedVote[],
  { school, relatives }: History,
  scheme: string | null,
): Candidate[] {
  const tally = new Tally(scheme !== null && school.known(scheme) >= HABIT);
  for (const vote of votes) {
    const lesson = scheme === null || vote.home?.declared ? null : school.near(vote, scheme);
    if (lesson) tally.teach(lesson, vote.weight, [vote]);
    else tally.add(vote);
  }
  const undeclared = votes.filter(({ home }) => !home?.declared);
  const related = scheme === null ? null : school.relatives(relatives, scheme);
  // Each that holds the same race, or starts the same goroutines, says as much as all frames together.
  if (related) tally.teach(related, sum(undeclared) * issuesOf(related), undeclared);
  return tally.candidates();
}

function sum(votes: readonly Vote[]): number {
  return votes.reduce((total, { weight }) => total + weight, 0);
}

function issuesOf({ grounds }: Lesson): number {
  return grounds.reduce((count, { issues }) => count + issues.length, 0);
}

interface Count {
  weight: number;
  readonly label: string | null;
  readonly votes: HousedVote[];
  readonly lessons: Lesson[];
}

class Tally {
  readonly #counts = new Map<string, Count>();
  readonly #habit: boolean;
  #total = 0;

  constructor(habit: boolean) {
    this.#habit = habit;
  }

  /** The vote goes to where its path belongs; parts with the same labels are one. */
  add(vote: HousedVote): void {
    if (!vote.home) return;
    const { name, labels, declared } = vote.home;
    const key = JSON.stringify(declared && labels.length > 0 ? labels : [name, declared]);
    const count = this.#count(key, null);
    count.weight += vote.weight;
    count.votes.push(vote);
    this.#total += vote.weight;
  }

  /** The weight is split as people's labels are. */
  teach(lesson: Lesson, weight: number, votes: readonly HousedVote[]): void {
    for (const [label, share] of lesson.shares) {
      const count = this.#count(label, label);
      count.weight += weight * share;
      // What is only usual everywhere is no reason of this race.
      if (!lesson.grounds.some(({ labelled }) => labelled.has(label))) continue;
      count.votes.push(...votes);
      count.lessons.push(lesson);
    }
    this.#total += weight;
  }

  candidates(): Candidate[] {
    return [...this.#counts]
      .sort(([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1))
      .map(([, { weight, label, votes, lessons }]) => ({
        votes,
        share: weight / this.#total,
        learned: label === null ? null : { label, lessons, habit: this.#habit },
      }));
  }

  #count(key: string, label: string | null): Count {
    const known = this.#counts.get(key) ?? { weight: 0, label, votes: [], lessons: [] };
    this.#counts.set(key, known);
    return known;
  }
}
