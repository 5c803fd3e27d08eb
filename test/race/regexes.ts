/** Finds the regular expressions of a source file, without a parser of TypeScript. */

export interface FoundRegex {
  readonly source: string;
  readonly flags: string;
  readonly line: number;
}

/** What may stand between two tokens, and the tokens in which a slash is no regular expression. */
const TOKEN =
  /(?<skip>\s+|\/\/[^\n]*|\/\*[^]*?\*\/)|(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<word>[\w$]+)|(?<other>[^])/y;
/** ECMA-262, 12.9.5: a class may hold a slash. */
const LITERAL = /\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y;
/** After one of these words an expression begins; after any other, a slash divides. */
const BEFORE_EXPRESSION = /^(?:return|typeof|case|in|of|yield|await|void|delete|else|do|throw|new)$/;

/**
 * @param code a source file
 * @returns its literals, those inside `${…}` of templates included
 * @example regexesIn('const a = /x+/g, b = c / d;') // [{ source: 'x+', flags: 'g', line: 1 }]
 */
export function regexesIn(code: string): FoundRegex[] {
  const found: FoundRegex[] = [];
  /** For each open template, how many braces are open in it. */
  const templates: number[] = [];
  let before = '';
  for (let at = 0; at < code.length;) {
    const literal = code[at] === '/' && startsExpression(before) ? matchAt(LITERAL, code, at) : null;
    const token = literal ?? matchAt(TOKEN, code, at);
    if (token === null) throw new Error(`nothing matches at ${at}`);
    const line = code.slice(0, at).split('\n').length;
    at += token[0].length;
    if (literal !== null) found.push({ source: literal[1] ?? '', flags: literal[2] ?? '', line });
    if (literal === null && goesOnInTemplate(token[0], templates)) {
      at = inTemplate(code, at, templates);
      before = code[at - 1] ?? '';
    } else if (token.groups?.['skip'] === undefined) before = token[0];
  }
  return found;
}

/** A template begins, or the `}` ends what was put into one; counts the braces in between. */
function goesOnInTemplate(token: string, templates: number[]): boolean {
  if (token === '`') return true;
  const open = templates.at(-1);
  if (open === undefined || (token !== '{' && token !== '}')) return false;
  templates.pop();
  if (token === '}' && open === 0) return true;
  templates.push(token === '{' ? open + 1 : open - 1);
  return false;
}

/** A comment would be a literal by its first character, but not by its second. */
function startsExpression(before: string): boolean {
  return !/[\w$)\]}'"`]$/.test(before) || BEFORE_EXPRESSION.test(before);
}

function matchAt(pattern: RegExp, code: string, at: number): RegExpExecArray | null {
  if (pattern === LITERAL && /^\/[/*]/.test(code.slice(at, at + 2))) return null;
  pattern.lastIndex = at;
  return pattern.exec(code);
}

/** Goes to the end of a template, or into its next `${`. */
function inTemplate(code: string, from: number, templates: number[]): number {
  for (let at = from; at < code.length; at++) {
    if (code[at] === '\\') at++;
    else if (code[at] === '`') return at + 1;
    else if (code.startsWith('${', at)) {
      templates.push(0);
      return at + 2;
    }
  }
  return code.length;
}
