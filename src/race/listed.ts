import { moduleOf } from './module.ts';

/**
 * Whether a package is one of a list that a repository wrote: `scaffold` is an element anywhere in a path,
 * `internal/lab` is a path below the Go module, `example.com/lab` is an import path; each with all below it.
 * @param list may hold the wildcards `*` (within an element), `**` (any elements) and `?`
 * @param modules of the repository
 * @example isListed('github.com/o/r/a/lab/x', ['lab'], []) // true
 */
export function isListed(packagePath: string, list: readonly string[], modules: readonly string[]): boolean {
  if (list.length === 0 || packagePath === '') return false;
  const elements = packagePath.split('/');
  const module = moduleOf(packagePath, modules);
  const below = module === null ? elements : packagePath.slice(module.length + 1).split('/');
  return list.some((entry) => {
    const pattern = patternOf(entry);
    return isMatch(elements, pattern, '**', isElement) || isMatch(below, pattern, '**', isElement);
  });
}

/** All below counts too; a word alone may stand anywhere. */
function patternOf(entry: string): readonly string[] {
  const elements = entry.split('/').filter((element) => element !== '');
  const anywhere = elements.length === 1 && !entry.includes('.');
  return [...(anywhere ? ['**'] : []), ...elements, '**'];
}

function isElement(element: string, pattern: string): boolean {
  return isMatch(element.split(''), pattern.split(''), '*', (char, one) => one === '?' || one === char);
}

/**
 * @param star stands for any number of items
 * @returns whether the whole of `items` fits. Only the last star is tried again, so the time is at most the product
 * of both lengths: whatever an earlier star could take, the last one can.
 */
function isMatch<T>(
  items: readonly T[],
  pattern: readonly T[],
  star: T,
  isSame: (item: T, pattern: T) => boolean,
): boolean {
  let [at, of, lastStar, taken] = [0, 0, -1, 0];
  while (at < items.length) {
    const [item, wanted] = [items[at], pattern[of]];
    if (wanted === star) [lastStar, taken, of] = [of, at, of + 1];
    else if (item !== undefined && wanted !== undefined && isSame(item, wanted)) [at, of] = [at + 1, of + 1];
    else if (lastStar < 0) return false;
    else [of, at, taken] = [lastStar + 1, taken + 1, taken + 1];
  }
  return pattern.slice(of).every((rest) => rest === star);
}
