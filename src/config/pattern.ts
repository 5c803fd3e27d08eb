/**
 * The patterns of the config: paths with `*`, `**` and `?`. They are matched by walking, never turned into a
 * regular expression: a pattern comes from whoever may write to a repository, and the server reads those of
 * many repositories. The meaning is the one people know from `.gitignore` and CODEOWNERS, without their negations.
 * https://git-scm.com/docs/gitignore#_pattern_format
 */

/**
 * Does the pattern cover this path? `*` and `?` stay within one part of a path, `**` is any number of parts, and
 * a pattern that matches a folder covers everything below it. Takes time linear in pattern × path.
 *
 * @example
 * matchesPattern('util/*', 'util/memory/tracker.go')    // true
 * matchesPattern('executor', 'executor/join.go')        // true
 * matchesPattern('**\/mock*', 'store/mockstore/cop.go') // true
 * matchesPattern('executor', 'planner/executor/a.go')   // false
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const wanted = parts(pattern);
  let reached = closure(new Set([0]), wanted);
  for (const part of parts(path)) {
    if (reached.has(wanted.length)) return true;
    reached = closure(step(reached, wanted, part), wanted);
    if (reached.size === 0) return false;
  }
  return reached.has(wanted.length);
}

/** Where in the pattern one may stand after one more part of the path. */
function step(reached: ReadonlySet<number>, wanted: readonly string[], part: string): ReadonlySet<number> {
  const next = new Set<number>();
  for (const at of reached) {
    const expected = wanted[at];
    if (expected === undefined) continue;
    if (expected === '**') next.add(at);
    else if (matchesPart(expected, part)) next.add(at + 1);
  }
  return next;
}

/** `**` may stand for nothing. */
function closure(reached: ReadonlySet<number>, wanted: readonly string[]): ReadonlySet<number> {
  const all = new Set(reached);
  for (const at of all) if (wanted[at] === '**') all.add(at + 1);
  return all;
}

/** The greedy walk for `*` and `?`: on a mismatch, the last star takes one character more. */
function matchesPart(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  let i = 0;
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      taken = i;
    } else if (pattern[at] === '?' || pattern[at] === text[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++taken;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** `/a/b/` and `a/b` are the same path. */
function parts(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}
