/**
 * Something wrong with a config, told in four parts: what, where, what was expected, what to do. The texts quote
 * keys and values of the file; whoever shows them on GitHub escapes them like any text of other people.
 */
export interface Problem {
  /** The option, `modules[0].paths[1]`; empty for the file as a whole. */
  readonly path: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly expected: string;
  readonly advice: string;
}

/** The place of a problem of the whole file. */
export const TOP = { path: '', line: 1, column: 1 } as const;

/**
 * One line per problem, in the form editors and terminals make links of.
 *
 * @example
 * formatProblem(problem) // '.github/race-triage.yml:3:7: mode: "obsreve" is not allowed; expected one of …; did you mean "observe"?'
 */
export function formatProblem(problem: Problem, file = '.github/race-triage.yml'): string {
  const { line, column, message, expected, advice } = problem;
  return `${file}:${line}:${column}: ${subject(problem)}${message}; expected ${expected}; ${advice}`;
}

/**
 * Several lines: the problem, the line of the file with a caret under the place, what was expected, what to do.
 *
 * @example
 * explainProblem(problem, text)
 * // .github/race-triage.yml:3:7
 * //   mode: "obsreve" is not allowed
 * //     3 | mode: obsreve
 * //       |       ^
 * //   expected: one of `off`, `observe`, `suggest`, `act`
 * //   to do:    did you mean "observe"?
 */
export function explainProblem(problem: Problem, text: string, file = '.github/race-triage.yml'): string {
  const { line, column, message, expected, advice } = problem;
  return [
    `${file}:${line}:${column}`,
    `  ${subject(problem)}${message}`,
    ...excerpt(text, line, column),
    `  expected: ${expected}`,
    `  to do:    ${advice}`,
  ].join('\n');
}

function subject({ path }: Problem): string {
  return path === '' ? '' : `${path}: `;
}

/** Long lines are cut around the place, so that the caret stays in sight. */
const WIDTH = 100;

function excerpt(text: string, line: number, column: number): readonly string[] {
  const source = text.split(/\r\n|\r|\n/)[line - 1];
  if (source === undefined || source.trim() === '') return [];
  const from = Math.max(0, column - WIDTH + 20);
  const shown = source.slice(from, from + WIDTH).replace(/[\t\p{Cc}]/gu, ' ');
  const margin = ' '.repeat(String(line).length);
  return [`    ${line} | ${shown}`, `    ${margin} | ${' '.repeat(Math.max(0, column - 1 - from))}^`];
}
