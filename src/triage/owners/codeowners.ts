import { matchesElement } from './glob.ts';

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

export interface Codeowners {
  /** In the order written. */
  readonly rules: readonly OwnerRule[];
  /** Why the file, or which of its lines, do not count; for people. */
  readonly problems: readonly string[];
}

/** Lines that GitHub would call invalid are left out, and named. */
export function parseCodeowners(text: string): Codeowners {
  if (isTooLarge(text)) return { rules: [], problems: ['it is larger than 3 MB, and GitHub ignores it'] };
  if (text.includes('\u0000')) return { rules: [], problems: ['it is no text'] };
  const read = text.split('\n').map((raw, index) => readLine(raw, index + 1));
  const invalid = read.flatMap((one, index) => (one === 'invalid' ? [index + 1] : []));
  return {
    rules: read.filter((one) => one !== 'invalid' && one !== 'blank'),
    problems: invalid.length > 0 ? [`${linesText(invalid)} not valid, and ${count(invalid)} not count`] : [],
  };
}

/** Above GitHub's limit, which counts bytes: a text of a third as many characters cannot have more. */
export function isTooLarge(text: string): boolean {
  if (text.length * 3 <= CODEOWNERS_LIMIT) return false;
  return new TextEncoder().encode(text).length > CODEOWNERS_LIMIT;
}

function readLine(raw: string, line: number): OwnerRule | 'blank' | 'invalid' {
  const [pattern, ...rest] = splitWords(raw.trim());
  if (!pattern || pattern.startsWith('#')) return 'blank';
  if (!isValidPattern(pattern)) return 'invalid';
  const comment = rest.findIndex((word) => word.startsWith('#'));
  const owners = comment < 0 ? rest : rest.slice(0, comment);
  return owners.every(isOwner) ? { pattern, owners, line } : 'invalid';
}

/** A file of nothing but such lines must not fill a comment. */
const NAMED = 10;

function linesText(lines: readonly number[]): string {
  if (lines.length === 1) return `line ${lines[0] ?? ''} is`;
  const rest = lines.length > NAMED ? ` and ${lines.length - NAMED} more` : '';
  return `lines ${lines.slice(0, NAMED).join(', ')}${rest} are`;
}

function count(lines: readonly number[]): string {
  return lines.length === 1 ? 'does' : 'do';
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
    if (part === '**') for (let to = Math.min(...reached); to <= elements.length; to++) next.add(to);
    else
      for (const at of reached)
        if (at < elements.length && matchesElement(part, elements[at] ?? '')) next.add(at + 1);
    if (next.size === 0) return false;
    reached = next;
  }
  return [...reached].some((at) => (at === elements.length ? !tail.directory : at > start && tail.below));
}
