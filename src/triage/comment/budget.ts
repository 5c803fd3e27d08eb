import { fold } from '../markdown.ts';

/** What a maintainer sees before unfolding anything. */
const MOST_LINES = 8;

/** For one race; a table of several needs the room of its rows. */
const MOST_CHARACTERS = 600;

/**
 * The parts that fit before the first fold; what does not – the less important come last – is folded. The first
 * part always stands.
 */
export function visibleParts([head = '', ...parts]: readonly string[], isTable: boolean): string[] {
  const shown = [head];
  const folded: string[] = [];
  for (const part of parts.filter((one) => one !== '')) {
    const next = [...shown, part];
    const fits = linesOf(next) <= MOST_LINES && (isTable || lengthOf(next) <= MOST_CHARACTERS);
    (fits ? shown : folded).push(part);
  }
  return [...shown, fold('More about it', folded.join('\n\n'))];
}

/** The rule under the head of a table is no line to a reader. */
function linesOf(parts: readonly string[]): number {
  return parts.flatMap((part) => part.split('\n')).filter((line) => line !== '' && !line.startsWith('| ---'))
    .length;
}

/** Addresses of links are not seen. */
function lengthOf(parts: readonly string[]): number {
  return parts
    .join('\n')
    .replace(/\]\([^()]*\)/g, ']')
    .replace(/[`*[\]]/g, '').length;
}

/** A body of GitHub ends at 65,536 characters; readers give up long before. */
export const MOST_TEXT = 20_000;

/** The first rendering that is short enough, else the shortest, which comes last. */
export function fitting<Size>(sizes: readonly Size[], render: (size: Size) => string): string {
  let text = '';
  for (const size of sizes) {
    text = render(size);
    if (text.length <= MOST_TEXT) return text;
  }
  return text;
}
