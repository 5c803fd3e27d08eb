import type { ConfigResult } from '../triage/types.ts';
import type { Row } from './replay-summary.ts';
import { columns, paint, printable } from './terminal.ts';

const MODULES = 10;

/** Fewer labelled issues prove nothing. */
const ENOUGH = 3;

/** A label that is as common elsewhere says nothing of a module. */
const TELLING = 2;

/**
 * Where the configuration names no modules: which label people put on the issues of each module we guess. A row
 * with a high share is a line for the configuration.
 */
export function moduleTable(rows: readonly Row[], config: ConfigResult): string {
  if (config.ok && config.config.modules.length > 0) return '';
  const guessed = rows.filter((row) => row.plan.modules.length > 0 && row.humanLabels.length > 0);
  const byModule = Map.groupBy(guessed, (row) => row.plan.modules[0]?.name ?? '');
  const usual = shares(guessed);
  const lines = [...byModule]
    .filter(([, members]) => members.length >= ENOUGH)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MODULES)
    .flatMap(([name, members]) => line(name, members, usual));
  if (lines.length === 0) return '';
  const header = ['module', 'labelled issues', 'label that marks it', 'share', 'elsewhere'];
  return `${paint('bold', 'Labels people put on the issues of each module')}\n${columns([header, ...lines])}`;
}

/** The label whose share here stands out most against its share everywhere: `type/bug` marks no module. */
function line(name: string, members: readonly Row[], usual: ReadonlyMap<string, number>): string[][] {
  const ranked = [...shares(members)]
    .map(([label, share]) => ({ label, share, all: usual.get(label) ?? 0 }))
    .sort((a, b) => b.share - b.all - (a.share - a.all) || (a.label < b.label ? -1 : 1));
  const [best] = ranked;
  if (!best || best.share < best.all * TELLING) return [];
  return [
    [printable(name), String(members.length), printable(best.label), percent(best.share), percent(best.all)],
  ];
}

/** Label → the share of issues that carry it. */
function shares(rows: readonly Row[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const label of rows.flatMap((row) => [...new Set(row.humanLabels)]))
    count.set(label, (count.get(label) ?? 0) + 1);
  return new Map([...count].map(([label, n]) => [label, n / rows.length]));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
