import { withHarness } from '../triage/harness.ts';
import { includesLabel, NO_MEMORY } from '../triage/memory.ts';
import { type Schooling, schoolingFor } from '../triage/owners/learned.ts';
import { votesOf } from '../triage/owners/votes.ts';
import { decideTriage, raceOptions } from '../triage/plan.ts';
import { type Reading, readRaces } from '../triage/races.ts';
import type { Issue, Race, RepositoryFacts, Sighting, Snapshot, TriagePlan } from '../triage/types.ts';
import type { HistoricIssue } from './replay-input.ts';
import { type Card, Past } from './replay-past.ts';
import { Precedents } from './replay-precedents.ts';
import type { ReplayOptions } from './replay-options.ts';
import { type Happening, timeline } from './replay-timeline.ts';

/** What would have been decided on an issue when it was opened. */
export interface Played {
  readonly issue: HistoricIssue;
  readonly races: readonly Race[];
  readonly plan: TriagePlan;
}

/** Plays a history: each issue as if newly opened, with what was known before it. Nothing is kept. */
export function* play(
  issues: readonly HistoricIssue[],
  options: Pick<ReplayOptions, 'config' | 'facts'>,
): Generator<Played> {
  const stage = new Stage(options.config, { ...options.facts, labels: labelsOf(issues) });
  for (const happening of timeline(issues)) {
    const played = stage.perform(happening);
    if (played) yield played;
  }
}

/** Labels belong to a repository for longer than to an issue: all that were ever used are there from the start. */
function labelsOf(issues: readonly HistoricIssue[]): string[] {
  return [...new Set(issues.flatMap((issue) => issue.labels))].sort();
}

class Stage {
  readonly #config: Snapshot['config'];
  readonly #facts: RepositoryFacts;
  readonly #past = new Past();
  readonly #precedents = new Precedents();

  constructor(config: Snapshot['config'], facts: RepositoryFacts) {
    this.#config = config;
    this.#facts = facts;
  }

  perform(happening: Happening): Played | null {
    const { issue, at } = happening;
    switch (happening.what) {
      case 'opened':
        return this.#open(issue);
      case 'commented':
        this.#hear(issue, happening.body, at);
        return null;
      case 'closed':
        this.#past.amend(issue.number, { state: 'closed', stateReason: happening.reason, closedAt: at });
        return null;
    }
  }

  #open(issue: HistoricIssue): Played {
    const snapshot = this.#look(issue);
    const plan = decideTriage(snapshot);
    const { races } = snapshot;
    if (races.length > 0) {
      const card = { ...cardOf(issue), duplicateOf: plan.duplicateOf };
      this.#past.note(
        card,
        races.map(({ keys }) => keys),
      );
      this.#precedents.note({ issue: issue.number, labels: issue.labels, places: plan.blamed ?? [] });
    }
    return { issue, races, plan };
  }

  /** A report in a comment is one more race of its issue, from then on. */
  #hear(issue: HistoricIssue, body: string, at: string): void {
    const { races } = this.#read({ title: '', body });
    if (races.length === 0) return;
    const card = this.#past.card(issue.number) ?? cardOf(issue);
    const held = this.#past.races(issue.number);
    this.#past.note({ ...card, ...stateAt(issue, at) }, [...held, ...races.map(({ keys }) => keys)]);
  }

  #read(text: { title: string; body: string }): Reading {
    return readRaces(text, raceOptions(this.#facts.modules, this.#config));
  }

  #look(issue: HistoricIssue): Snapshot {
    const reading = this.#read(issue);
    const keys = reading.races.map((race) => race.keys);
    const sightings = this.#past.sightings(issue.number, keys);
    return {
      issue: asOpened(issue, this.#config),
      ...reading,
      facts: this.#facts,
      config: this.#config,
      ceiling: 'act',
      sightings,
      ...this.#schooling(issue.number, reading.races, sightings),
      memory: NO_MEMORY,
      asked: null,
      now: issue.createdAt,
    };
  }

  #schooling(issue: number, races: readonly Race[], sightings: readonly Sighting[]): Partial<Schooling> {
    if (!this.#config.ok || races.length === 0) return {};
    const options = withHarness(
      raceOptions(this.#facts.modules, this.#config),
      races.map(({ report }) => report),
    );
    const votes = votesOf(races, { config: this.#config.config, facts: this.#facts, options });
    return schoolingFor(this.#precedents.besides(issue), votes, new Set(sightings.map((one) => one.issue)));
  }
}

/**
 * Nobody has labelled or closed it yet. Only the label that tells us to keep off counts at once: whoever put it on
 * does not want to read what we would have done.
 */
function asOpened(issue: HistoricIssue, config: Snapshot['config']): Issue {
  const { number, title, body, author, createdAt } = issue;
  const ignore = config.ok && includesLabel(issue.labels, config.config.ignoreLabel);
  return {
    number,
    title,
    body,
    author,
    createdAt,
    state: 'open',
    stateReason: null,
    labels: ignore ? [config.config.ignoreLabel] : [],
    closedAt: null,
    comments: 0,
    locked: false,
    isPullRequest: false,
  };
}

/** What the index knows of an issue that was just opened. */
function cardOf({ number, title, createdAt }: HistoricIssue): Card {
  const open = { state: 'open', stateReason: null, closedAt: null } as const;
  return { issue: number, title, createdAt, ...open, duplicateOf: null };
}

function stateAt({ closed }: HistoricIssue, at: string): Pick<Issue, 'state' | 'stateReason' | 'closedAt'> {
  return closed && closed.at < at
    ? { state: 'closed', stateReason: closed.reason, closedAt: closed.at }
    : { state: 'open', stateReason: null, closedAt: null };
}
