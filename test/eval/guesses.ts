import { parseConfig } from '../../src/config/parse.ts';
import { type Frame, isHarness } from '../../src/race/index.ts';
import { guessModules } from '../../src/triage/module.ts';
import type { Confidence } from '../../src/triage/types.ts';
import { factsOf } from '../triage/build.ts';
import type { LabelledIssue } from './labels.ts';
import { optionsOf } from './races.ts';

/** A label that a way of guessing would put on. */
export interface LabelGuess {
  readonly label: string;
  readonly confidence: Confidence;
}

/**
 * A way of guessing whose an issue is. It may learn from labelled issues of the same repository, the one to be
 * guessed never among them. No guess at all is an abstention.
 */
export interface Guesser {
  readonly name: string;
  readonly says: string;
  learn(others: readonly LabelledIssue[]): (issue: LabelledIssue) => readonly LabelGuess[];
}

/** What the app guesses, then the simplest rules. */
export const GUESSERS: readonly Guesser[] = [
  {
    name: 'modules',
    says: 'the app’s modules, each with the label that most others of the module have',
    learn: byPlace(modulesOf),
  },
  {
    name: 'first frame',
    says: 'directory of the innermost function of the repository',
    learn: byPlace(({ races }) => sure(directoryOf(framesOf(races)[0]))),
  },
  {
    name: 'test file',
    says: 'directory of the test that failed',
    learn: byPlace(({ races }) => sure(directoryOf(framesOf(races, true).find((frame) => isHarness(frame))))),
  },
  {
    name: 'most common label',
    says: 'the label that most others have, whatever the race',
    learn: byPlace(() => sure('everything')),
  },
];

interface Place {
  readonly name: string;
  readonly confidence: Confidence;
}

/** Places get the labels that people put on the other issues of the same place. */
function byPlace(placesOf: (issue: LabelledIssue) => readonly Place[]): Guesser['learn'] {
  return (others) => {
    const labels = new Map<string, string[]>();
    for (const other of others) {
      const [first] = placesOf(other);
      if (first) labels.set(first.name, [...(labels.get(first.name) ?? []), ...other.labels]);
    }
    return (issue) => {
      const places = placesOf(issue);
      const found = places.flatMap(({ name, confidence }) =>
        ranked(labels.get(name) ?? []).map((label) => ({ label, confidence })),
      );
      return found
        .filter((one, i) => found.findIndex((other) => other.label === one.label) === i)
        .slice(0, 2);
    };
  };
}

/** The commonest first; of equals the one that sorts first, so that a run repeats. */
export function ranked(labels: readonly string[]): string[] {
  const groups = [...Map.groupBy(labels, (label) => label)];
  return groups.sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).map(([label]) => label);
}

function modulesOf({ fact, races }: LabelledIssue): Place[] {
  const config = parseConfig('');
  if (!config.ok) return [];
  const options = optionsOf(fact.repo);
  const facts = factsOf({ modules: [...(options.modules ?? [])] });
  return guessModules(races, { config: config.config, facts, options });
}

function sure(name: string | null): Place[] {
  return name === null ? [] : [{ name, confidence: 'high' }];
}

/** Frames of the repository, youngest first, tests only where asked for. */
export function framesOf(races: LabelledIssue['races'], tests = false): Frame[] {
  const all = races.flatMap(({ report }) => report.accesses.flatMap((access) => access.frames));
  return all.filter((frame) => frame.origin === 'repository' && (tests || !isHarness(frame)));
}

/** The first element that says something, as module names are made. */
export function directoryOf(frame: Frame | undefined): string | null {
  const elements = frame?.path?.split('/').slice(0, -1) ?? [];
  const [first = null, second = null] = elements[0] === 'pkg' ? elements.slice(1) : elements;
  return first === 'internal' || first === 'src' ? second : first;
}
