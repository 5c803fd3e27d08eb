import { matchesPattern } from '../config/pattern.ts';
import { type Frame, isHarness, ownModules, type RaceOptions, type RaceReport } from '../race/index.ts';

/**
 * What the repository calls test harness counts beside the usual list. Its patterns are read here, the race room takes
 * packages: those of the reports that a pattern, or the usual list, covers.
 *
 * @param options `harness` holds patterns, as in the configuration
 * @returns the same options, with packages as `harness`
 */
export function withHarness(options: RaceOptions, reports: readonly RaceReport[]): RaceOptions {
  const { harness: patterns = [], ...usual } = options;
  if (patterns.length === 0) return usual;
  const found = new Set<string>();
  for (const report of reports) {
    const own = ownModules(report, usual);
    for (const frame of [...report.accesses, ...report.goroutines].flatMap(({ frames }) => frames)) {
      const name = frame.package ?? '';
      // Without a slash or a dot the race room would take it for an element of any path.
      if (!/[/.]/.test(name) || found.has(name)) continue;
      if (isHarnessPackage(frame, usual) || patterns.some((one) => coversPackage(one, name, own)))
        found.add(name);
    }
  }
  return { ...usual, harness: [...found].sort() };
}

/** Whether the package is harness, whatever function or file of it the frame shows. */
export function isHarnessPackage(frame: Frame, options: RaceOptions): boolean {
  return isHarness({ ...frame, symbol: '', name: '', receiver: null, file: null }, options);
}

/** A pattern names import paths, or paths below a module of the repository. */
export function coversPackage(pattern: string, packagePath: string, own: readonly string[]): boolean {
  if (matchesPattern(pattern, packagePath)) return true;
  return own.some(
    (module) =>
      packagePath.startsWith(`${module}/`) && matchesPattern(pattern, packagePath.slice(module.length + 1)),
  );
}
