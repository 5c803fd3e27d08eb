import type { Frame } from '../race/index.ts';

/**
 * Where a frame's code lies in the repository: by its symbol's package, since printed paths tell how a build was
 * laid out; by the printed path only where the parser could tell it. Null for code from elsewhere.
 */
export function repositoryPath(frame: Frame, modules: readonly string[]): string | null {
  const file = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
  const packagePath = packagePathOf(frame);
  const module = modules.find((one) => packagePath === one || packagePath.startsWith(`${one}/`));
  if (module !== undefined && file && !file.startsWith('<')) {
    const directory = packagePath.slice(module.length + 1);
    return directory === '' ? file : `${directory}/${file}`;
  }
  return frame.origin === 'repository' ? frame.path : null;
}

/** An external test package lies in the directory of the package it tests. */
export function packagePathOf(frame: Frame): string {
  const path = frame.package ?? '';
  return path.endsWith('_test') ? path.slice(0, -'_test'.length) : path;
}

/** `executor.(*UnionExec).initialize`; code inside it – a closure, a wrapper – is said to be so. */
export function frameName(frame: Frame): string {
  const packagePath = frame.package ?? '';
  const last = packagePath.slice(packagePath.lastIndexOf('/') + 1);
  const receiver =
    frame.receiver === null
      ? ''
      : frame.receiver.startsWith('*')
        ? `(${frame.receiver}).`
        : `${frame.receiver}.`;
  return `${last ? `${last}.` : ''}${receiver}${frame.name}${frame.closure ? ' (closure)' : ''}`;
}

/** Where to look: `executor/executor.go:1878`, or `memdb.go:788 of github.com/tikv/client-go/v2`. */
export function framePlace(frame: Frame, modules: readonly string[]): string | null {
  const own = repositoryPath(frame, modules);
  const line = frame.line === null ? '' : `:${frame.line}`;
  if (own !== null) return `${own}${line}`;
  const file = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
  if (!file || file.startsWith('<')) return null;
  const version = frame.version === null ? '' : `@${frame.version}`;
  return frame.module === null
    ? `${file}${line}`
    : `${frame.path ?? file}${line} of ${frame.module}${version}`;
}
