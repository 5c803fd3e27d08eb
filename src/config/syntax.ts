import { visit, type Alias, type Document, type LineCounter, type YAMLError } from 'yaml';
import { placeOf } from './locate.ts';
import type { Problem } from './problem.ts';

/** What to do about the mistakes people make; the library's own words say what is wrong. */
const ADVICE: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'let entries of one list or mapping begin in the same column',
  BAD_SCALAR_START: 'put the value in quotes; `@` and a backquote cannot begin a bare one',
  BLOCK_AS_IMPLICIT_KEY: 'put a value with `: ` in it in quotes, or begin a new line',
  DUPLICATE_KEY: 'keep one of the two and remove the other',
  MISSING_CHAR: 'close the bracket or quote, or put a blank after the colon',
  MULTILINE_IMPLICIT_KEY: 'write each `key: value` on a line of its own, with a blank after the colon',
  MULTIPLE_DOCS: 'remove the `---` and what follows it',
  NON_STRING_KEY: 'write the key as a plain word',
  RESOURCE_EXHAUSTION: 'write lists with `- `, one entry per line',
  TAB_AS_INDENT: 'indent with blanks',
};

/**
 * The problems of a text that is not YAML, one for each line: what follows on the same line is mostly the same
 * mistake seen from another side.
 *
 * @example
 * // mode: act
 * // mode: off
 * tellSyntax(document.errors, lines, source)[0] // { line: 2, column: 1, advice: 'keep one of the two …', … }
 */
export function tellSyntax(
  errors: readonly YAMLError[],
  lines: LineCounter,
  source: string,
): readonly Problem[] {
  const end = source.trimEnd().length;
  const problems = errors.map((error) => ({
    path: '',
    // What is missing at the end of the text is shown after its last character, not on an empty line.
    ...placeOf(lines, Math.min(error.pos[0], end)),
    message: `this is not valid YAML: ${wording(error)}`,
    expected: 'YAML 1.2, one `option: value` on each line',
    advice: ADVICE[error.code] ?? 'compare with the examples in the reference of options',
  }));
  return problems.filter(({ line }, index) => index === 0 || line !== problems[index - 1]?.line);
}

/**
 * Aliases (`*name`) that cannot be followed. Mostly they are patterns that lack quotes: `- **` is one to YAML.
 *
 * @example
 * // paths: [*mock]
 * tellAliases(document, lines, 50)[0]?.advice // 'put the pattern in quotes: "*mock"'
 */
export function tellAliases(document: Document, lines: LineCounter, most: number): readonly Problem[] {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_key, node) {
      aliases.push(node);
      return aliases.length > most ? visit.BREAK : undefined;
    },
  });
  const excess = aliases[most];
  if (excess) return [tellExcess(excess, lines, most)];
  return aliases.filter((alias) => !alias.resolve(document)).map((alias) => tellUnresolved(alias, lines));
}

function tellUnresolved(alias: Alias, lines: LineCounter): Problem {
  return {
    path: '',
    ...placeOf(lines, alias.range?.[0] ?? 0),
    message: `\`*${alias.source}\` is an alias in YAML, and there is no \`&${alias.source}\` above it`,
    expected: 'a value, or an alias to an anchor above it',
    advice: `put the pattern in quotes: "*${alias.source}"`,
  };
}

function tellExcess(alias: Alias, lines: LineCounter, most: number): Problem {
  return {
    path: '',
    ...placeOf(lines, alias.range?.[0] ?? 0),
    message: `the file has more than ${most} aliases`,
    expected: `at most ${most}`,
    advice: 'write the values out',
  };
}

/** The library speaks to programmers now and then. */
function wording(error: YAMLError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here';
  const line = error.message.split('\n')[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
