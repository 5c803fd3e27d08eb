import { parseRaceReports, fingerprint } from '../../src/race/index.ts';
import { type Sample, samples, sampleText } from '../race/samples.ts';
import type { KeyedRace } from './races.ts';
import { BASELINES, LEVELS, type Rule } from './rules.ts';

/** How a rule does on programs whose race is known: one key for each, another for each other. */
export interface ScenarioScore {
  readonly rule: string;
  readonly scenarios: number;
  /** Every file of the scenario, whatever the Go version and layout, has the same key. */
  readonly stable: number;
  readonly unstable: readonly string[];
  /** Pairs of scenarios that share a key: wrong merges. */
  readonly collisions: readonly string[];
}

interface Scenario {
  readonly name: string;
  /** For each file, its races. */
  readonly files: readonly (readonly KeyedRace[])[];
}

export function evaluateScenarios(): { programs: ScenarioScore[]; kinds: ScenarioScore[] } {
  const rules = [...LEVELS.slice(0, 2), ...BASELINES];
  const programs = scenariosOf(({ layout, file }) => /^(?:abs|trim|noise)$/.test(layout) && !isCut(file));
  const kinds = scenariosOf(({ layout }) => layout === 'kinds');
  return {
    programs: rules.map((rule) => score(rule, programs)),
    kinds: rules.map((rule) => score(rule, kinds)),
  };
}

/** The collector kept a hundred lines of a noisy file, and this report is longer. */
function isCut(file: string): boolean {
  return file.endsWith('noise-deep.txt');
}

function scenariosOf(wanted: (sample: Sample) => boolean): Scenario[] {
  const groups = Map.groupBy(samples.filter(wanted), ({ scenario }) => scenario);
  return [...groups].map(([name, files]) => ({ name, files: files.map(racesIn) }));
}

function racesIn(sample: Sample): KeyedRace[] {
  return parseRaceReports(sampleText(sample)).map((report) => ({ report, keys: fingerprint(report) }));
}

function score(rule: Rule, scenarios: readonly Scenario[]): ScenarioScore {
  const keysOf = (races: readonly KeyedRace[]): string =>
    races
      .flatMap((race) => rule.keys(race))
      .sort()
      .join(' ');
  const unstable = scenarios.filter(({ files }) => new Set(files.map(keysOf)).size > 1);
  return {
    rule: rule.name,
    scenarios: scenarios.length,
    stable: scenarios.length - unstable.length,
    unstable: unstable.map(({ name }) => name).sort(),
    collisions: collisions(rule, scenarios),
  };
}

function collisions(rule: Rule, scenarios: readonly Scenario[]): string[] {
  const keys = scenarios.map(({ name, files }) => ({
    name,
    keys: new Set(files.flatMap((races) => races.flatMap((race) => rule.keys(race)))),
  }));
  return keys.flatMap((one, i) =>
    keys
      .slice(i + 1)
      .filter((other) => [...one.keys].some((key) => other.keys.has(key)))
      .map((other) => `${one.name} = ${other.name}`),
  );
}
