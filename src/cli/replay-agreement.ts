import { sameLabel } from '../triage/memory.ts';
import type { ConfigResult } from '../triage/types.ts';
import type { Row } from './replay-summary.ts';
import { columns, printable } from './terminal.ts';

/**
 * Our labels beside people's, where both can speak of the same thing: duplicates, the labels of configured modules,
 * and those of ours that people use too.
 */
export function agreement(rows: readonly Row[], config: ConfigResult): string {
  const labels = comparable(rows, config).map((label) =>
    compare(
      label,
      rows,
      (row) => has(row.humanLabels, label),
      (row) => has(labelsOf(row), label),
    ),
  );
  const header = ['', 'people', 'app', 'both', 'only people', 'only the app'];
  const duplicates = compare('same as an earlier issue', rows, saysDuplicate, (row) => ours(row) !== null);
  return columns([header, duplicates, ...labels]);
}

function comparable(rows: readonly Row[], config: ConfigResult): string[] {
  const human = new Set(rows.flatMap((row) => row.humanLabels.map((label) => label.toLowerCase())));
  const used = rows.flatMap(labelsOf).filter((label) => human.has(label.toLowerCase()));
  const duplicate = config.ok ? (config.config.labels.duplicate?.name ?? '') : '';
  const names = [...used, ...moduleLabels(config)].filter((label) => !sameLabel(label, duplicate));
  return names.filter((name, i) => names.findIndex((other) => sameLabel(other, name)) === i).sort();
}

function labelsOf({ plan }: Row): string[] {
  return plan.labels.map(({ name }) => name);
}

/** People say so with a label, or by closing the issue as one. */
function saysDuplicate(row: Row): boolean {
  return row.closedAs === 'duplicate' || row.humanLabels.some((label) => /(?:^|\W)duplicated?$/i.test(label));
}

function ours({ plan }: Row): number | null {
  return plan.duplicateOf ?? plan.regressionOf ?? plan.declinedIn;
}

function moduleLabels(config: ConfigResult): string[] {
  if (!config.ok) return [];
  return config.config.modules.flatMap((module) => module.labels.map((label) => label.name));
}

function has(labels: readonly string[], wanted: string): boolean {
  return labels.some((label) => sameLabel(label, wanted));
}

function compare(
  name: string,
  rows: readonly Row[],
  people: (row: Row) => boolean,
  app: (row: Row) => boolean,
): string[] {
  const byPeople = new Set(rows.filter(people));
  const byApp = new Set(rows.filter(app));
  return [
    printable(name),
    String(byPeople.size),
    String(byApp.size),
    String([...byPeople].filter((row) => byApp.has(row)).length),
    numbers([...byPeople].filter((row) => !byApp.has(row))),
    numbers([...byApp].filter((row) => !byPeople.has(row))),
  ];
}

/** Enough to look at some; a list of hundreds is read by nobody. */
function numbers(rows: readonly Row[]): string {
  const shown = rows.slice(0, 5).map((row) => `#${row.number}`);
  if (rows.length === 0) return 'none';
  return `${rows.length}: ${shown.join(' ')}${rows.length > shown.length ? ' …' : ''}`;
}
