import { isListed } from './listed.ts';
import { isStandard, knownModule, moduleOf } from './module.ts';
import { isNative, withoutPlace } from './normalise.ts';
import type { RaceOptions } from './normalise.ts';
import type { Frame, RaceReport } from './types.ts';

/** Whose code a frame is. */
export type FrameClass = 'first-party' | 'sibling' | 'third-party' | 'std' | 'harness' | 'generated';

/** The modules that count as the repository's own in one report. */
export type OwnModules = readonly string[];

/**
 * @param frame one frame
 * @param options `harness`, `siblings`
 * @param own from `ownModules`
 * @example classOfFrame(frame, {}, ownModules(report)) // 'third-party'
 */
export function classOfFrame(frame: Frame, options: RaceOptions, own: OwnModules): FrameClass {
  if (frame.origin === 'generated' || frame.symbol === '??') return 'generated';
  if (isHarness(frame, options)) return 'harness';
  if (isStandardFrame(frame)) return own.includes(LIBRARY) && !isGlue(frame) ? 'first-party' : 'std';
  if (frame.package === null) return isNative(frame) ? 'first-party' : 'generated';
  const packagePath = importable(frame.package);
  if (knownModule(packagePath, options.siblings ?? []) !== null) return 'sibling';
  if (knownModule(packagePath, own) !== null || frame.origin === 'repository') return 'first-party';
  if (frame.origin === 'module') return 'third-party';
  return isUnnamed(packagePath) ? 'first-party' : 'third-party';
}

/**
 * The modules that are the repository's own: the configured ones, else for each access the module of the nearest
 * frame that is neither the library's, the harness's nor a dependency's by its place.
 */
export function ownModules(report: RaceReport, options: RaceOptions = {}): OwnModules {
  if (options.modules !== undefined && options.modules.length > 0) return options.modules;
  const own = new Set<string>();
  for (const { frames } of [...report.accesses, ...report.goroutines]) {
    const nearest = frames.find((frame) => isOwnByPlace(frame, options));
    const module =
      nearest === undefined ? null : (nearest.module ?? moduleOf(importable(nearest.package ?? ''), []));
    if (module !== null) own.add(module);
  }
  return own.size === 0 && isOfLibrary(report) ? [LIBRARY] : [...own].sort();
}

/** The module path in the `go.mod` of the standard library. */
const LIBRARY = 'std';

/** Nothing but the library, its tests and what drives them: the report is about the library. */
function isOfLibrary({ dialect, accesses }: RaceReport): boolean {
  const frames = accesses.flatMap((access) => access.frames);
  const touched = frames.some((frame) => isStandardFrame(frame) && !isGlue(frame));
  return dialect === 'go' && touched && frames.every(isLibraryOrDriver);
}

function isLibraryOrDriver(frame: Frame): boolean {
  return (
    isStandardFrame(frame) || isTestCode(frame) || frame.origin === 'generated' || frame.package === null
  );
}

/** What runs below every program, and the hooks by which the library tells the detector of an access. */
export function isGlue(frame: Frame): boolean {
  const packagePath = frame.package ?? '';
  // The runtime was C once, and its functions had no package: `gosched0`.
  if (frame.package === null && frame.origin === 'stdlib') return true;
  return (
    /^(?:runtime|reflect|sync\/atomic|internal)(?:\/|$)/.test(packagePath) || /^race[A-Z]/.test(frame.name)
  );
}

function isOwnByPlace(frame: Frame, options: RaceOptions): boolean {
  if (frame.origin === 'module' || frame.origin === 'generated' || frame.package === null) return false;
  if (isStandardFrame(frame) || isHarness(frame, options)) return false;
  return frame.module !== null || !isUnnamed(frame.package);
}

/**
 * Test code and the libraries that drive it: it shows how a race was met, not where it is.
 * @example isHarness(frameOf('testing.tRunner')) // true
 */
export function isHarness(frame: Frame, options: RaceOptions = {}): boolean {
  if (isTestCode(frame)) return true;
  const packagePath = frame.package ?? '';
  if (isListed(packagePath, options.harness ?? [], options.modules ?? [])) return true;
  const own = knownModule(packagePath, options.modules ?? []);
  // Whatever our own module is called, its code is ours; only a directory in it may be test support.
  if (own !== null) return hasHarnessElement(packagePath.slice(own.length));
  if (packagePath.includes('/') && hasHarnessElement(packagePath)) return true;
  return frame.origin !== 'repository' && isHarnessModule(packagePath, frame.origin === 'module');
}

/** Code of a test itself, or of Go's own `testing` below it; not of a library that helps tests. */
export function isTestCode(frame: Frame): boolean {
  const packagePath = frame.package ?? '';
  if (packagePath === 'testing' || packagePath.startsWith('testing/')) return true;
  if (packagePath.endsWith('_test') || (frame.file ?? '').endsWith('_test.go')) return true;
  return TEST_FUNCTION.test(frame.symbol);
}

/** `TestX`, `BenchmarkX`, `FuzzX` and code inside them, also as methods of a suite. */
const TEST_FUNCTION =
  /\.(?:Test|Benchmark|Fuzz)(?:[^a-z./][^./]*)?(?:$|\.func\d|\.gowrap|-|\.deferwrap|·|\.\d)/;

/** Modules that only drive or check tests, by the last element of their path. */
const HARNESS_MODULES: ReadonlySet<string> = new Set([
  'check.v1',
  'ginkgo',
  'goconvey',
  'gocheck',
  'goleak',
  'gomega',
  'gomock',
  'gotest.tools',
  'quicktest',
  'testify',
]);

/** The same with names that anybody's package may have: they count only where the file lies in a module cache. */
const PLAIN_HARNESS_MODULES: ReadonlySet<string> = new Set(['check', 'is', 'mock']);

/** Elements of package paths that projects give to their own test support. */
const HARNESS_ELEMENTS: ReadonlySet<string> = new Set([
  'testhelper',
  'testhelpers',
  'testing',
  'testkit',
  'testlib',
  'testsuite',
  'testsupport',
  'testutil',
  'testutils',
]);

function hasHarnessElement(path: string): boolean {
  return path.split('/').some((element) => HARNESS_ELEMENTS.has(element));
}

/** @param dependency the file lies where dependencies lie */
function isHarnessModule(packagePath: string, dependency: boolean): boolean {
  const module = packagePath.includes('/') ? moduleOf(packagePath, []) : null;
  if (module === null) return false;
  const path = module.replace(/\/v\d+$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (dependency && PLAIN_HARNESS_MODULES.has(name)) return true;
  return HARNESS_MODULES.has(name) || HARNESS_MODULES.has(path.slice(0, path.indexOf('/')));
}

function isStandardFrame(frame: Frame): boolean {
  if (frame.origin === 'stdlib') return true;
  return (
    frame.origin === 'unknown' && frame.package !== null && isStandard(frame.package) && frame.file === null
  );
}

/** As a module would name it; an external test package lies in the directory of the package it tests. */
function importable(packagePath: string): string {
  const path = withoutPlace(packagePath);
  return path.endsWith('_test') ? path.slice(0, -'_test'.length) : path;
}

/** `main`, `command-line-arguments`, a label: no host in the first element. */
function isUnnamed(packagePath: string): boolean {
  const slash = packagePath.indexOf('/');
  return !(slash < 0 ? packagePath : packagePath.slice(0, slash)).includes('.');
}
