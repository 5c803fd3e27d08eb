import { codeBlock } from '../markdown.ts';
import type { CommentView, RaceView } from './view.ts';

/** Defects of one race that are listed. */
const DEFECTS = 5;

/** Reasons that are listed; each fits a line. */
const REASONS = 12;

/** What the app saw: verdict, reasons, and for each race its lines, what was wrong with them, and its keys. */
export function evidence({ plan, races }: CommentView, most: number): string {
  const shown = races.slice(0, most).map(raceLine);
  const left = races.length - shown.length;
  return codeBlock([
    `verdict: ${plan.verdict}`,
    ...plan.because.slice(0, REASONS),
    ...shown,
    ...(left > 0 ? [`… and ${left} more ${left === 1 ? 'race' : 'races'}`] : []),
  ]);
}

function raceLine({ number, report, keys }: RaceView): string {
  const { from, to } = report.span;
  const defects = report.defects.map(({ code, line }) => `${code} (line ${line})`);
  const more = defects.length > DEFECTS ? [`${defects.length - DEFECTS} more`] : [];
  const found = [...defects.slice(0, DEFECTS), ...more];
  const state = report.complete ? 'complete' : 'not complete';
  const key = `key ${keys.exact ?? 'none'}${keys.likely ? `, likely ${keys.likely}` : ''}`;
  return `race ${number}: lines ${from} to ${to}, ${state}, ${key}${found.length > 0 ? `; ${found.join(', ')}` : ''}`;
}
