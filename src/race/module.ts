/**
 * Import paths and the modules they belong to. Where no module is configured, the shape of the path tells:
 * on a forge a repository is `host/owner/name`, on a vanity host `host/name`.
 */

/** Hosts where owner and repository are two path elements. Everybody else (`k8s.io/api`, `go.uber.org/zap`) has one. */
const FORGES: ReadonlySet<string> = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'gitee.com',
  'gitea.com',
  'git.sr.ht',
  'golang.org',
  'hub.jazz.net',
]);

/** First elements of the import paths of the standard library (`go list std`, Go 1.1 to 1.27). */
const STANDARD: ReadonlySet<string> = new Set(
  (
    'archive arena bufio builtin bytes cmp cmd compress container context crypto database debug embed encoding errors ' +
    'expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp ' +
    'runtime simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe uuid weak'
  ).split(' '),
);

/**
 * @param packagePath an import path
 * @param modules the module paths that are known, in any order
 * @returns the longest known module that holds the package, else the one its shape suggests; null for a path
 * without a dot in its first element (`main`, a Bazel label)
 * @example moduleOf('github.com/o/r/v2/a/b', []) // 'github.com/o/r/v2'
 */
export function moduleOf(packagePath: string, modules: readonly string[]): string | null {
  return knownModule(packagePath, modules) ?? likelyModule(packagePath);
}

/** The longest of `modules` that is the package or a directory above it; null if none is. */
export function knownModule(packagePath: string, modules: readonly string[]): string | null {
  let best: string | null = null;
  for (const module of modules) {
    if (isWithin(packagePath, module) && module.length > (best?.length ?? 0)) best = module;
  }
  return best;
}

/** `isWithin('a/b/c', 'a/b')`; a path is within itself. */
export function isWithin(path: string, directory: string): boolean {
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/');
}

/** Whether the package may be one of the standard library, judged by its first element. */
export function isStandard(packagePath: string): boolean {
  const slash = packagePath.indexOf('/');
  return STANDARD.has(slash < 0 ? packagePath : packagePath.slice(0, slash));
}

function likelyModule(packagePath: string): string | null {
  const elements = packagePath.split('/');
  const host = elements[0] ?? '';
  if (!host.includes('.')) return null;
  // `gopkg.in/yaml.v2`, but `gopkg.in/src-d/go-git.v4`.
  const owned = host === 'gopkg.in' && !/\.v\d{1,4}$/.test(elements[1] ?? '');
  const length = FORGES.has(host) || owned ? 3 : 2;
  const major = /^v\d{1,4}$/.test(elements[length] ?? '') ? 1 : 0;
  return elements.slice(0, length + major).join('/');
}
