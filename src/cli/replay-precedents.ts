import { PRECEDENTS } from '../store/store.ts';
import type { Precedent } from '../triage/types.ts';

/**
 * What learned routing asks of a history, kept as it is played: the store's answer (`Index.precedents`) without reading a
 * thousand rows again for each issue.
 */
export class Precedents {
  /** The highest number first. */
  readonly #all: Precedent[] = [];
  readonly #lists = new Map<string, readonly string[]>();

  /** In place of what was noted of the issue before. */
  note(precedent: Precedent): void {
    const at = this.#all.findIndex(({ issue }) => issue <= precedent.issue);
    const found = this.#all[at];
    const here = at < 0 ? this.#all.length : at;
    const places = this.#shared(precedent.places);
    this.#all.splice(here, found?.issue === precedent.issue ? 1 : 0, { ...precedent, places });
  }

  /** Of the youngest others that were blamed on something, those that people labelled. */
  besides(issue: number): Precedent[] {
    const found: Precedent[] = [];
    let seen = 0;
    for (const one of this.#all) {
      if (one.issue === issue || one.places.length === 0) continue;
      if (++seen > PRECEDENTS) break;
      if (one.labels.length > 0) found.push(one);
    }
    return found;
  }

  /** One list for all that name the same places: what was found out of it holds for all of them. */
  #shared(places: readonly string[]): readonly string[] {
    const text = JSON.stringify(places);
    const list = this.#lists.get(text) ?? places;
    this.#lists.set(text, list);
    return list;
  }
}
