/**
 * What people told us, in commands or in the words that GitHub itself obeys. Rulings are kept apart from what we
 * remember of our own acts: they hold until somebody with the same rights says otherwise, and a store that was
 * lost reads them again from the comments they were given in.
 */
export type Ruling = PairRuling | ModuleRuling | IgnoreRuling;

/** The races of two issues are the same, or they are not. */
export interface PairRuling extends Said {
  readonly kind: 'same' | 'different';
  /** The other issue; of `same` the one that `issue` repeats. */
  readonly other: number;
}

/** Whose the races of an issue are; null for nobody’s. */
export interface ModuleRuling extends Said {
  readonly kind: 'module';
  readonly module: string | null;
}

/** Whether the app leaves the issue alone. */
export interface IgnoreRuling extends Said {
  readonly kind: 'ignore';
  readonly ignore: boolean;
}

interface Said {
  /** Where it was said. */
  readonly issue: number;
  readonly by: string;
  /**
   * With which right: of people with triage rights it binds everywhere; of an issue's mere author it holds for that
   * issue.
   */
  readonly rights: 'triage' | 'author';
  /** ISO 8601. */
  readonly at: string;
  /** The comment that says so, 0 where an act says it. */
  readonly comment: number;
}

/**
 * What people said of two issues; null where nobody did. The last word of somebody with triage rights counts, in
 * whichever of the two it was said; that of an author only in their own issue, and only where nobody else spoke.
 *
 * @example
 * opinionOn([{ kind: 'different', issue: 7, other: 3, rights: 'triage', … }], 3, 7)?.kind // 'different'
 */
export function opinionOn(rulings: readonly Ruling[], issue: number, other: number): PairRuling | null {
  const said = rulings.filter((one) => isPair(one) && isBetween(one, issue, other));
  const binding = said.filter(({ rights }) => rights === 'triage');
  const own = said.filter((one) => one.rights === 'author' && one.issue === issue);
  return lastOf(binding) ?? lastOf(own);

  function lastOf(found: readonly Ruling[]): PairRuling | null {
    return found.filter(isPair).reduce<PairRuling | null>(later, null);
  }
}

/** The issue that people said this one repeats; null where they did not, or took it back. */
export function statedDuplicateOf(rulings: readonly Ruling[], issue: number): PairRuling | null {
  const stated = rulings.filter(isPair).filter((one) => one.kind === 'same' && one.issue === issue);
  const standing = stated.filter((one) => opinionOn(rulings, issue, one.other)?.kind === 'same');
  return standing.reduce<PairRuling | null>(later, null);
}

/** Whose people said the races are; null where nobody did. */
export function moduleRuling(rulings: readonly Ruling[], issue: number): ModuleRuling | null {
  return rulings
    .filter((one): one is ModuleRuling => one.kind === 'module' && one.issue === issue)
    .reduce<ModuleRuling | null>(later, null);
}

/** Who told us to leave the issue alone; null where nobody did, or it was taken back. */
export function ignoreRuling(rulings: readonly Ruling[], issue: number): IgnoreRuling | null {
  const last = rulings
    .filter((one): one is IgnoreRuling => one.kind === 'ignore' && one.issue === issue)
    .reduce<IgnoreRuling | null>(later, null);
  return last?.ignore === true ? last : null;
}

function isPair(ruling: Ruling): ruling is PairRuling {
  return ruling.kind === 'same' || ruling.kind === 'different';
}

function isBetween({ issue, other }: PairRuling, a: number, b: number): boolean {
  return (issue === a && other === b) || (issue === b && other === a);
}

/** Of two, the one said later; of one moment, the later comment. */
function later<R extends Said>(a: R | null, b: R): R {
  if (!a) return b;
  return isBefore(a, b) ? b : a;
}

/** Whether `b` was said after `a`, or is the same said again. */
export function isBefore(a: Pick<Said, 'at' | 'comment'>, b: Pick<Said, 'at' | 'comment'>): boolean {
  const [first, second] = [Date.parse(a.at) || 0, Date.parse(b.at) || 0];
  return first === second ? a.comment <= b.comment : first < second;
}
