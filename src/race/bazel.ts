/**
 * Bazel's file layout: a package of another repository lies under `external/<repository>/`, generated and own
 * files under `execroot/<workspace>/` or in the run files of a test.
 * Names of repositories: bazelbuild/bazel-gazelle `label/label.go` (`ImportPathToBazelRepoName`).
 */

/**
 * @param file a path with forward slashes
 * @returns the path below the workspace if the file lies in Bazel's own directories, else null
 * @example workspacePath('/x/execroot/__main__/bazel-out/k8-fastbuild/bin/a/b_/b.runfiles/__main__/a/x.go') // 'a/x.go'
 */
export function workspacePath(file: string): string | null {
  const runfiles = file.lastIndexOf('.runfiles/');
  if (runfiles >= 0) return afterElement(file, runfiles + '.runfiles/'.length);
  const root = file.lastIndexOf('/execroot/');
  if (root < 0) return null;
  const below = afterElement(file, root + '/execroot/'.length);
  return below === null ? null : withoutOutput(below);
}

/**
 * @param file a path below a workspace (`workspacePath`) or relative
 * @param packagePath the import path of the frame's symbol
 * @returns module and path in it, or null if the file is not under `external/`
 * @example external('external/com_github_o_r_v2/a/x.go', 'github.com/o/r/v2/a')
 * // { module: 'github.com/o/r/v2', path: 'a/x.go' }
 */
export function external(file: string, packagePath: string): { module: string; path: string } | null {
  const below = belowExternal(file);
  if (below === null) return null;
  const slash = below.indexOf('/');
  if (slash < 0) return null;
  const repository = repositoryName(below.slice(0, slash));
  const path = below.slice(slash + 1);
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return { module: moduleNamed(repository, packagePath) ?? without(packagePath, directory), path };
}

/** `github.com/o/r/v2` → `com_github_o_r_v2`: the host's labels reversed, all in lower case, `_` for the rest. */
function bazelName(module: string): string {
  const [host = '', ...elements] = module.toLowerCase().split('/');
  return [...host.split('.').reverse(), ...elements].join('_').replace(/[^a-z0-9_]+|_+/g, '_');
}

function belowExternal(file: string): string | null {
  const path = file.startsWith('../') ? file.slice('../'.length) : file;
  if (path !== file) return path;
  return path.startsWith('external/') ? path.slice('external/'.length) : null;
}

/** `gazelle++go_deps+com_github_x_y` (Bazel 8), `gazelle~0.35.0~go_deps~…` (7), `gazelle.0.26.0.go_deps.…` → `com_github_x_y`. */
function repositoryName(directory: string): string {
  const dots = directory.indexOf('.go_deps.');
  if (dots >= 0) return directory.slice(dots + '.go_deps.'.length);
  return directory.slice(Math.max(directory.lastIndexOf('~'), directory.lastIndexOf('+')) + 1);
}

/** Elements of the longest module path that is tried; `sigs.k8s.io/a/b/c/v2` has five. */
const MOST_ELEMENTS = 12;

/** The name cannot be turned back, so each prefix of the import path is turned into a name, longest first. */
function moduleNamed(repository: string, packagePath: string): string | null {
  const name = repository.toLowerCase().replace(/_+/g, '_');
  const elements = packagePath.split('/', MOST_ELEMENTS);
  for (let length = elements.length; length > 0; length--) {
    const prefix = elements.slice(0, length).join('/');
    if (bazelName(prefix) === name) return prefix;
  }
  return null;
}

/** A renamed repository: the import path minus the directory of the file. */
function without(packagePath: string, directory: string): string {
  const tail = `/${directory}`;
  return directory !== '' && packagePath.endsWith(tail) ? packagePath.slice(0, -tail.length) : packagePath;
}

function afterElement(path: string, from: number): string | null {
  const slash = path.indexOf('/', from);
  return slash < 0 ? null : path.slice(slash + 1);
}

/** `bazel-out/k8-fastbuild/bin/a/x.go` → `a/x.go`. */
function withoutOutput(path: string): string {
  const bin = path.startsWith('bazel-out/') ? path.indexOf('/bin/') : -1;
  return bin < 0 ? path : path.slice(bin + '/bin/'.length);
}
