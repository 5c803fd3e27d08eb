import { openMemoryStore } from '../store/memory.ts';
import type { Run, Store } from '../store/store.ts';
import { withHarness } from '../triage/harness.ts';
import { includesLabel, NO_MEMORY } from '../triage/memory.ts';
import { labelsOfPeople } from '../triage/owners/evidence.ts';
import { type Schooling, schoolingFor } from '../triage/owners/learned.ts';
import { votesOf } from '../triage/owners/votes.ts';
import { planTriage, raceOptions } from '../triage/plan.ts';
import { readRaces } from '../triage/races.ts';
import type { Issue, Race, RepositoryFacts, Sighting, Snapshot, TriagePlan } from '../triage/types.ts';
import type { HistoricIssue } from './replay-input.ts';
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
export async function* play(
  issues: readonly HistoricIssue[],
  options: Pick<ReplayOptions, 'config' | 'facts'>,
): AsyncGenerator<Played> {
  const store = await openMemoryStore();
  const stage = new Stage(store, options.config, { ...options.facts, labels: labelsOf(issues) });
  try {
    for (const happening of timeline(issues)) {
      const played = await stage.perform(happening);
      if (played) yield played;
    }
  } finally {
    await store.close();
  }
}

/** Labels belong to a repository for longer than to an issue: all that were ever used are there from the start. */
function labelsOf(issues: readonly HistoricIssue[]): string[] {
  return [...new Set(issues.flatMap((issue) => issue.labels))].sort();
}

class Stage {
  readonly #store: Store;
  readonly #config: Snapshot['config'];
  readonly #facts: RepositoryFacts;
  /** The last run of each issue in the index. */
  readonly #runs = new Map<number, Run>();
  readonly #precedents = new Precedents();

  constructor(store: Store, config: Snapshot['config'], facts: RepositoryFacts) {
    this.#store = store;
    this.#config = config;
    this.#facts = facts;
  }

  async perform(happening: Happening): Promise<Played | null> {
    const { issue, at } = happening;
    switch (happening.what) {
      case 'opened':
        return await this.#open(issue);
      case 'commented':
        await this.#hear(issue, happening.body, at);
        return null;
      case 'closed':
        await this.#store.amend(this.#facts.repository.id, issue.number, {
          state: 'closed',
          stateReason: happening.reason,
          at,
        });
        return null;
    }
  }

  async #open(issue: HistoricIssue): Promise<Played> {
    const snapshot = await this.#look(issue);
    const plan = planTriage(snapshot);
    if (snapshot.races.length > 0) await this.#keep(runOf(snapshot, plan, issue.labels));
    return { issue, races: snapshot.races, plan };
  }

  /** A report in a comment is one more race of its issue, from then on. */
  async #hear(issue: HistoricIssue, body: string, at: string): Promise<void> {
    const { races } = readRaces({ title: '', body }, raceOptions(this.#facts.modules, this.#config));
    if (races.length === 0) return;
    const { snapshot, ...run } = this.#runs.get(issue.number) ?? (await this.#blank(issue));
    const seen = { ...snapshot.issue, ...stateAt(issue, at) };
    const all = [...snapshot.races, ...races.map(keysOnly)];
    await this.#keep({ ...run, snapshot: { ...snapshot, issue: seen, races: all } });
  }

  async #blank(issue: HistoricIssue): Promise<Run> {
    const snapshot = await this.#look({ ...issue, body: '' });
    return runOf(snapshot, planTriage(snapshot), issue.labels);
  }

  async #keep(run: Run): Promise<void> {
    const { number, state } = run.snapshot.issue;
    this.#runs.set(number, run);
    const labels = labelsOfPeople(run.memory, state);
    this.#precedents.note({ issue: number, labels, places: run.plan.blamed ?? [] });
    await this.#store.record(run, Date.parse(run.snapshot.now));
  }

  async #look(issue: HistoricIssue): Promise<Snapshot> {
    const reading = readRaces(issue, raceOptions(this.#facts.modules, this.#config));
    const keys = reading.races.map((race) => race.keys);
    const sightings = await this.#store.sightings(this.#facts.repository.id, issue.number, keys);
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

function stateAt({ closed }: HistoricIssue, at: string): Pick<Issue, 'state' | 'stateReason' | 'closedAt'> {
  return closed && closed.at < at
    ? { state: 'closed', stateReason: closed.reason, closedAt: closed.at }
    : { state: 'open', stateReason: null, closedAt: null };
}

/**
 * What the index needs, and the labels that people left: later issues learn from them. Not the stacks: a run is kept as
 * text, and ten thousand of them would fill the memory.
 */
function runOf(snapshot: Snapshot, plan: TriagePlan, labelled: readonly string[]): Run {
  return {
    repository: snapshot.facts.repository,
    installation: 0,
    delivery: `issue ${snapshot.issue.number}`,
    snapshot: {
      ...snapshot,
      issue: { ...snapshot.issue, body: '' },
      races: snapshot.races.map(keysOnly),
      facts: { ...snapshot.facts, labels: [], codeowners: null },
      sightings: [],
      precedents: [],
      usual: {},
    },
    plan: { ...plan, comment: null },
    effects: [],
    memory: { ...NO_MEMORY, duplicateOf: plan.duplicateOf, labelled },
  };
}

function keysOnly({ report, keys }: Race): Race {
  return { report: { ...report, accesses: [], goroutines: [] }, keys };
}
