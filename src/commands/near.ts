/**
 * Words that were probably meant. The config room has the same few lines: the two rooms do not know each other,
 * and a room of their own would be more to read than this.
 */

/** Longer words are no slip of the finger; the limit also bounds the work, which is quadratic in the length. */
const LONGEST = 40;

/**
 * The candidates a typing slip or an unfinished word away from `word`, nearest first.
 *
 * @example
 * nearest('recsan', ['rescan', 'help']) // ['rescan']
 * nearest('res', ['rescan', 'help'])    // ['rescan']
 */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  if (wanted === '' || wanted.length > LONGEST) return [];
  return candidates
    .map((name) => ({ name, distance: likeness(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= slips(name))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** A third of the letters may be wrong: `hlep` is `help`, `held` is not `rescan`. */
function slips(name: string): number {
  return Math.max(1, Math.floor(name.length / 3));
}

/** An unfinished word counts as one slip. */
function likeness(word: string, name: string): number {
  if (word.length >= 2 && name.startsWith(word)) return 1;
  return editDistance(word, name);
}

/** Optimal string alignment: insert, delete, replace, swap neighbours. https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped ? at(before, j - 2) + 1 : Infinity),
      );
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
