import { LineCounter, parseDocument, type Document } from 'yaml';
import { TOP, type Problem } from './problem.ts';
import { Config } from './schema.ts';
import { tellAliases, tellSyntax } from './syntax.ts';
import { tellIssues } from './tell.ts';

/** A config, with every default filled in, or everything that is wrong with it, in the order of the file. */
export type Parsed =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Far beyond any real config; bounds the work a repository can cause. */
const MOST_CHARS = 65_536;
/** An alias to aliases to aliases grows without end; this bounds what they stand for. https://eemeli.org/yaml/#tojs-options */
const MOST_ALIASES = 50;
/** A file with more problems than this is no config; the first ones say so. */
const MOST_PROBLEMS = 50;

/**
 * Reads `.github/race-triage.yml`. Never throws, whatever the text; an empty file means all defaults.
 *
 * @example
 * parseConfig('mode: observe')  // { ok: true, config: { mode: 'observe', comment: 'all', … } }
 * parseConfig('mode: obsreve')  // { ok: false, problems: [{ path: 'mode', line: 1, column: 7, … }] }
 */
export function parseConfig(text: string): Parsed {
  if (text.length > MOST_CHARS) return failed([tooLong(text)]);
  const lines = new LineCounter();
  // The library drops a byte order mark before it counts; so the places stay right when it is dropped here.
  const source = text.replace(/^\uFEFF/, '');
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' } as const;
  const document = parseDocument(source, options);
  const broken = [
    ...tellSyntax(document.errors, lines, source),
    ...tellAliases(document, lines, MOST_ALIASES),
  ];
  return broken.length > 0 ? failed(broken) : validate(document, lines);
}

function validate(document: Document, lines: LineCounter): Parsed {
  const plain = toPlain(document);
  if (!plain) return failed([tooManyAliases()]);
  const result = Config.safeParse(plain.value ?? {});
  if (result.success) return { ok: true, config: result.data };
  return failed(tellIssues(result.error.issues, plain.value, document, lines));
}

/** The library refuses an alias bomb with an exception. */
function toPlain(document: Document): { readonly value: unknown } | null {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown };
  } catch {
    return null;
  }
}

function failed(problems: readonly Problem[]): Parsed {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: sorted.slice(0, MOST_PROBLEMS) };
}

function tooLong(text: string): Problem {
  return {
    ...TOP,
    message: `the file has ${text.length} characters`,
    expected: `at most ${MOST_CHARS}`,
    advice: 'let one pattern stand for many paths',
  };
}

function tooManyAliases(): Problem {
  return {
    ...TOP,
    message: 'the aliases of the file stand for too much',
    expected: `at most ${MOST_ALIASES} values that come from aliases`,
    advice: 'write the values out',
  };
}
