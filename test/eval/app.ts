import { schoolingFor } from '../../src/triage/owners/learned.ts';
import { votesOf } from '../../src/triage/owners/votes.ts';
import { planTriage, raceOptions } from '../../src/triage/plan.ts';
import type { Precedent, Snapshot, TriagePlan } from '../../src/triage/types.ts';
import { sightingOf, snapshotOf } from '../triage/build.ts';
import { corpus } from './corpus.ts';
import type { LabelledIssue } from './labels.ts';
import { optionsOf } from './races.ts';
import { LEVELS, meet } from './rules.ts';

/** What the app would plan for an issue of a repository without a configuration, where people labelled these others. */
export function planOf(issue: LabelledIssue, others: readonly LabelledIssue[]): TriagePlan {
  const snapshot = snapshotFor(issue);
  const any = LEVELS.find(({ name }) => name === 'any');
  const relatives = others.filter((other) => any && meet(any, issue.races, other.races)).map(numberOf);
  const { facts, config, races } = snapshot;
  if (!config.ok) throw new Error('an empty configuration must be valid');
  const votes = votesOf(races, { config: config.config, facts, options: raceOptions(facts.modules, config) });
  const schooling = schoolingFor(others.map(precedentOf), votes, new Set(relatives));
  return planTriage({ ...snapshot, ...schooling, sightings: relatives.map((number) => sightingOf(number)) });
}

const blamed = new Map<string, readonly string[]>();

/** As the index keeps it of an issue that was triaged before. */
function precedentOf(issue: LabelledIssue): Precedent {
  const places = blamed.get(issue.fact.id) ?? planTriage(snapshotFor(issue)).blamed ?? [];
  blamed.set(issue.fact.id, places);
  return { issue: numberOf(issue), labels: issue.labels, places };
}

function snapshotFor({ fact, races }: LabelledIssue): Snapshot {
  const modules = [...(optionsOf(fact.repo).modules ?? [])];
  const facts = { modules, labels: labelsOf.get(fact.repo) ?? [] };
  return { ...snapshotOf('', { issue: { number: fact.number ?? 0 }, facts }), races };
}

/** All labels that the corpus knows of a repository. */
const labelsOf = new Map(
  [...Map.groupBy(corpus, ({ repo }) => repo)].map(([repo, facts]) => [
    repo,
    [...new Set(facts.flatMap(({ labels }) => labels))],
  ]),
);

function numberOf({ fact }: LabelledIssue): number {
  return fact.number ?? 0;
}
