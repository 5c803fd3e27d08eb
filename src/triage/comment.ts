import {
  classOfFrame,
  ownModules,
  patternsOf,
  type RaceOptions,
  type RaceReport,
  type Side,
  sides,
} from '../race/index.ts';
import { codeBlock, codeCell, codeSpan } from './markdown.ts';
import { frameName, framePlace } from './place.ts';
import type { ModuleGuess, RelatedLevel, Sighting, Snapshot, TriagePlan } from './types.ts';

/** Races shown before the fold. */
const VISIBLE = 3;

/** Races whose stacks are shown below the fold; all are counted. */
const WITH_STACKS = 10;

/** Frames of one stack. */
const FRAMES = 12;

/**
 * The one comment of an issue: a few lines that a maintainer reads, the evidence folded below. The same plan
 * gives the same text. Nothing of the issue's text gets in but symbols and files, as code.
 */
export function renderComment(
  plan: TriagePlan,
  snapshot: Snapshot,
  { target, options, mention }: CommentOptions,
): string {
  const races = snapshot.races.map(({ report }) => ({ report, sides: sides(report, options) }));
  const [first] = races;
  const head = races.length === 1 && first ? sentence(first.sides, options) : table(races, options);
  return [
    head,
    known(plan, target),
    ...plan.modules.map((guess) => owner(guess, mention)),
    ...kinds(snapshot, options),
    fold('Stacks: this repository’s own frames', stacks(races, options)),
    fold('What the app saw', evidence(plan, snapshot)),
    '<sub>Wrong? `/race help` in a comment lists what you can tell me.</sub>',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What stands in our comment after the last report was edited away. */
export function renderWithdrawn(): string {
  return 'The text of this issue no longer holds a race report that can be read. The labels that race-triage had put on are taken off again.';
}

export interface CommentOptions {
  /** The issue that the verdict speaks of. */
  readonly target: Sighting | null;
  readonly options: RaceOptions;
  /** Whether owners are called, not only named. */
  readonly mention: 'never' | 'owners';
}

interface RaceView {
  readonly report: RaceReport;
  readonly sides: readonly Side[];
}

/** **Data race**: a write in `a.F` (`a/f.go:1`) collides with a read in `b.G` (`b/g.go:2`). */
function sentence(both: readonly Side[], options: RaceOptions): string {
  const [one, other] = both.map((side) => sideText(side, options));
  if (one && other) return `**Data race**: ${one} collides with ${other}.`;
  return `**Data race**, of which the text shows one side only: ${one ?? 'a stack that cannot be read'}. ${ADVICE}`;
}

/** https://go.dev/doc/articles/race_detector#Options */
const ADVICE = 'With `GORACE="history_size=7"` the detector remembers more of the other side.';

function sideText(side: Side, options: RaceOptions): string {
  const verb = `${side.access.atomic ? 'an atomic' : 'a'} ${side.access.op}`;
  const frame = side.leaf?.frame ?? side.access.frames[0];
  if (!frame) return `${verb} whose stack is missing`;
  const place = framePlace(frame, options.modules ?? []);
  return `${verb} in ${codeSpan(frameName(frame))}${place ? ` (${codeSpan(place)})` : ''}`;
}

/** Several races: a row each, the first few. */
function table(races: readonly RaceView[], options: RaceOptions): string {
  const rows = races.map(
    ({ sides: both }, i) => `| ${i + 1} | ${both.map((side) => cell(side, options)).join(' | ')} |`,
  );
  const header = ['| | one side | the other side |', '| --- | --- | --- |'];
  const rest = rows.slice(VISIBLE, MOST_ROWS);
  const more = rows.length - VISIBLE - rest.length;
  return [
    `**${races.length} data races** in this issue:`,
    '',
    ...header,
    ...rows.slice(0, VISIBLE),
    ...(rest.length > 0 ? ['', fold(`${rest.length} more races`, [...header, ...rest].join('\n'))] : []),
    ...(more > 0 ? ['', `… and ${more} more.`] : []),
  ].join('\n');
}

/** A comment of hundreds of rows is read by nobody, and too long for GitHub. */
const MOST_ROWS = 60;

function cell({ access, leaf }: Side, options: RaceOptions): string {
  const frame = leaf?.frame ?? access.frames[0];
  if (!frame) return `${access.op}, stack missing`;
  const place = framePlace(frame, options.modules ?? []);
  return `${access.op} in ${codeCell(frameName(frame))}${place ? ` ${codeCell(place)}` : ''}`;
}

/** What earlier issues say. Never the words “duplicate of” at the start of a line: GitHub acts on them. */
function known(plan: TriagePlan, target: Sighting | null): string {
  const many = plan.races > 1 ? 'All these races are known' : 'This race is known';
  const same = 'the innermost frames of both sides, and the code that led there, are the same';
  const lines: string[] = [];
  if (plan.duplicateOf !== null)
    lines.push(`${many}: see #${plan.duplicateOf}, opened ${day(target?.createdAt)} – ${same}.`);
  if (plan.regressionOf !== null) {
    lines.push(
      `It is back: #${plan.regressionOf} had the same ${plan.races > 1 ? 'races' : 'race'} and was closed as completed on ${day(target?.closedAt)} – ${same}.`,
    );
  }
  if (plan.declinedIn !== null)
    lines.push(
      `${many}: #${plan.declinedIn} was closed as not planned on ${day(target?.closedAt)} – ${same}.`,
    );
  if (plan.likely.length > 0)
    lines.push(
      `Likely the same as ${numbers(plan.likely)}: the innermost frames of both sides are the same.`,
    );
  for (const level of ['shares-race', 'fork-point', 'one-sided'] as const) {
    const found = plan.related.filter((one) => one.level === level);
    if (found.length > 0) lines.push(`${RELATED[level]} ${numbers(found)}.`);
  }
  return lines.length > 0 ? lines.join('\n') : 'No earlier issue of this repository holds it.';
}

function day(iso: string | null | undefined): string {
  return (iso ?? '').slice(0, 10);
}

const RELATED: Readonly<Record<RelatedLevel, string>> = {
  'shares-race': 'Some of these races, not all, are also in',
  'fork-point': 'Related, since the same code starts both goroutines:',
  'one-sided': 'Related, since one side is the same:',
};

function numbers(found: readonly { readonly number: number }[]): string {
  return found.map(({ number }) => `#${number}`).join(', ');
}

/** Owners are shown as code: named, not called – unless the configuration asks for it, and we are sure. */
function owner(guess: ModuleGuess, mention: CommentOptions['mention']): string {
  const call = mention === 'owners' && guess.confidence === 'high';
  const names = guess.owners.map((name) => (call && MENTION.test(name) ? name : codeSpan(name)));
  const owners = names.length > 0 ? `, owned by ${names.join(' ')}` : '';
  return `Module, as far as the frames tell (${guess.confidence}): **${codeSpan(guess.name)}**${owners} – ${guess.because.join('; ')}.`;
}

/** A user or a team, and nothing that Markdown could make more of. */
const MENTION = /^@[A-Za-z0-9](?:[A-Za-z0-9-]*)(?:\/[\w.-]+)?$/;

function kinds({ races }: Snapshot, options: RaceOptions): string[] {
  const found = races.flatMap(({ report }) => patternsOf(report, options));
  const first = found.filter((one, i) => found.findIndex((other) => other.name === one.name) === i);
  return first.length > 0
    ? [
        `Kind: ${first
          .slice(0, 2)
          .map((one) => one.reason)
          .join(' ')}`,
      ]
    : [];
}

function fold(summary: string, content: string): string {
  return content === '' ? '' : `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** The frames of our own code, and the leaf whoever it belongs to; `►` marks those that decide. */
function stacks(races: readonly RaceView[], options: RaceOptions): string {
  const lines = races
    .slice(0, WITH_STACKS)
    .flatMap((race, i) => [
      ...(races.length > 1 ? [`race ${i + 1}`] : []),
      ...race.sides.flatMap((side) => stack(side, race.report, options)),
    ]);
  return lines.length > 0 ? codeBlock(lines) : '';
}

function stack(side: Side, report: RaceReport, options: RaceOptions): string[] {
  const own = ownModules(report, options);
  const deciding = new Set([side.leaf?.frame, side.anchor?.frame]);
  const shown = side.access.frames.filter(
    (frame) => deciding.has(frame) || classOfFrame(frame, options, own) === 'first-party',
  );
  const lines = shown.slice(0, FRAMES).map((frame) => {
    const place = framePlace(frame, own);
    return `  ${deciding.has(frame) ? '►' : ' '} ${frameName(frame)}${place ? `  ${place}` : ''}`;
  });
  const left = side.access.frames.length - lines.length;
  return [
    `${side.access.op} by ${runner(side)}`,
    ...lines,
    ...(left > 0 ? [`    (${left} frames of others left out)`] : []),
  ];
}

function runner({ access: { by }, spawn }: Side): string {
  const who =
    by.kind === 'main' ? 'the main goroutine' : by.id === null ? 'a goroutine' : `${by.kind} ${by.id}`;
  return spawn ? `${who}, started in ${frameName(spawn.frame)}` : who;
}

function evidence(plan: TriagePlan, { races }: Snapshot): string {
  const keys = races.slice(0, WITH_STACKS).map(({ report, keys: found }, i) => {
    const damage = report.defects.map((defect) => `${defect.code} (line ${defect.line})`).slice(0, 5);
    const state = report.complete ? 'complete' : 'not complete';
    return `race ${i + 1}: lines ${report.span.from} to ${report.span.to}, ${state}, key ${found.exact ?? 'none'}${damage.length > 0 ? `; ${damage.join(', ')}` : ''}`;
  });
  return codeBlock([`verdict: ${plan.verdict}`, ...plan.because, ...keys]);
}
