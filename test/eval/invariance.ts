import {
  fingerprint,
  parseRaceReports,
  type RaceKeys,
  type RaceReport,
  renderReport,
} from '../../src/race/index.ts';
import { samples, sampleText } from '../race/samples.ts';
import { WRAPPINGS } from '../race/wrappings.ts';
import { corpus } from './corpus.ts';
import { MUTATIONS } from './mutations.ts';
import { optionsOf, racesOf } from './races.ts';

/** How many reports keep their keys under one change. */
export interface Invariance {
  readonly change: string;
  /** Reports that the change does something to. */
  readonly reports: number;
  readonly exact: number;
  readonly likely: number;
  readonly sides: number;
  readonly fork: number;
  /** The first reports that do not keep theirs. */
  readonly broken: readonly string[];
}

interface Subject {
  readonly name: string;
  readonly report: RaceReport;
  readonly options: Parameters<typeof fingerprint>[1];
  readonly keys: RaceKeys;
}

const SHOWN = 5;

export function evaluateInvariance(): Invariance[] {
  const subjects = [...corpusSubjects(), ...sampleSubjects()];
  const changes: [string, (report: RaceReport) => string][] = [
    ...MUTATIONS.map(({ name, apply }): [string, (report: RaceReport) => string] => [
      name,
      (report) => renderReport(apply(report)),
    ]),
    ...Object.entries(WRAPPINGS).map(([name, wrap]): [string, (report: RaceReport) => string] => [
      `wrapped: ${name}`,
      (report) => wrap(renderReport(report).trimEnd()),
    ]),
  ];
  return changes.map(([change, text]) => measure(change, text, subjects));
}

function corpusSubjects(): Subject[] {
  return corpus.flatMap((issue) =>
    racesOf(issue.id)
      .filter(({ report }) => report.complete)
      .map(({ report, keys }) => ({ name: issue.id, report, options: optionsOf(issue.repo), keys })),
  );
}

function sampleSubjects(): Subject[] {
  return samples.flatMap((sample) =>
    parseRaceReports(sampleText(sample))
      .filter((report) => report.complete)
      .map((report) => ({ name: sample.file, report, options: {}, keys: fingerprint(report) })),
  );
}

function measure(
  change: string,
  text: (report: RaceReport) => string,
  subjects: readonly Subject[],
): Invariance {
  const touched = subjects.filter(({ report }) => text(report) !== renderReport(report));
  const results = touched.map((subject) => ({ subject, after: keysAfter(text(subject.report), subject) }));
  const kept = (same: (before: RaceKeys, after: RaceKeys) => boolean): number =>
    results.filter(({ subject, after }) => after !== null && same(subject.keys, after)).length;
  const broken = results.filter(
    ({ subject, after }) => JSON.stringify(after) !== JSON.stringify(subject.keys),
  );
  return {
    change,
    reports: touched.length,
    exact: kept((before, after) => before.exact === after.exact),
    likely: kept(
      (before, after) => before.likely === after.likely && before.likelyOther === after.likelyOther,
    ),
    sides: kept((before, after) => before.sides.join(' ') === after.sides.join(' ')),
    fork: kept((before, after) => before.fork === after.fork),
    broken: broken.slice(0, SHOWN).map(({ subject }) => subject.name),
  };
}

function keysAfter(text: string, { options }: Subject): RaceKeys | null {
  const [report, ...more] = parseRaceReports(text, options);
  return report === undefined || more.length > 0 ? null : fingerprint(report, options);
}
