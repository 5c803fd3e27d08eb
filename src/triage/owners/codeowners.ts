/**
 * CODEOWNERS as GitHub reads it
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 *
 * Our own matcher: of the three libraries that read this file none passes all the examples of that page
 * (`docs/*` too deep, `[ ]`, escaped blanks, letter case), see docs/dependencies.md.
 */
export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** GitHub ignores a file above this size, so do we. */
export const CODEOWNERS_LIMIT = 3 * 1024 * 1024;

/** Rules in the order written. Lines that GitHub would call invalid are left out. */
export function parseCodeowners(text: string): OwnerRule[] {
  if (text.length > CODEOWNERS_LIMIT) return [];
  return text.split('\n').flatMap((raw, index) => {
    const words = splitWords(raw.trim());
    const [pattern, ...rest] = words;
    if (!pattern || pattern.startsWith('#') || !isValidPattern(pattern)) return [];
    const comment = rest.findIndex((word) => word.startsWith('#'));
    const owners = comment < 0 ? rest : rest.slice(0, comment);
    if (!owners.every(isOwner)) return [];
    return [{ pattern, owners, line: index + 1 }];
  });
}

/** The last rule that matches decides, also when it names nobody. Null where none matches. */
export function findOwners(rules: readonly OwnerRule[], path: string): OwnerRule | null {
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i];
    if (rule && matchesPattern(rule.pattern, path)) return rule;
  }
  return null;
}

/** Blanks part words; `\ ` is a blank within a word. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '\\' && line.charAt(i + 1) === ' ') {
      word += ' ';
      i++;
    } else if (char === ' ' || char === '\t' || char === '\r') {
      if (word !== '') words.push(word);
      word = '';
    } else {
      word += char;
    }
  }
  return word === '' ? words : [...words, word];
}

/** `!` and `[ ]` do not work in CODEOWNERS files; `\#` does not escape. Long patterns would only cost time. */
function isValidPattern(pattern: string): boolean {
  return !pattern.startsWith('!') && !/[[\]\\]/.test(pattern) && pattern.length <= 1000;
}

/** `@user`, `@org/team` or an e-mail address. */
function isOwner(word: string): boolean {
  return /^@[\w.-]+(?:\/[\w.-]+)?$/.test(word) || /^[^@\s]+@[^@\s]+$/.test(word);
}

/**
 * As in gitignore: a slash at the start or in the middle anchors the pattern at the root; one at the end asks
 * for a directory; `*` stays in one element, `**` does not. A pattern names a file or all below a directory –
 * except `docs/*`, which GitHub does not let reach below.
 */
function matchesPattern(pattern: string, path: string): boolean {
  const anchored = pattern.slice(0, -1).includes('/');
  const parts = pattern.split('/').filter((part, i, all) => part !== '' || (i > 0 && i < all.length - 1));
  const directory = pattern.endsWith('/');
  const elements = path.split('/').filter((part) => part !== '');
  const below = directory || parts.at(-1) !== '*';
  const starts = anchored ? [0] : elements.map((_, i) => i);
  return starts.some((start) =>
    matchesFrom(parts, elements, start, { directory, below: below || parts.length === 1 }),
  );
}

interface Tail {
  /** Something must follow: the pattern names a directory. */
  readonly directory: boolean;
  /** Something may follow. */
  readonly below: boolean;
}

/** Element by element; `**` keeps every place it may have reached, so time grows with pattern × path only. */
function matchesFrom(
  parts: readonly string[],
  elements: readonly string[],
  start: number,
  tail: Tail,
): boolean {
  let reached = new Set([start]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === '**') for (let to = at; to <= elements.length; to++) next.add(to);
      else if (at < elements.length && matchesElement(part, elements[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return [...reached].some((at) => (at === elements.length ? !tail.directory : at > start && tail.below));
}

/** `*` any run of characters, `?` one; no backtracking beyond the last star. */
function matchesElement(part: string, element: string): boolean {
  let p = 0;
  let star = -1;
  let mark = 0;
  for (let e = 0; e < element.length;) {
    if (part.charAt(p) === '*') {
      star = p++;
      mark = e;
    } else if (part.charAt(p) === '?' || part.charAt(p) === element.charAt(e)) {
      p++;
      e++;
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
