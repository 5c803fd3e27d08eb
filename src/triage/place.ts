import type { Frame } from '../race/index.ts';

/**
 * Where a frame's code lies in the repository: by its symbol's package, since printed paths tell how a build was
 * laid out; by the printed path only where the parser could tell it. Null for code from elsewhere.
 */
export function repositoryPath(frame: Frame, modules: readonly string[]): string | null {
  const file = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
  const packagePath = packagePathOf(frame);
  const module = longest(modules.filter((one) => isWithin(packagePath, one)));
  if (module !== null && file && !file.startsWith('<')) {
    const inModule = packagePath.slice(module.length + 1);
    return [directoryOf(module, modules), inModule, file].filter((part) => part !== '').join('/');
  }
  if (frame.origin !== 'repository' || frame.path === null) return null;
  const directory = frame.module === null ? '' : directoryOf(frame.module, modules);
  return directory === '' ? frame.path : `${directory}/${frame.path}`;
}

/**
 * Where a module lies: a module below another is named after its directory, but for the version at the end
 * (https://go.dev/ref/mod#module-path). Nothing above it known, it is the root.
 */
function directoryOf(module: string, modules: readonly string[]): string {
  const root = modules
    .filter((one) => isWithin(module, one))
    .reduce((a, b) => (a.length < b.length ? a : b), module);
  return module.slice(root.length + 1).replace(/(?:^|\/)v\d+$/, '');
}

function isWithin(path: string, module: string): boolean {
  return path === module || path.startsWith(`${module}/`);
}

function longest(modules: readonly string[]): string | null {
  return modules.reduce<string | null>((a, b) => (a !== null && a.length >= b.length ? a : b), null);
}

/** An external test package lies in the directory of the package it tests. */
function packagePathOf(frame: Frame): string {
  const path = frame.package ?? '';
  return path.endsWith('_test') ? path.slice(0, -'_test'.length) : path;
}

/** `executor.(*UnionExec).initialize`; code inside it – a closure, a wrapper – is said to be so. */
export function frameName(frame: Frame): string {
  const packagePath = frame.package ?? '';
  const last = packagePath.slice(packagePath.lastIndexOf('/') + 1);
  const joint = frame.package === null && frame.symbol.includes('::') ? '::' : '.';
  const receiver =
    frame.receiver === null
      ? ''
      : frame.receiver.startsWith('*')
        ? `(${frame.receiver}).`
        : `${frame.receiver}${joint}`;
  return `${last ? `${last}.` : ''}${receiver}${frame.name}${frame.closure ? ' (closure)' : ''}`;
}

/** Where to look: `executor/executor.go:1878`, or `memdb.go:788 of github.com/tikv/client-go/v2 v2.0.1`. */
export function framePlace(frame: Frame, modules: readonly string[]): string | null {
  const version = frame.version === null ? '' : ` ${frame.version}`;
  return placeIn(
    frame,
    modules,
    (file, line, module) => `${frame.path ?? file}${line} of ${module}${version}`,
  );
}

/** The same for a sentence: of code from elsewhere only the name of the file and the module. */
export function shortPlace(frame: Frame, modules: readonly string[]): string | null {
  return placeIn(frame, modules, (file, line, module) => `${file}${line} of ${module}`);
}

function placeIn(
  frame: Frame,
  modules: readonly string[],
  foreign: (file: string, line: string, module: string) => string,
): string | null {
  const line = frame.line === null ? '' : `:${frame.line}`;
  const own = repositoryPath(frame, modules);
  if (own !== null) return `${own}${line}`;
  const file = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
  if (!file || file.startsWith('<')) return null;
  return frame.module === null ? `${file}${line}` : foreign(file, line, frame.module);
}

/** A repository on the web. */
export interface Site {
  /** `https://github.com`, or that of a GitHub Enterprise Server. */
  readonly webUrl: string;
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
}

/**
 * The address of a line of a file; null for a path that no repository has. Dots that climb out of it would lead
 * a reader elsewhere, also when they are percent-encoded (https://url.spec.whatwg.org/#double-dot-path-segment).
 *
 * @example fileUrl({ webUrl: 'https://github.com', owner: 'acme', name: 'widgets', branch: 'main' }, 'a/b.go', 7)
 * // 'https://github.com/acme/widgets/blob/main/a/b.go#L7'
 */
export function fileUrl(site: Site, path: string, line: number | null): string | null {
  if (!path.split('/').every((part) => SEGMENT.test(part) && !DOTS.test(part))) return null;
  const parts = [site.owner, site.name, 'blob', ...site.branch.split('/'), ...path.split('/')];
  const url = `${site.webUrl}/${parts.map(encoded).join('/')}${line === null ? '' : `#L${line}`}`;
  return url.length <= LONGEST_URL ? url : null;
}

/** What `go build` takes for the name of a file or directory: golang.org/x/mod/module `CheckFilePath`, less marks. */
const SEGMENT = /^[\p{L}\p{N}_.~+=@,-][\p{L}\p{N}_.~+=@, -]{0,199}$/u;

const DOTS = /^\.+$/;

const LONGEST_URL = 400;

/** `encodeURIComponent` leaves alone what would end a link in Markdown. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
