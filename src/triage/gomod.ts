/**
 * The module path of a `go.mod`; null where there is none to be read
 * (https://go.dev/ref/mod#go-mod-file-module).
 *
 * @example modulePath('module github.com/acme/widgets // the app\n\ngo 1.24\n') // 'github.com/acme/widgets'
 */
export function modulePath(text: string): string | null {
  for (const line of text.split('\n')) {
    const words = withoutComment(line).trim().split(/\s+/);
    if (words[0] === 'module' && words[1] && words[1] !== '(') return unquote(words[1]);
  }
  return null;
}

function withoutComment(line: string): string {
  const comment = line.indexOf('//');
  return comment < 0 ? line : line.slice(0, comment);
}

/** `"a/b"` and `` `a/b` `` are allowed, and mean a/b. */
function unquote(word: string): string | null {
  const quoted = /^(["`])(.*)\1$/.exec(word);
  const path = quoted ? quoted[2] : word;
  return path ? path : null;
}
