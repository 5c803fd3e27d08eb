import type { Kysely } from 'kysely';
import type { RaceKeys } from '../race/types.ts';
import type { Sighting } from '../triage/types.ts';
import { levelled } from './keys.ts';
import { LEVELS, SIGHTINGS } from './store.ts';
import type { Tables } from './tables.ts';

/** See `Index.sightings`. */
export async function sightings(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  races: readonly RaceKeys[],
): Promise<Sighting[]> {
  const wanted = wantedKeys(races);
  if (wanted.length === 0) return [];
  const issues = await strictestIssues(db, repository, issue, wanted);
  if (issues.length === 0) return [];
  const rows = await db
    .selectFrom('race_key as k')
    .innerJoin('issue as i', (on) =>
      on.onRef('i.repository', '=', 'k.repository').onRef('i.number', '=', 'k.issue'),
    )
    .select([
      'k.key',
      'k.level',
      'k.comment',
      'i.number',
      'i.title',
      'i.state',
      'i.state_reason',
      'i.created_at',
      'i.closed_at',
      'i.duplicate_of',
    ])
    .distinct()
    .where('k.repository', '=', repository)
    .where('k.key', 'in', keysOf(wanted))
    .where('k.issue', 'in', issues)
    .orderBy('i.number')
    .orderBy('k.comment')
    .execute();
  const found = new Map<number, Sighting>();
  for (const row of rows) {
    const before = found.get(row.number);
    const known = before?.matches ?? [];
    // In the order of comments, the text of the issue first: what the first row says holds.
    const inComment = before ? before.inComment : row.comment || undefined;
    const ours = wanted.filter((entry) => entry.key === row.key && entry.level === row.level);
    found.set(row.number, {
      issue: row.number,
      title: row.title,
      state: row.state,
      stateReason: row.state_reason,
      createdAt: row.created_at,
      closedAt: row.closed_at,
      duplicateOf: row.duplicate_of,
      ...(inComment === undefined ? {} : { inComment }),
      matches: strictest([...known, ...ours.map(toMatch)]),
    });
  }
  return [...found.values()];
}

/**
 * The issues to look at. Weak levels join many: a pool that starts a thousand workers is one fork point, and
 * must not crowd out the one issue that holds the same race.
 */
async function strictestIssues(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  wanted: readonly { key: string }[],
): Promise<number[]> {
  const rows = await db
    // Materialized, or SQLite groups by walking all races of the repository in the order of their issues.
    .with(
      (cte) => cte('hit').materialized(),
      (query) =>
        query
          .selectFrom('race_key')
          .select(['issue', 'level'])
          .where('repository', '=', repository)
          .where('key', 'in', keysOf(wanted))
          .where('issue', '<>', issue),
    )
    .selectFrom('hit')
    .select((e) => ['issue', e.fn.min('level').as('best')])
    .groupBy('issue')
    .orderBy('best')
    .orderBy('issue')
    .limit(SIGHTINGS)
    .execute();
  const found = rows.map((row) => row.issue);
  const crowded = found.length === SIGHTINGS && rows.at(-1)?.best === 0;
  const centre = crowded ? await openCentre(db, repository, issue, wanted) : null;
  return centre === null || found.includes(centre) ? found : [...found.slice(0, -1), centre];
}

/** Of hundreds that hold the same race, the one to point at: it may be younger than all that were closed. */
async function openCentre(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  wanted: readonly { key: string }[],
): Promise<number | null> {
  const row = await db
    .selectFrom('issue as i')
    .select((e) => e.fn.min('i.number').as('number'))
    .where('i.repository', '=', repository)
    .where('i.number', '<>', issue)
    .where('i.state', '=', 'open')
    .where('i.duplicate_of', 'is', null)
    .where('i.number', 'in', (query) =>
      query
        .selectFrom('race_key')
        .select('issue')
        .where('repository', '=', repository)
        .where('level', '=', 0)
        .where('key', 'in', keysOf(wanted)),
    )
    .executeTakeFirst();
  return row?.number ?? null;
}

function keysOf(wanted: readonly { key: string }[]): string[] {
  return [...new Set(wanted.map((entry) => entry.key))];
}

/** A key that is looked up, and the race of ours that has it, by position. */
export interface WantedKey {
  readonly key: string;
  /** Place in `LEVELS`. */
  readonly level: number;
  readonly race: number;
}

export function wantedKeys(races: readonly RaceKeys[]): WantedKey[] {
  return races.flatMap((keys, race) => levelled(keys).map((entry) => ({ ...entry, race })));
}

export function toMatch({ race, level }: WantedKey): Sighting['matches'][number] {
  return { race, level: LEVELS[level] ?? 'fork-point' };
}

/** Of several matches of one race the strictest is kept: what is exactly the same is likely the same too. */
export function strictest(matches: Sighting['matches']): Sighting['matches'] {
  const best = new Map<number, Sighting['matches'][number]>();
  for (const match of matches) {
    const known = best.get(match.race);
    if (!known || LEVELS.indexOf(match.level) < LEVELS.indexOf(known.level)) best.set(match.race, match);
  }
  return [...best.values()].sort((a, b) => a.race - b.race);
}
