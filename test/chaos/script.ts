import type { Random } from '../fuzz/random.ts';
import { type Act, HALF_WIDGET } from './acts.ts';

export const REPOSITORIES = 2;

/** Races that people report, by name; equal in an issue and another means the same race. */
const RACES = ['Widget', 'Gadget', 'Cog', HALF_WIDGET] as const;

/** Races that resemble one another are linked by what is known at the time: in one round only one of them is new. */
const familyOf = (race: string): string => (race === HALF_WIDGET ? 'Widget' : race);

/** An issue as the script knows it. */
interface Known {
  readonly number: number;
  race: string | null;
  state: 'open' | 'closed' | 'deleted';
}

/**
 * What people do, round by round, from a seed. Within a round everything may come in any order and mean the same: of all
 * issues that hold one race, one at most is changed, while opening, talking and labels of people's own are free. From
 * one round to the next the order counts.
 */
export function script(random: Random, rounds: number): Act[][] {
  const issues = Array.from({ length: REPOSITORIES }, (): Known[] => []);
  return Array.from({ length: rounds }, () => issues.flatMap((known, repo) => round(random, repo, known)));
}

function round(random: Random, repo: number, issues: Known[]): Act[] {
  const settled = issues.filter(({ state }) => state !== 'deleted');
  const touched = new Set<string>();
  const opened = new Map<string, string>();
  return Array.from({ length: 2 + random.below(4) }).flatMap((): Act[] => {
    if (settled.length === 0 || random.oneIn(3)) {
      const race = random.oneIn(6) ? null : random.pick(RACES);
      const family = familyOf(race ?? '');
      if (race !== null && (touched.has(family) || (opened.get(family) ?? race) !== race)) return [];
      if (race !== null) opened.set(family, race);
      issues.push({ number: issues.length + 1, race, state: 'open' });
      return [{ repo, do: 'open', race, chat: random.oneIn(3) ? 1 + random.below(3) : 0 }];
    }
    const issue = random.pick(settled);
    if (random.oneIn(3)) return [free(random, repo, issue)];
    const acts = change(random, repo, issue, settled);
    const races = [issue.race ?? `no race ${issue.number}`, ...acts.races].map(familyOf);
    if (races.some((race) => touched.has(race) || opened.has(race))) return [];
    for (const race of races) touched.add(race);
    acts.note();
    return acts.list;
  });
}

/** What changes nothing that the app decides on. */
function free(random: Random, repo: number, { number: issue }: Known): Act {
  return random.pick<Act>([
    { repo, do: 'label', issue, label: random.pick(['flaky', 'P1', 'help wanted']) },
    { repo, do: 'comment', issue, body: 'Any news?', by: 'reader' },
    { repo, do: 'comment', issue, body: '/race ignore', by: 'reader' },
  ]);
}

interface Change {
  readonly list: Act[];
  /** Other races that it bears on. */
  readonly races: readonly string[];
  /** The script takes note of it. */
  note(): void;
}

function change(random: Random, repo: number, known: Known, all: readonly Known[]): Change {
  const { number: issue } = known;
  const only = (act: Act, note: () => void = () => {}): Change => ({ list: [act], races: [], note });
  const say = (body: string, races: readonly string[] = []): Change => ({
    list: [{ repo, do: 'comment', issue, body, by: 'maintainer' }],
    races,
    note: () => {},
  });
  /** A no, and something that makes the app look again. */
  const no = (what: 'unlabel' | 'delete our comment'): Change => ({
    list: [{ repo, do: what, issue }, ...(random.oneIn(2) ? say('/race rescan').list : [])],
    races: [],
    note: () => {},
  });
  const other = random.pick(all);
  const others = other.race === null ? [] : [other.race];
  const race = random.oneIn(4) ? null : random.pick(RACES);
  const changes: readonly (() => Change)[] = [
    () => ({
      list: [{ repo, do: 'edit', issue, race }],
      races: race === null ? [] : [race],
      note: () => void (known.race = race),
    }),
    () =>
      known.state === 'open'
        ? only({ repo, do: 'close', issue, reason: random.pick(['completed', 'not_planned']) }, () => {
            known.state = 'closed';
          })
        : only({ repo, do: 'reopen', issue }, () => void (known.state = 'open')),
    () => ({
      ...only({ repo, do: 'close', issue, reason: 'completed' }, () => void (known.state = 'open')),
      list: [
        { repo, do: 'close', issue, reason: 'completed' },
        { repo, do: 'reopen', issue },
      ],
    }),
    () => no('unlabel'),
    () => no('delete our comment'),
    () => only({ repo, do: 'delete', issue }, () => void (known.state = 'deleted')),
    () => say(random.pick(['/race rescan', '/race rescan --force', '/race why', '/race help'])),
    () => say(random.pick(['/race ignore', '/race unignore'])),
    () => say(`/race not-duplicate #${other.number}`, others),
    () => say(`/race duplicate #${other.number}`, others),
  ];
  return random.pick(changes)();
}
