import { UNKNOWN } from './source.ts';
import type { Access, Frame, Goroutine } from './types.ts';

interface Stacks {
  readonly accesses: readonly Access[];
  readonly goroutines: readonly Goroutine[];
}

/** The directory in which a repository was checked out, and its module. */
interface Root {
  readonly directory: string;
  readonly module: string | null;
}

/**
 * Symbols such as `main.run`, `command-line-arguments.F`, `p_test.TestX` and Bazel's test labels do not tell their
 * module. One frame whose place in the repository is known tells where the checkout lies; the others follow.
 */
export function withLearnedRoot(stacks: Stacks): Stacks {
  const frames = [...stacks.accesses, ...stacks.goroutines].flatMap((stack) => stack.frames);
  if (!frames.some(isOpen)) return stacks;
  const roots = rootsOf(frames);
  if (roots.length === 0) return stacks;
  const place = <S extends { readonly frames: readonly Frame[] }>(stack: S): S => ({
    ...stack,
    frames: stack.frames.map((frame) => (isOpen(frame) ? placed(frame, roots) : frame)),
  });
  return { accesses: stacks.accesses.map(place), goroutines: stacks.goroutines.map(place) };
}

function isOpen(frame: Frame): boolean {
  if (frame.file === null || frame.package === null) return false;
  // The symbol is of one package, the file of another: a linkname, or an inlined call.
  if (frame.origin === 'repository' && frame.path === null) return true;
  if (frame.origin !== 'unknown') return false;
  return (
    frame.package.endsWith('_test') ||
    !frame.package.slice(0, frame.package.indexOf('/') + 1 || undefined).includes('.')
  );
}

function rootsOf(frames: readonly Frame[]): readonly Root[] {
  const roots = new Map<string, Root>();
  for (const { origin, file, path, module } of frames) {
    if (origin !== 'repository' || file === null || path === null || !file.endsWith(path)) continue;
    const directory = file.slice(0, file.length - path.length);
    if (!roots.has(directory)) roots.set(directory, { directory, module });
  }
  return [...roots.values()].sort((a, b) => b.directory.length - a.directory.length);
}

function placed(frame: Frame, roots: readonly Root[]): Frame {
  const file = frame.file ?? '';
  const root = roots.find(({ directory }) =>
    directory === '' ? isRelative(file) : file.startsWith(directory),
  );
  if (root === undefined) return frame;
  const path = file.slice(root.directory.length);
  return { ...frame, ...UNKNOWN, origin: 'repository', module: root.module, path };
}

function isRelative(file: string): boolean {
  return !/^(?:[/~.<-]|[a-z]:|external\/|vendor\/|GOROOT\/)/i.test(file) && file.includes('/');
}
