import type { RelatedLevel, Sighting } from '../types.ts';
import type { CommentView, RaceView } from './view.ts';

/** A reader follows five links; and GitHub notes each in the other issue. */
const REFERENCES = 5;

/**
 * What earlier issues say, in at most two lines. Never the words “duplicate of” at the start of a line: GitHub acts
 * on them.
 */
export function known(view: CommentView): string[] {
  const { plan, target } = view;
  const verdict = VERDICTS.map((tell) => tell(view)).find((text) => text !== null) ?? null;
  const likely = plan.likely.slice(0, REFERENCES);
  const fixed = view.snapshot.fixedBy === undefined ? 0 : 1;
  const room = REFERENCES - likely.length - (target ? 1 : 0) - fixed;
  const first = verdict ?? (likely.length > 0 ? likelySame(view, likely) : null);
  const others = related(view, plan.related.slice(0, room));
  if (first !== null) return others === '' ? [first] : [first, others];
  if (others !== '') return [others];
  return [unknown(view)];
}

/** Nothing is said of earlier issues that could not be looked for. */
function unknown(view: CommentView): string {
  const [them, they] = isOne(view) ? ['it', 'it'] : ['any of them', 'they'];
  if (!view.races.some(({ keys }) => isComparable(keys)))
    return `${capital(they)} cannot be compared with earlier issues.`;
  const whole = view.races.every(({ keys }) => keys.exact !== null);
  return `No earlier issue of this repository holds ${them}${whole ? '' : `, as far as ${they} can be compared`}.`;
}

/** Whether there is a key of any level. */
function isComparable({ exact, likely, likelyOther, sides, fork }: RaceView['keys']): boolean {
  return [exact, likely, likelyOther, fork].some((key) => key !== null) || sides.length > 0;
}

type Tell = (view: CommentView) => string | null;

/** What exact matches mean, by verdict; at most one applies. */
const VERDICTS: readonly Tell[] = [
  (view) =>
    view.plan.duplicateOf === null
      ? null
      : `${areKnown(view)}: see #${view.plan.duplicateOf}${since(view.target)} – ${why(view)}.${often(view)}`,
  (view) =>
    view.plan.regressionOf === null
      ? null
      : `It is back: #${view.plan.regressionOf} had the same ${isOne(view) ? 'race' : 'races'} and was closed as completed${day(' on', view.target?.closedAt)}${fixedBy(view)} – ${why(view)}.${often(view)}`,
  (view) =>
    view.plan.declinedIn === null
      ? null
      : `${areKnown(view)}: #${view.plan.declinedIn} was closed as not planned${day(' on', view.target?.closedAt)} – ${why(view)}.${often(view)}`,
];

/** ` by #12`, where the timeline tells. */
function fixedBy({ snapshot }: CommentView): string {
  return snapshot.fixedBy === undefined ? '' : ` by #${snapshot.fixedBy}`;
}

/** What the exact level means. */
const SAME = 'the innermost frames of both sides, and the code that led there, are the same';

/** People may call two issues the same that no frame does: then it is their word, not ours. */
function why({ races, target }: CommentView): string {
  const compared = races.flatMap((race, i) => (race.keys.exact === null ? [] : [i + 1]));
  const held = target ? racesAt(target, 'exact') : [];
  const exact = compared.length > 0 && compared.every((race) => held.includes(race));
  return exact ? SAME : 'people said so';
}

/** A race of which one side cannot be read can be compared with none. */
function areKnown(view: CommentView): string {
  if (isOne(view)) return 'This race is known';
  const compared = view.races.filter((race) => race.keys.exact !== null).length;
  return compared === view.races.length
    ? 'All these races are known'
    : `Of these races, the ${compared === 1 ? 'one' : compared} that can be compared ${compared === 1 ? 'is' : 'are'} known`;
}

function isOne({ races }: CommentView): boolean {
  return races.length === 1;
}

function since(target: Sighting | null): string {
  const closed = target?.state === 'closed' ? day(', closed', target.closedAt) : '';
  return `${day(', opened', target?.createdAt)}${closed}`;
}

/** ` on 2026-01-15`; nothing where the day is not known. */
function day(word: string, iso: string | null | undefined): string {
  const date = /^\d{4}-\d\d-\d\d/.exec(iso ?? '');
  return date ? `${word} ${date[0]}` : '';
}

/** How many earlier issues hold all of it, and since when, where the one named is not the only one. */
function often({ races, snapshot, plan }: CommentView): string {
  const compared = races.flatMap((race, i) => (race.keys.exact === null ? [] : [i]));
  const holders = snapshot.sightings.filter(
    (one) => one.issue < plan.issue && compared.every((race) => racesAt(one, 'exact').includes(race + 1)),
  );
  if (holders.length < 2) return '';
  const days = holders.map(({ createdAt }) => createdAt.slice(0, 10)).sort();
  const last = days.at(-1) === days[0] ? '' : day(', the last of', days.at(-1));
  return ` In all, ${holders.length} earlier issues hold it${day(', the first of', days[0])}${last}.`;
}

function likelySame(view: CommentView, likely: CommentView['plan']['likely']): string {
  const numbers = likely.map(({ number }) => `#${number}`).join(', ');
  const which = isOne(view) ? '' : ` (${whichRaces(view, likely, 'likely').text})`;
  return `Likely the same as ${numbers}${which}: the innermost frames of both sides are the same.`;
}

/** One line; issues of one level together. */
function related(view: CommentView, found: CommentView['plan']['related']): string {
  const shared = found
    .filter((one) => one.level === 'shares-race')
    .map((one) => {
      const { text, many } = whichRaces(view, [one], 'exact');
      return `${capital(text)} ${many ? 'are' : 'is'} also in #${one.number}.`;
    });
  const looser = (['fork-point', 'one-sided'] as const).flatMap((level) => {
    const numbers = found.filter((one) => one.level === level).map(({ number }) => `#${number}`);
    return numbers.length > 0 ? [`${RELATED[level]} ${numbers.join(', ')}.`] : [];
  });
  return [...shared, ...looser].join(' ');
}

const RELATED: Readonly<Record<Exclude<RelatedLevel, 'shares-race'>, string>> = {
  'fork-point': 'Related, since the same code starts both goroutines:',
  'one-sided': 'Related, since one side is the same:',
};

/** `race 2`, `races 1 and 3`: which of ours another issue holds. */
function whichRaces(
  { snapshot }: CommentView,
  issues: readonly { readonly number: number }[],
  level: 'exact' | 'likely',
): { readonly text: string; readonly many: boolean } {
  const numbers = issues.map(({ number }) => number);
  const held = snapshot.sightings.filter((one) => numbers.includes(one.issue));
  const races = [...new Set(held.flatMap((one) => racesAt(one, level)))].sort((a, b) => a - b);
  const many = races.length > 1;
  const shown = races.slice(0, LISTED).join(', ');
  const text = `${many ? 'races' : 'race'} ${shown}${races.length > LISTED ? ', …' : ''}`;
  return { text: races.length === 0 ? 'one of the races' : text, many };
}

const LISTED = 6;

function racesAt({ matches }: Sighting, level: 'exact' | 'likely'): number[] {
  return matches.filter((match) => match.level === level).map((match) => match.race + 1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
