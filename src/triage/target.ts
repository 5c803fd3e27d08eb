import { type Ruling, statedDuplicateOf } from './ruling.ts';
import { type Centre, centreOf, isStale, type Links } from './star.ts';
import type { Issue, Sighting } from './types.ts';

/** The earlier issue that a verdict speaks of. */
export interface Target {
  readonly sighting: Sighting;
  readonly verdict: 'duplicate' | 'regression' | 'declined';
  readonly because: string;
}

/**
 * The oldest open issue of the class; it is the centre of a star, so that links never form chains or cycles.
 * Where all are closed, the one closed last tells how it ended: fixed, or not to be fixed.
 *
 * @param covering issues that hold all our races, none of which people told apart from ours
 */
export function chooseTarget(issue: Issue, covering: readonly Sighting[], links: Links): Target | null {
  const centres = covering
    .filter((one) => !isStale(one, covering, links))
    .flatMap((one) => centreOf(one, links) ?? [])
    .filter((one) => one.sighting.issue !== issue.number);
  // A newer issue is pointed at only where people made it the centre; else it looks up to this one, once it is known.
  const eligible = centres.filter(({ sighting, stated }) => sighting.issue < issue.number || stated);
  const open = oldest(eligible.filter(({ sighting }) => sighting.state === 'open'));
  if (open) {
    const { sighting } = open;
    return {
      sighting,
      verdict: 'duplicate',
      because: covering.includes(sighting)
        ? `issue ${sighting.issue} is open and holds the same race`
        : `issue ${sighting.issue} is open, and issues with the same race are duplicates of it`,
    };
  }
  const closed = lastClosed(
    centres
      .map(({ sighting }) => sighting)
      .filter((one) => one.state === 'closed' && one.issue < issue.number),
  );
  return closed && closedTarget(issue, closed, 'held the same race and');
}

/** The issue that people said this one repeats, or the centre it leads to. */
export function statedTarget(issue: Issue, links: Links): Target | null {
  const word = statedDuplicateOf(links.rulings, issue.number);
  const named = word ? links.known.get(word.other) : undefined;
  const centre = named ? centreOf(named, links) : null;
  if (!word || !centre || centre.sighting.issue === issue.number) return null;
  const { sighting } = centre;
  const because = `${whoSaid(word)} said that it repeats issue ${word.other}`;
  if (sighting.state === 'open') return { sighting, verdict: 'duplicate', because };
  const closed = closedTarget(issue, sighting, 'was named by people as the same, and');
  return { ...closed, because: `${because}; ${closed.because}` };
}

function whoSaid({ by }: Ruling): string {
  return by === '' ? 'people' : by;
}

/** What it means that the issue we would point at is closed. */
function closedTarget(issue: Issue, closed: Sighting, link: string): Target {
  const tell = (verdict: Target['verdict'], how: string): Target => ({
    sighting: closed,
    verdict,
    because: `issue ${closed.issue} ${link} was closed ${how}`,
  });
  if (closed.stateReason === 'not_planned') return tell('declined', 'as not planned');
  if (issue.createdAt < (closed.closedAt ?? '')) return tell('duplicate', 'after this one was opened');
  return tell('regression', 'as completed');
}

function oldest(found: readonly Centre[]): Centre | null {
  return found.reduce<Centre | null>(
    (best, one) => (best && best.sighting.issue <= one.sighting.issue ? best : one),
    null,
  );
}

function lastClosed(found: readonly Sighting[]): Sighting | null {
  return found.reduce<Sighting | null>(
    (best, one) => (best && (best.closedAt ?? '') >= (one.closedAt ?? '') ? best : one),
    null,
  );
}
