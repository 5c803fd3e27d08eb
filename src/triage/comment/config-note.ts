import type { Problem } from '../../config/problem.ts';
import { codeSpan } from '../markdown.ts';
import type { ConfigResult } from '../types.ts';

/** Whoever mends three sees the next three. */
const SHOWN = 3;

/** A line of the file may be long; what is wrong with it is said early. */
const LONGEST = 80;

/**
 * The configuration is not valid: where, and what is wrong. Its text – anybody's who may open a pull request –
 * stands in code only. The first part is for everybody to see, the second for whoever mends it.
 */
export function configNote(config: ConfigResult): string[] {
  if (config.ok) return [];
  const [first, ...others] = config.problems.slice(0, SHOWN);
  if (!first) return [];
  const left = config.problems.length - SHOWN;
  const list = [...others.map((one) => `- ${tell(one)}`), ...(left > 0 ? [`- and ${left} more.`] : [])];
  return [
    `No label is touched while \`.github/race-triage.yml\` is not valid: ${tell(first)}`,
    list.join('\n'),
  ];
}

function tell({ path, line, column, message }: Problem): string {
  const what = codeSpan(path === '' ? message : `${path}: ${message}`, LONGEST);
  return `line ${line}, column ${column}, ${what}.`;
}
