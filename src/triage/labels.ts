import type { Label } from '../config/labels.ts';
import type { Config } from '../config/schema.ts';
import { sameLabel } from './memory.ts';
import type { ModuleGuess, TriagePlan, Verdict, WantedLabel } from './types.ts';

/** What each verdict says about itself with a label. */
export function wantLabels(decided: Decided, config: Config, existing: readonly string[]): WantedLabel[] {
  const { verdict, modules, patterns } = decided;
  const wanted = [
    ...verdictLabels(verdict, config),
    ...moduleLabels(modules, config),
    ...patternLabels(patterns, config),
  ];
  const resolved = wanted.flatMap((one) => resolve(one, config, existing));
  return resolved.filter((one, i) => resolved.findIndex((other) => sameLabel(other.name, one.name)) === i);
}

/** What the labels follow from. */
export type Decided = Pick<TriagePlan, 'verdict' | 'modules' | 'patterns'>;

interface Wish {
  readonly label: Label;
  readonly because: string;
  readonly confidence: WantedLabel['confidence'];
}

function verdictLabels(verdict: Verdict, { labels, duplicates }: Config): Wish[] {
  if (verdict === 'no-race' || verdict === 'ignored') return [];
  return [
    ...wish(
      labels.race,
      verdict === 'incomplete' ? 'the issue speaks of a data race' : 'the issue holds a race report',
    ),
    ...(verdict === 'likely' && duplicates.labelLikely
      ? wish(labels.duplicate, 'it is likely that of an earlier issue')
      : []),
    ...(verdict === 'duplicate'
      ? wish(labels.duplicate, 'all its races are those of an older open issue')
      : []),
    ...(verdict === 'regression' ? wish(labels.regression, 'its race was fixed once') : []),
  ];
}

function wish(label: Label | null, because: string): Wish[] {
  return label ? [{ label, because, confidence: 'high' }] : [];
}

/** Only what the configuration declares for a module, and only for a guess we stand by. */
function moduleLabels(modules: readonly ModuleGuess[], config: Config): Wish[] {
  return modules
    .filter((guess) => guess.confidence === 'high')
    .flatMap((guess) =>
      (config.modules.find((module) => module.name === guess.name)?.labels ?? []).map((label) => ({
        label,
        because: guess.because[0] ?? `owned by ${guess.name}`,
        confidence: guess.confidence,
      })),
    );
}

/** Kinds of race, and races inside a dependency, where the configuration has a label for them. */
function patternLabels(patterns: readonly string[], config: Config): Wish[] {
  const kinds = Object.entries(config.patterns.labels)
    .filter(([name]) => patterns.includes(name))
    .flatMap(([name, label]) => wish(label, `the frames show the kind ${name}`));
  const foreign = patterns.includes('third-party')
    ? wish(config.thirdParty.label, 'the memory belongs to a dependency')
    : [];
  return [...kinds, ...foreign];
}

/**
 * The label as the repository spells it; a new one only where the repository lets us, and never one that the
 * configuration does not name.
 */
function resolve(
  { label, because, confidence }: Wish,
  config: Config,
  existing: readonly string[],
): WantedLabel[] {
  const known = existing.find((name) => sameLabel(name, label.name));
  if (known !== undefined) return [{ name: known, because, confidence, create: null }];
  if (!config.createLabels) return [];
  return [
    { name: label.name, because, confidence, create: { color: label.color, description: label.description } },
  ];
}
