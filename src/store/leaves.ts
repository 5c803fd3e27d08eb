import type { Kysely, Transaction } from 'kysely';
import { sha256Hex } from '../race/index.ts';
import { splitName } from '../triage/moved.ts';
import type { IndexedKeys, MovedRace } from '../triage/types.ts';
import type { TextPlace } from './keys.ts';
import { plain } from './plain.ts';
import type { Tables } from './tables.ts';

/** Which functions race with which, in a repository. */
export interface Leaves {
  /** The races, by position, one of whose leaves was met with more than `most` different partners. */
  promiscuous(repository: number, races: readonly IndexedKeys[], most: number): Promise<number[]>;
  /**
   * Races of other issues between functions of the same names, in packages whose paths end alike but differ: the
   * oldest of each.
   */
  moved(repository: number, issue: number, races: readonly IndexedKeys[]): Promise<MovedRace[]>;
}

/** Races of one issue that are asked about: more are a log, and say no more. */
const ASKED = 20;

export function createLeaves(db: Kysely<Tables>): Leaves {
  return {
    promiscuous: (repository, races, most) => promiscuous(db, repository, races, most),
    moved: (repository, issue, races) => moved(db, repository, issue, races),
  };
}

/** Notes the leaves of the races of a text in place of those noted before. */
export async function recordLeaves(
  trx: Transaction<Tables>,
  place: TextPlace,
  races: readonly IndexedKeys[],
): Promise<void> {
  await trx
    .deleteFrom('race_leaf')
    .where('repository', '=', place.repository)
    .where('issue', '=', place.issue)
    .where('comment', '=', place.comment)
    .execute();
  const rows = races.flatMap(({ leaves }, race) => {
    if (!leaves) return [];
    const [a, b] = leaves;
    return [rowOf(a, b), ...(a === b ? [] : [rowOf(b, a)])].map((row) => ({ ...place, race, ...row }));
  });
  for (let from = 0; from < rows.length; from += 1000) {
    await trx
      .insertInto('race_leaf')
      .values(rows.slice(from, from + 1000))
      .execute();
  }
}

function rowOf(leaf: string, partner: string) {
  const { path, tail } = splitName(leaf);
  return {
    leaf: hashOf(leaf),
    partner: hashOf(partner),
    tail: hashOf(tail),
    partner_tail: hashOf(splitName(partner).tail),
    package: plain(path),
  };
}

function hashOf(name: string): string {
  return sha256Hex(name).slice(0, 16);
}

async function promiscuous(
  db: Kysely<Tables>,
  repository: number,
  races: readonly IndexedKeys[],
  most: number,
): Promise<number[]> {
  const asked = races.slice(0, ASKED);
  const crowded = new Map<string, boolean>();
  for (const leaf of new Set(asked.flatMap(({ leaves = [] }) => leaves.map(hashOf)))) {
    const partners = await db
      .selectFrom('race_leaf')
      .select('partner')
      .distinct()
      .where('repository', '=', repository)
      .where('leaf', '=', leaf)
      .limit(most + 1)
      .execute();
    crowded.set(leaf, partners.length > most);
  }
  return asked.flatMap(({ leaves = [] }, race) =>
    leaves.some((leaf) => crowded.get(hashOf(leaf))) ? [race] : [],
  );
}

async function moved(
  db: Kysely<Tables>,
  repository: number,
  issue: number,
  races: readonly IndexedKeys[],
): Promise<MovedRace[]> {
  const found: MovedRace[] = [];
  for (const [race, { leaves }] of races.slice(0, ASKED).entries()) {
    if (!leaves) continue;
    const [a, b] = leaves.map(splitName) as [ReturnType<typeof splitName>, ReturnType<typeof splitName>];
    const row = await db
      .selectFrom('race_leaf as one')
      .innerJoin('race_leaf as other', (on) =>
        on
          .onRef('other.repository', '=', 'one.repository')
          .onRef('other.issue', '=', 'one.issue')
          .onRef('other.comment', '=', 'one.comment')
          .onRef('other.race', '=', 'one.race')
          .onRef('other.leaf', '=', 'one.partner'),
      )
      .select(['one.issue as issue', 'one.package as first', 'other.package as second'])
      .where('one.repository', '=', repository)
      .where('one.issue', '<>', issue)
      .where('one.tail', '=', hashOf(a.tail))
      .where('one.partner_tail', '=', hashOf(b.tail))
      .where((e) => e.or([e('one.package', '<>', plain(a.path)), e('other.package', '<>', plain(b.path))]))
      .orderBy('one.issue')
      .limit(1)
      .executeTakeFirst();
    if (row) found.push({ race, issue: row.issue, packages: [row.first, row.second] });
  }
  return found;
}
