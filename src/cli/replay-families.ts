import type { Row } from './replay-summary.ts';

/** Issues that belong together, oldest first. */
export interface Star {
  readonly rows: readonly Row[];
  /** How many of them hold the very same race as another one. */
  readonly exact: number;
}

/** Biggest first, among equals the oldest. Issues that stand alone are none. */
export function familiesOf(rows: readonly Row[]): { groups: readonly Star[]; all: readonly Star[] } {
  const groups = starsOf(rows, sameRace);
  const inGroup = new Set(groups.flatMap((star) => star.rows));
  const all = starsOf(rows, (row) => [...sameRace(row), ...relatives(row)]);
  return {
    groups,
    all: all.map((star) => ({ ...star, exact: star.rows.filter((row) => inGroup.has(row)).length })),
  };
}

function sameRace({ plan }: Row): number[] {
  return [plan.duplicateOf, plan.regressionOf, plan.declinedIn].filter((target) => target !== null);
}

function relatives({ plan }: Row): number[] {
  return [...plan.likely, ...plan.related].map(({ number }) => number);
}

/** Each issue goes to the star of the first issue it points at; what it points at is always older. */
function starsOf(rows: readonly Row[], targets: (row: Row) => readonly number[]): Star[] {
  const centre = new Map<number, number>();
  for (const row of rows) {
    const [target] = targets(row);
    const at = target === undefined ? row.number : (centre.get(target) ?? target);
    centre.set(row.number, at);
  }
  return [...Map.groupBy(rows, ({ number }) => centre.get(number) ?? number).values()]
    .filter((star) => star.length > 1)
    .map((star) => ({ rows: star, exact: star.length }))
    .sort((a, b) => b.rows.length - a.rows.length || (a.rows[0]?.number ?? 0) - (b.rows[0]?.number ?? 0));
}
