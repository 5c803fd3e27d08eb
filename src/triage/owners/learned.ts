import type { Precedent } from '../types.ts';
import { schemeOf } from './part-label.ts';
import type { Vote } from './votes.ts';

/** A precedent, with what is asked of it again and again. */
interface Pupil extends Precedent {
  readonly schemes: readonly string[];
}

/** What people did with the earlier races in one place. */
export interface Ground {
  /** As people read it; null for relatives of the race itself. */
  readonly place: string | null;
  /** Label → the issues that carry it. */
  readonly labelled: ReadonlyMap<string, readonly number[]>;
  /** The issues that carry any label of the scheme. */
  readonly issues: readonly number[];
}

/** What earlier races say on whose this one is. */
export interface Lesson {
  /** Label → how much speaks for it, from 0 to 1; the rest is left to labels that nobody has used yet. */
  readonly shares: ReadonlyMap<string, number>;
  /** What it rests on, the nearest first; none where only what is usual everywhere is known. */
  readonly grounds: readonly Ground[];
}

/** Label → how many earlier race issues of the repository carry it. */
export type Usual = Readonly<Record<string, number>>;

/** Fewer labelled issues are no habit of the repository. */
export const HABIT = 3;

/** How many issues what is known of the wider place counts for, beside those of the nearer one. */
const PRIOR = 1;

/**
 * What the earlier races of the repository teach on this one: from how common a label is everywhere, through the
 * directories above, to the very file; each nearer place corrects what the wider one says.
 *
 * @param precedents with the labels that name parts only
 * @param usual the same labels, of all earlier issues
 */
export class School {
  readonly #precedents: readonly Pupil[];
  readonly #usual: readonly (readonly [string, number])[];
  /** Many votes speak for one place. */
  readonly #grounds = new Map<string, Ground>();
  readonly #near = new Map<string, readonly Pupil[]>();

  constructor(precedents: readonly Precedent[], usual: Usual) {
    this.#precedents = precedents.map((one) => ({ ...one, schemes: [...new Set(one.labels.map(schemeOf))] }));
    this.#usual = Object.entries(usual);
  }

  /**
   * The scheme of labels in which most is known near these places: labels of one scheme exclude each other, so only
   * within one can they be counted against each other. Null where nothing is known.
   */
  scheme(votes: readonly Vote[], relatives: ReadonlySet<number>): string | null {
    const count = new Map<string, number>();
    const add = (found: readonly Pupil[], weight: number) => {
      for (const scheme of found.flatMap(({ schemes }) => schemes))
        count.set(scheme, (count.get(scheme) ?? 0) + weight / found.length);
    };
    for (const vote of votes) add(this.#nearest(vote), vote.weight);
    const related = this.#precedents.filter(({ issue }) => relatives.has(issue));
    if (votes.length > 0) add(related, 1);
    const [best] = [...count].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return best?.[0] ?? null;
  }

  /** How many issues carry a label of the scheme. */
  known(scheme: string): number {
    return this.#usual.reduce((sum, [label, n]) => sum + (schemeOf(label) === scheme ? n : 0), 0);
  }

  /** From the races in the vote's file, its package, and the directories above; else what is usual everywhere. */
  near(vote: Vote, scheme: string): Lesson {
    const grounds = placesAbove(vote)
      .map((place) => this.#ground(place, vote.module, scheme))
      .filter(({ issues }) => issues.length > 0);
    return this.#lesson(grounds, scheme);
  }

  /** From the races that share a key with this one. */
  relatives(issues: ReadonlySet<number>, scheme: string): Lesson | null {
    const found = this.#precedents.filter((one) => issues.has(one.issue) && one.schemes.includes(scheme));
    return found.length === 0 ? null : this.#lesson([groundOf(found, scheme, null)], scheme);
  }

  #lesson(grounds: readonly Ground[], scheme: string): Lesson {
    const shares = grounds.reduceRight(corrected, this.#everywhere(scheme));
    return { shares, grounds };
  }

  /** The more labels there are for few issues, the likelier is one that nobody has used yet (Witten and Bell 1991). */
  #everywhere(scheme: string): ReadonlyMap<string, number> {
    const labels = this.#usual.filter(([label]) => schemeOf(label) === scheme);
    const all = this.known(scheme) + labels.length;
    return new Map(labels.map(([label, n]) => [label, n / all]));
  }

  #ground(place: string, module: string, scheme: string): Ground {
    const key = `${module} ${place} ${scheme}`;
    const known = this.#grounds.get(key);
    if (known) return known;
    const lies = within(place, module);
    const found = this.#precedents.filter((one) => one.schemes.includes(scheme) && lies(one));
    const below = place === module ? '' : place.slice(module === '' ? 0 : module.length + 1);
    const ground = groundOf(found, scheme, below === '' ? 'the root package' : below);
    this.#grounds.set(key, ground);
    return ground;
  }

  #nearest(vote: Vote): readonly Pupil[] {
    const key = `${vote.module} ${vote.place}`;
    const found = this.#near.get(key) ?? this.#search(vote);
    this.#near.set(key, found);
    return found;
  }

  #search(vote: Vote): readonly Pupil[] {
    const levels = placesAbove(vote).map((place) => this.#precedents.filter(within(place, vote.module)));
    return levels.find((near) => near.length >= HABIT) ?? levels.find((near) => near.length > 0) ?? [];
  }
}

/** What the wider places say, corrected by a nearer one; an issue with two labels speaks for each by half. */
function corrected(wider: ReadonlyMap<string, number>, { labelled, issues }: Ground): Map<string, number> {
  const labels = new Map<number, number>();
  for (const issue of [...labelled.values()].flat()) labels.set(issue, (labels.get(issue) ?? 0) + 1);
  const said = (label: string) =>
    (labelled.get(label) ?? []).reduce((sum, issue) => sum + 1 / (labels.get(issue) ?? 1), 0);
  return new Map(
    [...new Set([...wider.keys(), ...labelled.keys()])].map((label) => [
      label,
      (said(label) + PRIOR * (wider.get(label) ?? 0)) / (issues.length + PRIOR),
    ]),
  );
}

function groundOf(found: readonly Precedent[], scheme: string, place: string | null): Ground {
  const labelled = new Map<string, number[]>();
  for (const { issue, labels } of found)
    for (const label of labels.filter((one) => schemeOf(one) === scheme)) {
      const known = labelled.get(label);
      if (known) known.push(issue);
      else labelled.set(label, [issue]);
    }
  return { place, labelled, issues: found.map(({ issue }) => issue) };
}

/** More precedents than this teach nothing new, and a snapshot is kept with every run. */
const NEAR = 200;

/** What of the earlier races may bear on these votes. */
export interface Schooling {
  /** In the same part of a module, or relatives. */
  readonly precedents: readonly Precedent[];
  readonly usual: Usual;
}

/** What a snapshot keeps of all earlier races. */
export function schoolingFor(
  precedents: readonly Precedent[],
  votes: readonly Vote[],
  relatives: ReadonlySet<number>,
): Schooling {
  const tops = new Map(votes.map((vote) => [placesAbove(vote).at(-1) ?? vote.place, vote.module]));
  const places = [...tops].map(([top, module]) => within(top, module));
  const near: Precedent[] = [];
  for (const one of precedents) {
    if (near.length === NEAR) break;
    if (relatives.has(one.issue) || places.some((lies) => lies(one))) near.push(one);
  }
  return { precedents: near, usual: usualOf(precedents) };
}

/** How common each label is. */
export function usualOf(precedents: readonly Precedent[]): Usual {
  const count = new Map<string, number>();
  for (const { labels } of precedents)
    for (const label of labels) count.set(label, (count.get(label) ?? 0) + 1);
  return Object.fromEntries(count);
}

/** No file lies deeper; a symbol of thirty thousand slashes must not cost thirty thousand paths. */
const LEVELS = 32;

/** The file, its package and the directories above it, within the module: the module itself is everything. */
function placesAbove({ place, package: name, module }: Vote): string[] {
  if (name === module) return place === name ? [name] : [place, name];
  const root = module === '' ? 0 : module.split('/').length;
  const elements = place.split('/');
  return elements
    .slice(root)
    .slice(0, LEVELS)
    .map((_, i) => elements.slice(0, elements.length - i).join('/'));
}

/** Whether a precedent lies in the place or below it. The root package does not stand for all that lies below. */
function within(place: string, module: string): (one: Precedent) => boolean {
  const below = `${place}/`;
  const isRoot = place === module;
  const lies = (one: string) =>
    one.startsWith(below) ? !isRoot || !one.includes('/', below.length) : one === place;
  // Hundreds of precedents were blamed on the same few lists of places, and share them.
  const known = new Map<readonly string[], boolean>();
  return ({ places }) => {
    const found = known.get(places) ?? places.some(lies);
    known.set(places, found);
    return found;
  };
}
