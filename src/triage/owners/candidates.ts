import type { Precedent } from '../types.ts';
import type { Home } from './home.ts';
import { type Lesson, School, sharesOf } from './learned.ts';
import type { Vote } from './votes.ts';

/** What the votes are counted for: a module, or a label that people put on races like this one. */
export interface Candidate {
  readonly votes: readonly HousedVote[];
  /** Of all votes, from 0 to 1. */
  readonly share: number;
  /** Null where the repository declares the module, or only the path speaks. */
  readonly learned: Learned | null;
}

export interface HousedVote extends Vote {
  readonly home: Home;
}

export interface Learned {
  readonly label: string;
  /** The lessons that speak of the label. */
  readonly lessons: readonly Lesson[];
  /** The issues that were asked, and those of them that carry the label. */
  readonly asked: number;
  readonly carry: number;
}

/** What is known of earlier races. */
export interface History {
  readonly precedents: readonly Precedent[];
  /** Issues that share a key with this one. */
  readonly relatives: ReadonlySet<number>;
}

/** Counts the votes, the strongest candidate first. */
export function countVotes(votes: readonly HousedVote[], history: History): Candidate[] {
  const undeclared = votes.filter(({ home }) => !home.declared);
  const school = new School(history.precedents);
  const scheme = school.scheme(undeclared, history.relatives);
  const tally = new Tally();
  const related = scheme === null ? null : school.relatives(history.relatives, scheme);
  for (const vote of votes) {
    const lesson = vote.home.declared || scheme === null ? null : (school.near(vote, scheme) ?? related);
    if (lesson) tally.teach(lesson, vote.weight, [vote]);
    else tally.add(vote);
  }
  // The same race, or one that starts the same goroutines, says as much as all frames together.
  if (related) tally.teach(related, sum(undeclared), undeclared);
  return tally.candidates();
}

function sum(votes: readonly Vote[]): number {
  return votes.reduce((total, { weight }) => total + weight, 0);
}

interface Count {
  weight: number;
  readonly label: string | null;
  readonly votes: HousedVote[];
  readonly lessons: Lesson[];
}

class Tally {
  readonly #counts = new Map<string, Count>();
  readonly #asked = new Set<number>();
  #total = 0;

  /** The vote goes to where its path belongs; parts with the same labels are one. */
  add(vote: HousedVote): void {
    const { name, labels, declared } = vote.home;
    const key = JSON.stringify(declared && labels.length > 0 ? labels : [name, declared]);
    const count = this.#count(key, null);
    count.weight += vote.weight;
    count.votes.push(vote);
    this.#total += vote.weight;
  }

  /** The weight is split as people's labels are. */
  teach(lesson: Lesson, weight: number, votes: readonly HousedVote[]): void {
    for (const [label, share] of sharesOf(lesson)) {
      const count = this.#count(label, label);
      count.weight += weight * share;
      count.votes.push(...votes);
      count.lessons.push(lesson);
    }
    for (const issue of lesson.issues) this.#asked.add(issue);
    this.#total += weight;
  }

  candidates(): Candidate[] {
    return [...this.#counts]
      .sort(([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1))
      .map(([, { weight, label, votes, lessons }]) => ({
        votes,
        share: weight / this.#total,
        learned: label === null ? null : this.#learned(label, lessons),
      }));
  }

  #learned(label: string, lessons: readonly Lesson[]): Learned {
    const carriers = new Set(lessons.flatMap(({ labelled }) => labelled.get(label) ?? []));
    return { label, lessons, asked: this.#asked.size, carry: carriers.size };
  }

  #count(key: string, label: string | null): Count {
    const known = this.#counts.get(key) ?? { weight: 0, label, votes: [], lessons: [] };
    this.#counts.set(key, known);
    return known;
  }
}
