import type { Random } from '../fuzz/random.ts';
import { type Act, PEOPLES } from './acts.ts';
import { familyOf, pickRace } from './races.ts';

export const REPOSITORIES = 2;

const REASONS = ['completed', 'not_planned', 'duplicate'] as const;

/** An issue as the script knows it. */
interface Known {
  readonly number: number;
  race: string | null;
  state: 'open' | 'closed' | 'deleted';
  /** The issue that people said it repeats. */
  repeats: number | null;
}

/** A repository as the script knows it. */
interface Place {
  readonly issues: Known[];
  /** Races whose issue was closed and reopened in the last round: they are met again first thing in the next. */
  readonly shaken: string[];
}

/** What no two changes of a round may have in common: a command may name an issue without a race, too. */
const raceOf = ({ race, number }: Known): string => race ?? `no race ${number}`;

/**
 * What people do, round by round, from a seed. Within a round everything may come in any order and mean the same: of all
 * issues that hold one race, or races that are alike, or of which people said that one repeats the other, one at most is
 * changed, while opening, talking and labels of people's own are free. From one round to the next the order counts.
 */
export function script(random: Random, rounds: number): Act[][] {
  const places = Array.from({ length: REPOSITORIES }, (): Place => ({ issues: [], shaken: [] }));
  return Array.from({ length: rounds }, () => places.flatMap((place, repo) => round(random, repo, place)));
}

function round(random: Random, repo: number, place: Place): Act[] {
  const settled = place.issues.filter(({ state }) => state !== 'deleted');
  const course: Course = { touched: new Set(), opened: new Set() };
  const slots = 2 + random.below(4);
  const again = place.shaken.splice(0).flatMap((race) => report(random, repo, race, place, course));
  const more = Array.from({ length: slots }).flatMap(() =>
    settled.length === 0 || random.oneIn(3)
      ? report(random, repo, random.oneIn(6) ? null : pickRace(random), place, course)
      : talk(random, repo, settled, place, course),
  );
  return [...again, ...more];
}

/** What was done in a round, by the family of races: of one that is changed nothing is opened, and the other way round. */
interface Course {
  readonly touched: Set<string>;
  readonly opened: Set<string>;
}

function report(
  random: Random,
  repo: number,
  race: string | null,
  { issues }: Place,
  { touched, opened }: Course,
): Act[] {
  const family = familyOf(race ?? '');
  if (touched.has(family)) return [];
  if (race !== null) opened.add(family);
  issues.push({ number: issues.length + 1, race, state: 'open', repeats: null });
  return [{ repo, do: 'open', race, chat: random.oneIn(3) ? 1 + random.below(3) : 0 }];
}

function talk(
  random: Random,
  repo: number,
  settled: readonly Known[],
  { issues, shaken }: Place,
  { touched, opened }: Course,
): Act[] {
  const issue = random.pick(settled);
  if (random.oneIn(3)) return [free(random, repo, issue)];
  const acts = change(random, repo, issue, settled);
  const races = [...tiedTo([raceOf(issue), ...acts.races].map(familyOf), issues)];
  if (races.some((race) => touched.has(race) || opened.has(race))) return [];
  for (const race of races) touched.add(race);
  acts.note();
  if (acts.shakes && issue.race !== null) shaken.push(issue.race);
  return acts.list;
}

/** With these, the families of all that issues of theirs repeat, or are repeated by, because people said so. */
function tiedTo(families: readonly string[], issues: readonly Known[]): ReadonlySet<string> {
  const found = new Set(families);
  const ties = issues.flatMap((issue) => {
    const other = issue.repeats === null ? undefined : issues[issue.repeats - 1];
    if (!other || other.state === 'deleted' || issue.state === 'deleted') return [];
    return [[familyOf(raceOf(issue)), familyOf(raceOf(other))] as const];
  });
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const tie of ties)
      if (tie.some((family) => found.has(family))) for (const one of tie) found.add(one);
  }
  return found;
}

/** What changes nothing that the app decides on. */
function free(random: Random, repo: number, { number: issue }: Known): Act {
  return random.pick<Act>([
    { repo, do: 'label', issue, label: random.pick(PEOPLES) },
    { repo, do: 'comment', issue, body: 'Any news?', by: 'reader' },
    { repo, do: 'comment', issue, body: '/race ignore', by: 'reader' },
  ]);
}

interface Change {
  readonly list: Act[];
  /** Other races that it bears on. */
  readonly races: readonly string[];
  /** Whoever hears the half of it, or the wrong way round, takes the issue for closed. */
  readonly shakes?: boolean;
  /** The script takes note of it. */
  note(): void;
}

function change(random: Random, repo: number, known: Known, all: readonly Known[]): Change {
  const { number: issue } = known;
  const only = (act: Act, note: () => void = () => {}): Change => ({ list: [act], races: [], note });
  const say = (body: string, races: readonly string[] = [], note: () => void = () => {}): Change => ({
    list: [{ repo, do: 'comment', issue, body, by: 'maintainer' }],
    races,
    note,
  });
  /** A no, and something that makes the app look again. */
  const no = (what: 'unlabel' | 'delete our comment'): Change => ({
    list: [{ repo, do: what, issue }, ...(random.oneIn(4) ? [] : say('/race rescan').list)],
    races: [],
    note: () => {},
  });
  /** Mostly of alike issues: where people tie all families, nothing may happen beside anything else any more. */
  const tell = (word: string, note: (other: number) => void): Change => {
    const alike = all.filter((one) => familyOf(raceOf(one)) === familyOf(raceOf(known)));
    const other = random.pick(random.oneIn(4) ? all : alike);
    return say(`/race ${word} #${other.number}`, [raceOf(other)], () => note(other.number));
  };
  const shake = (): Change => ({
    list: [
      { repo, do: 'close', issue, reason: random.pick(['completed', 'duplicate']) },
      { repo, do: 'reopen', issue },
    ],
    races: [],
    shakes: true,
    note: () => void (known.state = 'open'),
  });
  const race = random.oneIn(4) ? null : pickRace(random);
  const changes: readonly (() => Change)[] = [
    () => ({
      list: [{ repo, do: 'edit', issue, race }],
      races: race === null ? [] : [race],
      note: () => void (known.race = race),
    }),
    () =>
      known.state === 'open'
        ? only({ repo, do: 'close', issue, reason: random.pick(REASONS) }, () => {
            known.state = 'closed';
          })
        : only({ repo, do: 'reopen', issue }, () => void (known.state = 'open')),
    shake,
    shake,
    () => no('unlabel'),
    () => no('unlabel'),
    () => no('delete our comment'),
    () => no('delete our comment'),
    () => only({ repo, do: 'delete', issue }, () => void (known.state = 'deleted')),
    () => say(random.pick(['/race rescan', '/race rescan --force', '/race why', '/race help'])),
    () => say(random.pick(['/race ignore', '/race unignore'])),
    () =>
      tell('not-duplicate', (other) => {
        if (known.repeats === other) known.repeats = null;
      }),
    () => tell('duplicate', (other) => void (known.repeats = other)),
  ];
  return random.pick(changes)();
}
