import { levelled } from '../store/keys.ts';
import { strictest, toMatch, type WantedKey, wantedKeys } from '../store/sightings.ts';
import { SIGHTINGS } from '../store/store.ts';
import type { IndexedKeys, Sighting } from '../triage/types.ts';

/** An earlier issue as a sighting tells of it. */
export type Card = Omit<Sighting, 'matches' | 'inComment'>;

/**
 * The index of a history, kept as it is played: the store's answer (`Index.sightings`) without a database, whose statements
 * would take most of the time of a long replay.
 */
export class Past {
  readonly #cards = new Map<number, Card>();
  readonly #races = new Map<number, readonly IndexedKeys[]>();
  /** Key → the issues that hold it. */
  readonly #holders = new Map<string, Set<number>>();

  /** The races an issue is known to hold. */
  races(issue: number): readonly IndexedKeys[] {
    return this.#races.get(issue) ?? [];
  }

  card(issue: number): Card | null {
    return this.#cards.get(issue) ?? null;
  }

  /** In place of what was noted of the issue before. */
  note(card: Card, races: readonly IndexedKeys[]): void {
    for (const { key } of this.races(card.issue).flatMap(levelled))
      this.#holders.get(key)?.delete(card.issue);
    this.#cards.set(card.issue, card);
    this.#races.set(card.issue, races);
    for (const { key } of races.flatMap(levelled)) {
      const holders = this.#holders.get(key) ?? new Set();
      this.#holders.set(key, holders.add(card.issue));
    }
  }

  /** Does nothing where the issue holds no race. */
  amend(issue: number, change: Pick<Card, 'state' | 'stateReason' | 'closedAt'>): void {
    const card = this.#cards.get(issue);
    if (card) this.#cards.set(issue, { ...card, ...change });
  }

  sightings(issue: number, races: readonly IndexedKeys[]): Sighting[] {
    const wanted = wantedKeys(races);
    return this.#strictestIssues(issue, wanted)
      .sort((a, b) => a - b)
      .flatMap((number) => {
        const card = this.#cards.get(number);
        return card ? [{ ...card, matches: this.#matches(number, wanted) }] : [];
      });
  }

  #matches(issue: number, wanted: readonly WantedKey[]): Sighting['matches'] {
    return strictest(wanted.filter(({ key }) => this.#holders.get(key)?.has(issue)).map(toMatch));
  }

  #strictestIssues(issue: number, wanted: readonly WantedKey[]): number[] {
    const best = new Map<number, number>();
    for (const { key, level } of wanted)
      for (const holder of this.#holders.get(key) ?? [])
        if (holder !== issue) best.set(holder, Math.min(level, best.get(holder) ?? level));
    if (best.size <= SIGHTINGS) return [...best.keys()];
    const ranked = [...best].sort(([a, x], [b, y]) => x - y || a - b);
    const found = ranked.slice(0, SIGHTINGS).map(([number]) => number);
    const crowded = ranked[SIGHTINGS - 1]?.[1] === 0;
    const centre = crowded ? this.#openCentre(ranked) : undefined;
    return centre === undefined || found.includes(centre) ? found : [...found.slice(0, -1), centre];
  }

  /** Of hundreds that hold the same race, the one to point at: it may be younger than all that were closed. */
  #openCentre(ranked: readonly (readonly [number, number])[]): number | undefined {
    return ranked.find(([number, level]) => {
      const card = this.#cards.get(number);
      return level === 0 && card?.state === 'open' && card.duplicateOf === null;
    })?.[0];
  }
}
