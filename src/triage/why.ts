import { sha256Hex, sides } from '../race/index.ts';
import type { Side } from '../race/index.ts';
import { codeBlock, codeSpan, fold } from './markdown.ts';
import { frameName } from './place.ts';
import { raceOptions } from './plan.ts';
import { withHarness } from './harness.ts';
import type { Effect, Snapshot, TriagePlan } from './types.ts';

/** A run as it was recorded. */
export interface Recorded {
  /** The trace of everything that followed from one event. */
  readonly delivery: string;
  readonly snapshot: Snapshot;
  readonly plan: TriagePlan;
  readonly effects: readonly Effect[];
}

/** The answer to `/race why`, as Markdown. Nothing of the issue’s text stands outside of code. */
export function explain(run: Recorded | null): string {
  if (!run) return 'I have no record of a decision on this issue: its text held no sign of a data race.';
  const { snapshot, plan } = run;
  return [
    `The last decision on this issue, of ${snapshot.now.slice(0, 19).replace('T', ' ')} UTC:`,
    codeBlock(decision(run)),
    fold('Keys, and the frames they are made of', codeBlock(keysOf(snapshot))),
    `Links in it: ${links(plan)}. In the log it is delivery ${codeSpan(traceOf(run.delivery))}.`,
  ].join('\n\n');
}

/** The same for a terminal. @example explainPlain(run).startsWith('verdict') */
export function explainPlain(run: Recorded): string {
  return [...decision(run), ...keysOf(run.snapshot), `delivery   ${run.delivery}`].join('\n');
}

function decision({ snapshot, plan, effects }: Recorded): string[] {
  const { config, facts, ceiling } = snapshot;
  return [
    `verdict    ${plan.verdict}`,
    ...plan.because.slice(0, REASONS).map((reason) => `because    ${reason}`),
    ...plan.modules.map(
      ({ name, confidence, because }) => `module     ${name} (${confidence}): ${because.join('; ')}`,
    ),
    ...plan.labels.map(({ name, because, confidence }) => `label      ${name} (${confidence}): ${because}`),
    `mode       ${plan.mode}${ceiling === 'act' ? '' : ` (the operator allows ${ceiling})`}`,
    `options    ${facts.config === null ? 'none, all defaults' : `${config.ok ? 'valid' : 'not valid'}, version ${sha256Hex(facts.config).slice(0, 12)}`}`,
    `done       ${effects.map(({ do: what }) => what).join(', ') || 'nothing: all was there'}`,
  ];
}

/** More reasons fill the answer, and tell nobody more. */
const REASONS = 12;
const RACES = 10;

function keysOf(snapshot: Snapshot): string[] {
  const reports = snapshot.races.map(({ report }) => report);
  const options = withHarness(raceOptions(snapshot.facts.modules, snapshot.config), reports);
  const shown = snapshot.races
    .slice(0, RACES)
    .flatMap(({ report, keys }, i) => [
      `race ${i + 1}, lines ${report.span.from} to ${report.span.to}`,
      `  exact ${keys.exact ?? 'none'}, likely ${keys.likely ?? 'none'}, fork-point ${keys.fork ?? 'none'}`,
      ...sides(report, options).flatMap(framesOf),
    ]);
  const left = snapshot.races.length - RACES;
  return left > 0 ? [...shown, `… and ${left} more`] : shown;
}

function framesOf({ access, leaf, anchor, entry, spawn }: Side): string[] {
  const rows = { leaf, anchor, entry, spawn };
  const named = Object.entries(rows).flatMap(([word, frame]) =>
    frame ? [`    ${word.padEnd(7)} ${frameName(frame.frame)}`] : [],
  );
  return [`  ${access.op}`, ...named];
}

/** At most five: GitHub notes each in the other issue. */
function links(plan: TriagePlan): string {
  const { duplicateOf, regressionOf, declinedIn, likely, related } = plan;
  const numbers = [
    duplicateOf,
    regressionOf,
    declinedIn,
    ...[...likely, ...related].map((one) => one.number),
  ];
  const found = [...new Set(numbers.flatMap((number) => number ?? []))].slice(0, 5);
  return found.length > 0 ? found.map((number) => `#${number}`).join(', ') : 'none';
}

/** The id of the delivery itself, without what we add to it. */
function traceOf(delivery: string): string {
  return delivery.split(' ')[0] ?? '';
}
