import type { MovedRace, Race, Snapshot } from './types.ts';

/** A prefix of package paths that seems to have become another one. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** An earlier issue with one of the races that the move would join. */
  readonly issue: number;
}

/**
 * The name of a function in two parts: the path of its package, and what stays when the package is moved as a whole.
 *
 * @example splitName('github.com/o/r/pkg/store.DB.Put') // { path: 'github.com/o/r/pkg/store', tail: 'store.DB.Put' }
 */
export function splitName(name: string): { path: string; tail: string } {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 1);
  return { path: dot < 0 ? name : name.slice(0, dot), tail: name.slice(slash + 1) };
}

/**
 * Moves of packages that would explain why races between the same functions have other keys. One function of the same
 * name is chance; two that race with each other, whose packages moved in the same way, are not.
 */
function movesOf(races: readonly Race[], moved: readonly MovedRace[]): Move[] {
  const moves = moved.flatMap(({ race, issue, packages }) => {
    const leaves = races[race]?.keys.leaves;
    const move = leaves && commonMove(packages, [splitName(leaves[0]).path, splitName(leaves[1]).path]);
    return move ? [{ ...move, issue }] : [];
  });
  return moves.filter(
    (one, i) => moves.findIndex((other) => other.from === one.from && other.to === one.to) === i,
  );
}

/** The moves worth an alias: into the repository’s own code, as far as that is known. */
export function aliasesFor({ races, moved = [], facts }: Snapshot): Move[] {
  const { modules } = facts;
  const isOwn = (path: string) =>
    modules.length === 0 || modules.some((module) => path === module || path.startsWith(`${module}/`));
  return movesOf(races, moved)
    .filter(({ to }) => isOwn(to))
    .slice(0, ALIASES);
}

/** A comment proposes few things. */
const ALIASES = 2;

/** The replacement of a prefix that takes both old paths to the new ones. */
function commonMove(
  old: readonly [string, string],
  now: readonly [string, string],
): Omit<Move, 'issue'> | null {
  const differing = old[0] === now[0] ? 1 : 0;
  const move = shortestMove(old[differing] ?? '', now[differing] ?? '');
  return move && old.every((path, i) => movedPath(path, move) === now[i] || path === now[i]) ? move : null;
}

/**
 * Without the elements that both paths end with: `a/old/store` became `a/new/store` since `a/old` became `a/new`. Where
 * one of the two lies in the other – `a/store` became `a/core/store` – one common element stays, or all of `a` would move.
 */
function shortestMove(old: string, now: string): Omit<Move, 'issue'> | null {
  if (old === now) return null;
  const [from, to] = [old.split('/'), now.split('/')];
  let kept: string | undefined;
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    kept = from.pop();
    to.pop();
  }
  const move = { from: from.join('/'), to: to.join('/') };
  const nested = isBelow(move.from, move.to) || isBelow(move.to, move.from);
  if (!nested || kept === undefined) return move;
  return { from: `${move.from}/${kept}`, to: `${move.to}/${kept}` };
}

function isBelow(path: string, other: string): boolean {
  return path.startsWith(`${other}/`);
}

function movedPath(path: string, { from, to }: Omit<Move, 'issue'>): string {
  return path === from || path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : path;
}
