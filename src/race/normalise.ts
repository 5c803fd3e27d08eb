import { isStandard, moduleOf } from './module.ts';
import { parseSymbol } from './symbol.ts';
import type { Frame } from './types.ts';

/** What a repository may say about its code; all optional. */
export interface RaceOptions {
  /** Module paths of the repository itself, for instance `['github.com/o/r']`. */
  readonly modules?: readonly string[];
  /** Package paths that were renamed, old prefix → new prefix: `{ 'github.com/o/r/exec': 'github.com/o/r/executor' }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /**
   * What counts as test harness besides the default list: an element of a path (`scaffold`), a path below the module
   * (`internal/lab`), an import path; wildcards as in `lab/*`. Packages and files of tests always count.
   */
  readonly harness?: readonly string[];
  /** Modules of sister repositories, whose frames are neither ours nor a stranger's. */
  readonly siblings?: readonly string[];
}

/**
 * The name under which a frame counts in keys: what stays equal between machines, Go versions and builds.
 * @param frame only its symbol matters; file, line and offset are evidence, never identity
 * @param options `modules` and `aliases` matter
 * @param label the module for symbols that name none: Bazel's test labels
 * @returns `package.Type.method`, with `{}` for code inside it (closure, `go` or `defer` wrapper)
 * @example canonicalSymbol(frameOf('github.com/o/r/pkg/copr.(*it).open·dwrap·8')) // 'github.com/o/r/copr.it.open{}'
 */
export function canonicalSymbol(
  frame: Frame,
  options: RaceOptions = {},
  label: string | null = null,
): string {
  if (isNative(frame)) return nativeName(frame);
  const parts = parseSymbol(frame.symbol);
  const receiver = parts.receiver === null ? '' : `${parts.receiver.replace(/^\*/, '')}.`;
  const packagePath = parts.package === null ? 'cgo:' : `${canonicalPackage(parts.package, options, label)}.`;
  return `${packagePath}${receiver}${parts.name}${parts.nested ? '{}' : ''}`;
}

/** A frame of ThreadSanitizer: neither a package nor one of Go's names without a package. */
export function isNative(frame: Frame): boolean {
  return frame.package === null && !/^(?:_cgoexp_|go\.\(|\?\?$)/.test(frame.symbol) && frame.symbol !== '';
}

/** Without arguments, template arguments and ordinals: `app::Node::set`. */
function nativeName(frame: Frame): string {
  const scope = frame.receiver === null ? '' : `${frame.receiver}::`;
  return `${scope}${frame.name}${frame.closure ? '{}' : ''}`;
}

/**
 * @param packagePath as the symbol gives it
 * @returns the package after the rules of `PACKAGE_RULES`
 * @example canonicalPackage('app/vendor/github.com/o/r/pkg/a', {}, null) // 'github.com/o/r/a'
 */
export function canonicalPackage(packagePath: string, options: RaceOptions, label: string | null): string {
  return PACKAGE_RULES.reduce((path, rule) => rule.apply(path, options, label), packagePath);
}

interface PackageRule {
  readonly name: string;
  readonly why: string;
  apply(path: string, options: RaceOptions, label: string | null): string;
}

/** In this order. Each row says what varies and why. */
export const PACKAGE_RULES: readonly PackageRule[] = [
  {
    name: 'build directories',
    why: 'Outside GOPATH, and in logs that hide their paths, a package is named by its directory: `_/home/u/r/p`.',
    apply: withoutRoot,
  },
  {
    name: 'vendored copies',
    why: 'GOPATH builds prefix the package with the directory it is vendored in; module builds do not.',
    apply: (path) => afterLast(afterLast(path, 'Godeps/_workspace/src/'), 'vendor/'),
  },
  {
    name: 'test labels',
    why: 'Bazel names a test binary `dir/target` + `_test`, go test names the package `dir_test`.',
    apply: withoutLabel,
  },
  {
    name: 'unnamed programs',
    why: 'A program built from files is `command-line-arguments`, built from its directory it is `main`.',
    apply: (path) => (path === 'command-line-arguments' ? 'main' : path),
  },
  {
    name: 'leading pkg/',
    why: 'Projects move their packages into and out of `pkg/` without changing them.',
    apply: withoutPkg,
  },
  {
    name: 'aliases',
    why: 'The repository says that a package moved.',
    apply: renamed,
  },
];

/** Without the directory that a copy of a package lies in. */
export function withoutPlace(path: string): string {
  return afterLast(afterLast(withoutRoot(path), 'Godeps/_workspace/src/'), 'vendor/');
}

/** From the first element that is a host; where none is, only the last element is the same everywhere. */
function withoutRoot(path: string): string {
  if (!path.startsWith('/') && !path.startsWith('_/')) return path;
  const elements = path.split('/').slice(1);
  const host = elements.findIndex((element) => /^[\w-]+(?:\.[\w-]+)+$/.test(element));
  return host < 0 ? (elements.at(-1) ?? path) : elements.slice(host).join('/');
}

function afterLast(path: string, directory: string): string {
  const at = path.lastIndexOf(directory);
  if (at < 0 || (at > 0 && path[at - 1] !== '/')) return path;
  return path.slice(at + directory.length);
}

/** `sessiontxn/sessiontxn_test_test` → `<module>/sessiontxn_test`; `k8s.io/x/go_default_test` → `k8s.io/x`. */
function withoutLabel(path: string, _: RaceOptions, label: string | null): string {
  const slash = path.lastIndexOf('/');
  if (path.endsWith('/go_default_test')) return path.slice(0, slash);
  if (!path.endsWith('_test_test')) return path;
  const directory = path.slice(0, Math.max(0, slash));
  const inModule = path.slice(0, path.indexOf('/') + 1).includes('.') || label === null;
  return `${inModule ? '' : `${label}/`}${directory}_test`;
}

/** An alias may be written with or without the `pkg/` that is folded in the path. */
function renamed(path: string, options: RaceOptions): string {
  let [best, other] = ['', ''];
  for (const [written, now] of Object.entries(options.aliases ?? {})) {
    const old = withoutPkg(written, options);
    const within = path === old || path.startsWith(`${old}/`) || path === `${old}_test`;
    if (within && old.length > best.length) [best, other] = [old, withoutPkg(now, options)];
  }
  return best === '' ? path : `${other}${path.slice(best.length)}`;
}

function withoutPkg(path: string, options: RaceOptions): string {
  if (!path.includes('/pkg/') || isStandard(path)) return path;
  const module = moduleOf(path, options.modules ?? []);
  if (module === null || !path.startsWith(`${module}/pkg/`)) return path;
  return `${module}/${path.slice(module.length + '/pkg/'.length)}`;
}
