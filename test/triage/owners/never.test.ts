import { describe, expect, test } from '@jest/globals';
import {
  classOfFrame,
  type Frame,
  isTestCode,
  ownModules,
  type RaceReport,
} from '../../../src/race/index.ts';
import { isHarnessPackage } from '../../../src/triage/harness.ts';
import { planTriage, raceOptions } from '../../../src/triage/plan.ts';
import type { Race, TriagePlan } from '../../../src/triage/types.ts';
import { corpus } from '../../eval/corpus.ts';
import { optionsOf, racesOf } from '../../eval/races.ts';
import { samples, sampleText } from '../../race/samples.ts';
import { type SnapshotChange, snapshotOf } from '../build.ts';

/** Harness, generated code and the library own nothing; a test speaks for what it tests. */
describe('what never owns a race', () => {
  test('in any issue of the corpus', () => {
    const wrong = corpus.flatMap(({ id, repo }) => {
      const modules = [...(optionsOf(repo).modules ?? [])];
      return culprits(id, { races: racesOf(id), facts: { modules } });
    });
    expect(wrong).toEqual([]);
  });

  test('in any sample', () => {
    const wrong = samples.flatMap((sample) =>
      culprits(sample.file, { issue: { body: sampleText(sample) }, facts: { modules: [] } }),
    );
    expect(wrong).toEqual([]);
  });

  test('the law sees what it forbids', () => {
    const { races } = snapshotOf(sampleText(samples[0] ?? never()), { facts: { modules: [] } });
    const plan = { modules: [{ name: 'testing' }], blamed: ['testing/testing.go', 'runtime'] };
    expect(offences(plan, races, [])).toEqual(['testing', 'testing/testing.go', 'runtime']);
  });
});

function culprits(name: string, change: SnapshotChange): string[] {
  const snapshot = snapshotOf(change.issue?.body ?? '', change);
  const plan = planTriage(snapshot);
  return offences(plan, snapshot.races, change.facts?.modules ?? []).map((what) => `${name}: ${what}`);
}

interface Named extends Pick<TriagePlan, 'blamed'> {
  readonly modules: readonly { readonly name: string }[];
}

/** Guesses and blamed places that no frame which may speak stands for. */
function offences(plan: Named, races: readonly Race[], modules: readonly string[]): string[] {
  const speakers = races.flatMap(({ report }) => speakersOf(report, modules));
  const words = new Set(speakers.flatMap(wordsOf));
  const names = plan.modules.map(({ name }) => name).filter((name) => !words.has(name));
  const places = (plan.blamed ?? []).filter(
    (place) =>
      !place
        .split('/')
        .slice(-2)
        .some((part) => words.has(part)),
  );
  return [...names, ...places];
}

/** Frames of the repository that are neither harness, generated nor the library's; and code of others. */
function speakersOf(report: RaceReport, modules: readonly string[]): Frame[] {
  const options = raceOptions(modules, snapshotOf('').config);
  const own = ownModules(report, options);
  const frames = report.accesses.flatMap((access) => access.frames);
  return frames.filter((frame) => {
    const kind = classOfFrame(frame, options, own);
    if (kind === 'std' || kind === 'generated') return false;
    const tested = { ...frame, package: frame.package?.replace(/(?:_test)+$/, '') ?? null };
    return kind !== 'harness' || (isTestCode(frame) && !isHarnessPackage(tested, options));
  });
}

/** Elements of the package and the path by which a frame can be named. */
function wordsOf({ package: name, path, file }: Frame): string[] {
  return [name ?? '', path ?? '', file ?? '']
    .flatMap((text) => text.split('/'))
    .flatMap((part) => [part, part.replace(/_test$/, '')])
    .concat('the root package');
}

function never(): never {
  throw new Error('there are samples');
}
