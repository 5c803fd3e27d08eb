import type { KeyFrame, Side } from '../../race/index.ts';
import { codeBlock, shorten, visibleText } from '../markdown.ts';
import { frameName } from '../place.ts';
import type { MatchLevel, Sighting } from '../types.ts';
import type { CommentView, RaceView } from './view.ts';

/** Races listed for one other issue. */
const RACES = 3;

/** Which frames equal those of the issues that the comment names. */
export function matchedFrames(view: CommentView): string {
  const lines = named(view).flatMap((sighting) => matchesOf(sighting, view));
  return lines.length > 0 ? codeBlock(lines) : '';
}

/** In the order in which the comment names them. */
function named({ plan, target, snapshot }: CommentView): Sighting[] {
  const numbers = [
    target?.issue,
    ...plan.likely.map((one) => one.number),
    ...plan.related.map((one) => one.number),
  ];
  const found = [...new Set(numbers)].flatMap((number) =>
    snapshot.sightings.filter((one) => one.issue === number),
  );
  return found.slice(0, ISSUES);
}

const ISSUES = 5;

function matchesOf(sighting: Sighting, { races }: CommentView): string[] {
  const shown = sighting.matches.slice(0, RACES);
  const left = sighting.matches.length - shown.length;
  return [
    `issue ${sighting.issue}`,
    ...shown.flatMap(({ race, level }) => {
      const mine = races[race];
      return mine ? [`  race ${mine.number}, ${level}: ${MEANING[level]}`, ...framesOf(mine, level)] : [];
    }),
    ...(left > 0 ? [`  … and ${left} more ${left === 1 ? 'race' : 'races'}`] : []),
  ];
}

const MEANING: Readonly<Record<MatchLevel, string>> = {
  exact: 'innermost frames and their callers',
  likely: 'innermost frames',
  'one-sided': 'the innermost frame of one side, and where the other goroutine comes from',
  'fork-point': 'where both goroutines come from, and the packages of the innermost frames',
};

/** One-sided matches do not say which side it was. */
function framesOf({ sides }: RaceView, level: MatchLevel): string[] {
  const pick = DECIDING[level];
  return sides.flatMap((side) => {
    const names = [...new Set(pick(side).map(nameOf))].filter((name) => name !== '');
    return names.length > 0 ? [`    ${side.access.op}: ${names.join(' ← ')}`] : [];
  });
}

const DECIDING: Readonly<Record<MatchLevel, (side: Side) => readonly (KeyFrame | null)[]>> = {
  exact: ({ leaf, anchor }) => [leaf, anchor],
  likely: ({ leaf }) => [leaf],
  'one-sided': () => [],
  'fork-point': ({ entry, spawn }) => [entry, spawn],
};

function nameOf(frame: KeyFrame | null): string {
  return frame ? shorten(visibleText(frameName(frame.frame)), LONGEST) : '';
}

const LONGEST = 120;
