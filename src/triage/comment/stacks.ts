import { classOfFrame, type Frame, ownModules, type RaceReport, type Side } from '../../race/index.ts';
import { codeBlock, shorten, visibleText } from '../markdown.ts';
import { frameName, framePlace } from '../place.ts';
import { leafName } from './frame.ts';
import type { CommentView, RaceView } from './view.ts';

/** How much is shown. */
export interface StackSize {
  readonly races: number;
  readonly frames: number;
}

/** The frames of our own code, and the leaf whoever it belongs to; `►` marks those that decide. */
export function stacks(view: CommentView, size: StackSize): string {
  const shown = view.races.slice(0, size.races);
  const lines = shown.flatMap((race) => [
    ...(view.races.length > 1 ? [`race ${race.number}`] : []),
    ...race.sides.flatMap((side) => stack(side, race, view, size.frames)),
  ]);
  const left = view.races.length - shown.length;
  if (lines.length === 0) return '';
  return codeBlock(left > 0 ? [...lines, `… and ${left} more races`] : lines);
}

function stack(side: Side, { report }: RaceView, view: CommentView, most: number): string[] {
  const shown = framesOf(side, report, view).slice(0, most);
  const left = side.access.frames.length - shown.length;
  return [
    `${side.access.atomic ? 'atomic ' : ''}${side.access.op} by ${runner(side)}`,
    ...shown.map((frame) => frameLine(frame, isDeciding(side, frame), ownModules(report, view.options))),
    ...(left > 0 ? [`    (${left} more ${left === 1 ? 'frame' : 'frames'} left out)`] : []),
  ];
}

function framesOf(side: Side, report: RaceReport, { options }: CommentView): Frame[] {
  const own = ownModules(report, options);
  return side.access.frames.filter(
    (frame) => isDeciding(side, frame) || classOfFrame(frame, options, own) === 'first-party',
  );
}

function isDeciding({ leaf, anchor }: Side, frame: Frame): boolean {
  return frame === leaf?.frame || frame === anchor?.frame;
}

function frameLine(frame: Frame, decides: boolean, own: readonly string[]): string {
  const place = framePlace(frame, own);
  const name = shorten(visibleText(frameName(frame)), LONGEST);
  return `  ${decides ? '►' : '·'} ${name}${place ? `  ${shorten(visibleText(place), LONGEST)}` : ''}`;
}

/** A name may be as long as the issue; the place beside it must stay in sight. */
const LONGEST = 120;

function runner(side: Side): string {
  const { by } = side.access;
  const who =
    by.kind === 'main' ? 'the main goroutine' : by.id === null ? 'a goroutine' : `${by.kind} ${by.id}`;
  const state = by.state === 'finished' ? ' (finished)' : '';
  const started = side.spawn
    ? `, started in ${shorten(visibleText(frameName(side.spawn.frame)), LONGEST)}`
    : '';
  const unnamed = side.leaf && !side.access.frames.includes(side.leaf.frame) ? `, in ${leafName(side)}` : '';
  return `${who}${state}${started}${unnamed}`;
}
