import type { Precedent } from '../types.ts';
import { schemeOf } from './part-label.ts';
import type { Vote } from './votes.ts';

/** What people did with the earlier races near a package, or near this race. */
export interface Lesson {
  /** Where those races were, as people read it; null for relatives of the race itself. */
  readonly place: string | null;
  /** Label → the issues that carry it. */
  readonly labelled: ReadonlyMap<string, readonly number[]>;
  /** The issues that carry any label of the scheme. */
  readonly issues: readonly number[];
}

/** Fewer issues are no habit: the place above is asked as well. */
export const HABIT = 3;

/** Half an issue that says otherwise, beside every lesson: one issue proves little, three prove more. */
const DOUBT = 0.5;

/**
 * What the earlier races of the repository teach on this one.
 *
 * @param precedents with the labels that name parts only
 */
export class School {
  readonly #precedents: readonly Precedent[];
  /** Many votes speak for one package. */
  readonly #found = new Map<string, readonly Precedent[]>();

  constructor(precedents: readonly Precedent[]) {
    this.#precedents = precedents;
  }

  /**
   * The scheme of labels in which most is known near these packages: labels of one scheme exclude each other, so only
   * within one can they be counted against each other. Null where nothing is known.
   */
  scheme(votes: readonly Vote[], relatives: ReadonlySet<number>): string | null {
    const count = new Map<string, number>();
    const add = (found: readonly Precedent[], weight: number) => {
      for (const scheme of found.flatMap(schemesOf))
        count.set(scheme, (count.get(scheme) ?? 0) + weight / found.length);
    };
    for (const vote of votes) add(this.#near(vote, null), vote.weight);
    const related = this.#precedents.filter(({ issue }) => relatives.has(issue));
    if (votes.length > 0) add(related, 1);
    const [best] = [...count].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return best?.[0] ?? null;
  }

  /** From the races nearest to the vote's package: those in it, else those in the directory above, and so on. */
  near(vote: Vote, scheme: string): Lesson | null {
    const near = this.#near(vote, scheme);
    if (near.length === 0) return null;
    const place = placesAbove(vote).find((above) => near.every((one) => lies(one, above, vote.module)));
    const below = (place ?? vote.package).slice(vote.module === '' ? 0 : vote.module.length + 1);
    return lessonOf(near, scheme, below === '' ? 'the root package' : below);
  }

  /** From the races that share a key with this one. */
  relatives(issues: ReadonlySet<number>, scheme: string): Lesson | null {
    const found = this.#precedents.filter((one) => issues.has(one.issue) && schemesOf(one).includes(scheme));
    return found.length === 0 ? null : lessonOf(found, scheme, null);
  }

  #near(vote: Vote, scheme: string | null): readonly Precedent[] {
    const key = `${vote.module} ${vote.package} ${scheme ?? '*'}`;
    const found = this.#found.get(key) ?? this.#search(vote, scheme);
    this.#found.set(key, found);
    return found;
  }

  #search(vote: Vote, scheme: string | null): readonly Precedent[] {
    const known = this.#precedents.filter((one) => scheme === null || schemesOf(one).includes(scheme));
    const levels = placesAbove(vote).map((place) => known.filter((one) => lies(one, place, vote.module)));
    return levels.find((near) => near.length >= HABIT) ?? levels.find((near) => near.length > 0) ?? [];
  }
}

/** More precedents than this teach nothing new, and a snapshot is kept with every run. */
const NEAR = 200;

/** Those that a lesson on these votes could rest on: in the same part of a module, or relatives. */
export function nearPrecedents(
  precedents: readonly Precedent[],
  votes: readonly Vote[],
  relatives: ReadonlySet<number>,
): Precedent[] {
  const tops = new Map(votes.map((vote) => [placesAbove(vote).at(-1) ?? vote.package, vote.module]));
  return precedents
    .filter((one) => relatives.has(one.issue) || [...tops].some(([top, module]) => lies(one, top, module)))
    .slice(0, NEAR);
}

/** How much of a vote each label gets: an issue with two labels speaks for each by half. */
export function sharesOf({ labelled, issues }: Lesson): Map<string, number> {
  const labels = new Map<number, number>();
  for (const issue of [...labelled.values()].flat()) labels.set(issue, (labels.get(issue) ?? 0) + 1);
  return new Map(
    [...labelled].map(([label, carriers]) => {
      const said = carriers.reduce((sum, issue) => sum + 1 / (labels.get(issue) ?? 1), 0);
      return [label, said / (issues.length + DOUBT)];
    }),
  );
}

function lessonOf(found: readonly Precedent[], scheme: string, place: string | null): Lesson {
  const labelled = new Map<string, number[]>();
  for (const { issue, labels } of found)
    for (const label of labels.filter((one) => schemeOf(one) === scheme))
      labelled.set(label, [...(labelled.get(label) ?? []), issue]);
  return { place, labelled, issues: found.map(({ issue }) => issue) };
}

function schemesOf({ labels }: Precedent): string[] {
  return [...new Set(labels.map(schemeOf))];
}

/** No package lies deeper; a symbol of thirty thousand slashes must not cost thirty thousand paths. */
const LEVELS = 32;

/** The package and the directories above it, within the module: the module itself is everything. */
function placesAbove({ package: name, module }: Vote): string[] {
  if (name === module) return [name];
  const root = module === '' ? [] : module.split('/');
  const elements = name.split('/');
  return elements
    .slice(root.length)
    .slice(0, LEVELS)
    .map((_, i) => elements.slice(0, elements.length - i).join('/'));
}

/** In the place or below it. The root package does not stand for all that lies below. */
function lies({ packages }: Precedent, place: string, module: string): boolean {
  return packages.some((one) => one === place || (place !== module && one.startsWith(`${place}/`)));
}
