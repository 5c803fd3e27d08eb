import { corpus, type PairFact, pairs } from './corpus.ts';
import { hasBothSides, racesOf } from './races.ts';
import { BASELINES, LEVELS, meet, type Rule } from './rules.ts';

/** Two issues of which somebody said what they are to each other. */
export interface Pair {
  readonly a: string;
  readonly b: string;
  /** `stated` by people, `inferred` from stacks or links; `different`; `open` where people could not tell. */
  readonly truth: 'stated' | 'inferred' | 'different' | 'open';
  /** `exact`, `recurrence`, `sibling`, `pr-copy`; `same` where it was not said. */
  readonly relation: string;
  /** Each issue has a report with both stacks. */
  readonly readable: boolean;
  /** Each has one of which nothing is missing: the stacks of creation neither. */
  readonly whole: boolean;
}

/** How a rule does on pairs of one kind. */
export interface Score {
  readonly found: number;
  readonly of: number;
}

export interface RuleScore {
  readonly rule: string;
  readonly says: string;
  readonly stated: Score;
  readonly inferred: Score;
  readonly siblings: Score;
  /** Of all these, the pairs of which no text breaks off. */
  readonly whole: Score;
  /** Pairs without a stack, counted apart. */
  readonly unreadable: Score;
  /** Wrong merges among the pairs that are different. */
  readonly wrong: Score;
  readonly wrongPairs: readonly string[];
}

export interface PairsResult {
  readonly scores: readonly RuleScore[];
  /** Readable pairs of one race that our levels E and L do not join, and which level does. */
  readonly misses: readonly { readonly pair: Pair; readonly joined: string; readonly why: string }[];
  /** Pairs that no text could join: a stack is missing. */
  readonly apart: readonly Pair[];
  /** Issues of one repository that E joins although nobody spoke of them: to be looked at. */
  readonly unspoken: readonly string[];
}

export function evaluatePairs(): PairsResult {
  const all = labelledPairs();
  const same = all.filter(({ truth }) => truth === 'stated' || truth === 'inferred');
  const readable = same.filter((pair) => pair.readable);
  const [, , , , strict] = LEVELS;
  return {
    scores: [...LEVELS, ...BASELINES].map((rule) => score(rule, all)),
    misses: readable.flatMap((pair) => (strict && joins(strict, pair) ? [] : [explain(pair)])),
    apart: same.filter((pair) => !pair.readable),
    unspoken: unspoken(all),
  };
}

/** Every two issues of an entry; commits, unknown issues and other repositories' copies have nothing to compare. */
export function labelledPairs(): Pair[] {
  return [
    ...pairs.same.flatMap((entry) => combine(entry, truthOf(entry))),
    ...pairs.different.flatMap((entry) => combine(entry, 'different')),
    ...pairs.ambiguous.flatMap((entry) => combine(entry, 'open')),
  ];
}

function truthOf({ certainty }: PairFact): Pair['truth'] {
  if (certainty === 'stated' || certainty === 'human-stated') return 'stated';
  return certainty === 'ambiguous' || certainty === 'related-not-same' ? 'open' : 'inferred';
}

function combine({ issues, relation }: PairFact, truth: Pair['truth']): Pair[] {
  return issues.flatMap((a, i) =>
    issues.slice(i + 1).map((b) => ({
      a,
      b,
      truth,
      relation: relation ?? 'same',
      readable: isReadable(a) && isReadable(b),
      whole: isWhole(a) && isWhole(b),
    })),
  );
}

function isReadable(id: string): boolean {
  return racesOf(id).some(hasBothSides);
}

function isWhole(id: string): boolean {
  return racesOf(id).some(({ report }) => report.complete);
}

function joins(rule: Rule, { a, b }: Pair): boolean {
  return meet(rule, racesOf(a), racesOf(b));
}

function score(rule: Rule, all: readonly Pair[]): RuleScore {
  const count = (wanted: (pair: Pair) => boolean): Score => {
    const chosen = all.filter(wanted);
    return { found: chosen.filter((pair) => joins(rule, pair)).length, of: chosen.length };
  };
  const isSame = ({ truth }: Pair): boolean => truth === 'stated' || truth === 'inferred';
  const merged = all.filter((pair) => pair.truth === 'different' && joins(rule, pair));
  return {
    rule: rule.name,
    says: rule.says,
    stated: count((pair) => pair.truth === 'stated' && pair.readable && pair.relation !== 'sibling'),
    inferred: count((pair) => pair.truth === 'inferred' && pair.readable && pair.relation !== 'sibling'),
    siblings: count((pair) => isSame(pair) && pair.readable && pair.relation === 'sibling'),
    whole: count((pair) => isSame(pair) && pair.whole),
    unreadable: count((pair) => isSame(pair) && !pair.readable),
    wrong: count((pair) => pair.truth === 'different'),
    wrongPairs: merged.map(nameOf),
  };
}

function explain(pair: Pair): PairsResult['misses'][number] {
  const joined = LEVELS.slice(0, 4).filter((rule) => joins(rule, pair));
  return { pair, joined: joined.map(({ name }) => name).join(' ') || 'none', why: whyNot(pair) };
}

/** What differs, told from the keys alone. */
function whyNot({ a, b }: Pair): string {
  const [ours, theirs] = [racesOf(a), racesOf(b)];
  const keyless = [a, b].filter((id) => racesOf(id).every(({ keys }) => keys.likely === null));
  if (keyless.length > 0) return `no key: ${keyless.join(', ')}`;
  const leaves = (races: typeof ours): Set<string> =>
    new Set(races.flatMap(({ report }) => report.accesses.map((access) => access.frames[0]?.symbol ?? '')));
  const shared = [...leaves(ours)].filter((leaf) => leaves(theirs).has(leaf));
  return shared.length > 0 ? `printed leaf in common: \`${shared.join(', ')}\`` : 'no printed leaf in common';
}

function nameOf({ a, b }: Pair): string {
  return `${a} and ${b}`;
}

/** Who else is joined at the level we act on by ourselves. */
function unspoken(all: readonly Pair[]): string[] {
  const [exact] = LEVELS;
  const spoken = new Set(all.flatMap(({ a, b }) => [`${a} and ${b}`, `${b} and ${a}`]));
  const found = corpus.flatMap((one, i) =>
    corpus
      .slice(i + 1)
      .filter((other) => exact && other.repo === one.repo && meet(exact, racesOf(one.id), racesOf(other.id)))
      .map((other) => `${one.id} and ${other.id}`),
  );
  return found.filter((name) => !spoken.has(name));
}
