/**
 * The globs of `.github/labeler.yml`, which are minimatch's (https://github.com/isaacs/minimatch#features), with
 * `dot: true` as the action has it. Matched by walking, never turned into a regular expression: a pattern comes
 * from whoever may write to a repository, and the server reads those of many.
 */

/** Longer ones, or ones with more alternatives, would only cost time. */
const LONGEST = 500;
const ALTERNATIVES = 64;

/** A glob that can be asked. */
export interface Glob {
  /** `!docs/**` asks for everything else. */
  readonly negated: boolean;
  /** One of them must match: what `{a,b}` stands for. Each is a list of path elements. */
  readonly paths: readonly (readonly string[])[];
}

/**
 * @returns null for what we do not read: extended globs such as `+(a|b)`, unbalanced or endless patterns
 * @example matchesGlob(parseGlob('src/**'), 'src/a/b.go') // true
 */
export function parseGlob(pattern: string): Glob | null {
  const marks = /^!*/.exec(pattern)?.[0].length ?? 0;
  const text = pattern.slice(marks).replace(/^\.\//, '');
  if (text === '' || text.length > LONGEST || /[?*+@!]\(/.test(text)) return null;
  const alternatives = expand(text);
  if (!alternatives) return null;
  const paths = alternatives.map((one) => one.split('/'));
  return { negated: marks % 2 === 1, paths };
}

export function matchesGlob({ negated, paths }: Glob, path: string): boolean {
  const elements = path.split('/');
  return paths.some((parts) => matchesWhole(parts, elements)) !== negated;
}

/** `a/{b,c}/d` → `a/b/d`, `a/c/d`; braces do not nest here, as in nearly every file they do not. */
function expand(text: string): string[] | null {
  let found = [''];
  let rest = text;
  while (rest !== '') {
    const open = rest.indexOf('{');
    const close = rest.indexOf('}', open);
    if (open < 0) return rest.includes('}') ? null : found.map((one) => one + rest);
    const choices = rest.slice(open + 1, close).split(',');
    if (close < 0 || choices.some((one) => one.includes('{')) || found.length * choices.length > ALTERNATIVES)
      return null;
    const before = rest.slice(0, open);
    found = found.flatMap((one) => choices.map((choice) => one + before + choice));
    rest = rest.slice(close + 1);
  }
  return found;
}

/** Element by element; `**` keeps every place it may have reached, so time grows with pattern × path only. */
function matchesWhole(parts: readonly string[], elements: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const [i, part] of parts.entries()) {
    const next = new Set<number>();
    // At the end `**` asks for something below; elsewhere it may stand for nothing.
    const least = i === parts.length - 1 ? 1 : 0;
    const first = Math.min(...reached);
    if (part === '**') for (let to = first + least; to <= elements.length; to++) next.add(to);
    else
      for (const at of reached)
        if (at < elements.length && matchesElement(part, elements[at] ?? '')) next.add(at + 1);
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(elements.length);
}

/** `*` any run of characters, `?` one, `[a-z]` and `[!a]` one of a class; no backtracking beyond the last star. */
export function matchesElement(part: string, element: string): boolean {
  let p = 0;
  let star = -1;
  let mark = 0;
  for (let e = 0; e < element.length;) {
    const width = part.charAt(p) === '*' ? 0 : widthOfMatch(part, p, element.charAt(e));
    if (width > 0) {
      p += width;
      e++;
    } else if (part.charAt(p) === '*') {
      star = p++;
      mark = e;
    } else if (star >= 0) {
      p = star + 1;
      e = ++mark;
    } else {
      return false;
    }
  }
  while (part.charAt(p) === '*') p++;
  return p === part.length;
}

/** How much of the pattern this one character takes; 0 where they do not agree. */
function widthOfMatch(part: string, at: number, char: string): number {
  const wanted = part.charAt(at);
  const close = wanted === '[' ? part.indexOf(']', at + 2) : -1;
  if (close < 0) return wanted === '?' || (wanted === char && wanted !== '') ? 1 : 0;
  const negated = /[!^]/.test(part.charAt(at + 1));
  const inside = isInClass(part.slice(at + (negated ? 2 : 1), close), char);
  return inside !== negated ? close - at + 1 : 0;
}

function isInClass(members: string, char: string): boolean {
  for (let i = 0; i < members.length; i++) {
    const ranged = members.charAt(i + 1) === '-' && i + 2 < members.length;
    if (ranged ? members.charAt(i) <= char && char <= members.charAt(i + 2) : members.charAt(i) === char)
      return true;
    if (ranged) i += 2;
  }
  return false;
}
