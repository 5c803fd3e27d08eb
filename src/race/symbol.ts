import type { GoSymbol } from './types.ts';

/**
 * Go's symbol names, as the linker writes them into the table the detector reads.
 * Who makes them: closures and wrappers in golang/go `src/cmd/compile/internal/ir/func.go` (`closureName`) and
 * `walk/order.go`; escapes in `src/cmd/internal/objabi/path.go` (`PathToPrefix`).
 */

/** A symbol taken apart, with one thing more than the contract needs: how the code relates to `name`. */
export interface SymbolParts extends GoSymbol {
  /** The code is a function of its own inside `name` (closure, `go`/`defer` wrapper): `name{}` in keys. */
  readonly nested: boolean;
}

/**
 * @param symbol what stands before `()`
 * @returns its parts; never fails: what cannot be split is all `name`
 * @example
 * parseSymbol('github.com/o/r/store/copr.(*copIterator).open.func1')
 * // { package: 'github.com/o/r/store/copr', receiver: '*copIterator', name: 'open', closure: true, nested: true }
 */
export function parseSymbol(symbol: string): SymbolParts {
  // A middle dot that was decoded in the wrong charset.
  const text = symbol.includes('Â·') ? symbol.replaceAll('Â·', '·') : symbol;
  return parseSpecial(text) ?? parsePlain(text);
}

/** Names that do not follow `package.symbol`. Their first letters are tested before anything costs time. */
function parseSpecial(symbol: string): SymbolParts | null {
  if (symbol.startsWith('_cgoexp_')) return exported(null, symbol.slice('_cgoexp_'.length));
  if (symbol.startsWith('type..eq.') || symbol.startsWith('type:.eq.')) return comparison(symbol.slice(9));
  if (symbol.startsWith('go.(*struct')) return anonymousStruct(symbol);
  if (symbol === '??') return { package: null, receiver: null, name: '??', closure: false, nested: false };
  return null;
}

/** `874c5a708a7a_cb`: what C calls to reach the exported Go function `cb`. */
function exported(packagePath: string | null, tail: string): SymbolParts {
  const name = tail.slice(tail.indexOf('_') + 1);
  return { package: packagePath, receiver: null, name, closure: true, nested: false };
}

/** `type:.eq.p/q.T`: the generated `==` of type `T`. */
function comparison(type: string): SymbolParts {
  const dot = packageEnd(type);
  const packagePath = dot < 0 ? null : unescapePath(type.slice(0, dot));
  return { package: packagePath, receiver: type.slice(dot + 1), name: 'eq', closure: false, nested: false };
}

/** `go.(*struct { *main.Base; main.k int }).Bump`. */
function anonymousStruct(symbol: string): SymbolParts {
  const end = symbol.lastIndexOf(')');
  const receiver = symbol.slice('go.('.length, end < 0 ? symbol.length : end);
  return { package: null, ...innermost(symbol.slice(end + 2).split('.')), receiver };
}

function parsePlain(symbol: string): SymbolParts {
  const dot = packageEnd(symbol);
  const packagePath = dot < 0 ? null : unescapePath(symbol.slice(0, dot));
  const rest = dot < 0 ? symbol : symbol.slice(dot + 1);
  if (rest.startsWith('_cgoexpwrap_')) return exported(packagePath, rest.slice('_cgoexpwrap_'.length));
  return { package: packagePath, ...innermost(segments(withoutTypeArguments(rest))) };
}

/** The first dot after the last slash; neither counts inside type arguments or a receiver. */
function packageEnd(symbol: string): number {
  const bracket = symbol.indexOf('[');
  const paren = symbol.indexOf('(');
  const end = Math.min(bracket < 0 ? symbol.length : bracket, paren < 0 ? symbol.length : paren);
  const slash = end === 0 ? -1 : symbol.lastIndexOf('/', end - 1);
  const dot = symbol.indexOf('.', slash + 1);
  return dot <= 0 || dot >= end ? -1 : dot;
}

/** `gopkg.in/yaml%2ev2` → `gopkg.in/yaml.v2`. Bytes above 0x7f stay escaped one by one, so UTF-8 is decoded. */
function unescapePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `(*T[go.shape.struct { p.x int }]).M` → `(*T).M`. */
function withoutTypeArguments(text: string): string {
  let from = text.indexOf('[');
  if (from < 0) return text;
  let out = text.slice(0, from);
  for (let depth = 0, i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '[') depth++;
    else if (char === ']') {
      if (depth > 0) depth--;
      from = i + 1;
      if (depth === 0) {
        const next = text.indexOf('[', from);
        out += text.slice(from, next < 0 ? text.length : next);
        i = next < 0 ? text.length : next - 1;
      }
    }
  }
  return out;
}

/** Split at dots outside parentheses: `(*T).M.func1` → `(*T)`, `M`, `func1`. */
function segments(text: string): string[] {
  if (!text.includes('(')) return text.split('.');
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '.' && depth <= 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** `func1`, `2`, `gowrap1`, `deferwrap2`, and `func·001` of Go 1.4: code without a name of its own. */
const NAMELESS = /^(?:func\d+|\d+|gowrap\d*|deferwrap\d*|func[·•?]\d+|)$/;
/** `F-fm`, `F-range1`, `F·dwrap·8`, `F·fm`: endings of a name. `•` is what a screenshot reader makes of `·`. */
const ENDING = /(?:-fm|-range\d+|[·•?]fm|[·•?]dwrap[·•?]\d+)$/;
/** `func·001`: all that Go 1.4 said of a literal. */
const OLD_LITERAL = /^func[·•?]\d+$/;
const WRAPPER_ENDING = /[·•?]dwrap[·•?]\d+$/;

type Inner = Omit<SymbolParts, 'package'>;

/** The innermost segment that is a name; `Outer.func1.Callee.1` (a closure of an inlined call) gives `Callee`. */
function innermost(parts: readonly string[]): Inner {
  let at = parts.length - 1;
  let nested = false;
  let closure = false;
  while (at > 0 && NAMELESS.test(withoutEndings(parts[at] ?? ''))) {
    nested ||= !isInitNumber(parts, at);
    at--;
  }
  closure ||= nested || (parts.at(-1) ?? '') !== withoutEndings(parts.at(-1) ?? '');
  nested ||= WRAPPER_ENDING.test(parts[at] ?? '');
  if (at === 0 && OLD_LITERAL.test(parts[0] ?? '')) [nested, closure] = [true, true];
  return { receiver: receiverBefore(parts, at), name: nameOf(parts[at] ?? ''), closure, nested };
}

/** `init.0` is a function somebody wrote, not code inside `init`. */
function isInitNumber(parts: readonly string[], at: number): boolean {
  return at === 1 && parts[0] === 'init' && /^\d+$/.test(parts[1] ?? '');
}

function withoutEndings(part: string): string {
  let text = part;
  for (let match = ENDING.exec(text); match !== null; match = ENDING.exec(text))
    text = text.slice(0, match.index);
  return text;
}

/** `glob..func1` was what a literal outside any function was called until `init.func1` (Go 1.22). */
function nameOf(part: string): string {
  const text = withoutEndings(part);
  if (text === 'glob') return 'init';
  if (OLD_LITERAL.test(text)) return 'func';
  // `(full/path/p.m)-fm`: a method value as Go 1.7 printed it.
  if (text.startsWith('(')) return text.slice(text.lastIndexOf('.') + 1).replace(/\)$/, '');
  return text;
}

/** `(*T)` before the name; or a plain name, the type of a value receiver: `T.M`, and `*T.M` of Go 1.4. */
function receiverBefore(parts: readonly string[], at: number): string | null {
  const before = at > 0 ? (parts[at - 1] ?? '') : '';
  if (before === '' || NAMELESS.test(withoutEndings(before))) return null;
  if (before.startsWith('(')) return before.slice(1, before.endsWith(')') ? -1 : undefined);
  // `Outer.Outer.func1.func2`: a closure inlined into its own function, not a method of a type `Outer`.
  return before === nameOf(parts[at] ?? '') ? null : before;
}
