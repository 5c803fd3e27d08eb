import type { Label } from '../config/labels.ts';
import type { Config } from '../config/schema.ts';
import { includesLabel, sameLabel } from './memory.ts';
import type { IsPart } from './owners/part-label.ts';
import type { ModuleGuess, Snapshot, TriagePlan, Verdict, WantedLabel } from './types.ts';

/**
 * What the verdict, the module and the kind of race say about themselves with labels.
 *
 * @param existing the names of all labels of the repository
 * @param taken module labels that stay as they are, because people decided on the module; null while nobody did
 */
export function wantLabels(
  decided: Decided,
  config: Config,
  existing: readonly string[],
  taken: readonly string[] | null = null,
): WantedLabel[] {
  const { verdict, modules, patterns } = decided;
  const wanted = [
    ...verdictLabels(verdict, config),
    ...(taken ? taken.map(stays) : moduleLabels(modules, config)),
    ...patternLabels(patterns, config),
  ];
  const resolved = wanted.flatMap((one) => resolve(one, config, existing));
  return resolved.filter((one, i) => resolved.findIndex((other) => sameLabel(other.name, one.name)) === i);
}

/** What the labels follow from. */
export type Decided = Pick<TriagePlan, 'verdict' | 'modules' | 'patterns'>;

interface Wish {
  /** Without a colour, it is not created. */
  readonly label: Label | Pick<Label, 'name'>;
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

/** Only for a guess we stand by; `resolve` sees to it that none is made up. */
function moduleLabels(modules: readonly ModuleGuess[], config: Config): Wish[] {
  return modules
    .filter((guess) => guess.confidence === 'high')
    .flatMap(({ name, labels, because, confidence }) =>
      labels.map((label) => ({
        label: declaredLabel(label, config),
        because: because[0] ?? `owned by ${name}`,
        confidence,
      })),
    );
}

/** With the colour that the configuration gives it, where it does: only then may it be created. */
function declaredLabel(name: string, { modules }: Config): Wish['label'] {
  const declared = modules.flatMap(({ labels }) => labels).find((label) => sameLabel(label.name, name));
  return declared ?? { name };
}

/** Ours from before people decided: it is neither added again nor taken off. */
function stays(name: string): Wish {
  return { label: { name }, because: 'people decided on the module; ours stays', confidence: 'high' };
}

/**
 * Whether people decided on the module of an issue: they put a label on that names a part, or took one off. Then no such
 * label is added any more, and those of ours that are there stay. Null while nobody did.
 *
 * @param isPart whether a label names a part
 */
export function takenLabels(
  { issue, memory }: Pick<Snapshot, 'issue' | 'memory'>,
  isPart: IsPart,
): string[] | null {
  const theirs = issue.labels.filter((label) => !includesLabel(memory.applied, label));
  if (![...theirs, ...memory.handsOff].some(isPart)) return null;
  return memory.applied.filter((label) => isPart(label) && includesLabel(issue.labels, label));
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
  if (!config.createLabels || !('color' in label)) return [];
  return [
    { name: label.name, because, confidence, create: { color: label.color, description: label.description } },
  ];
}
