import type { Nodes, RootContent } from 'mdast';

/**
 * HTML elements in a comment. `<details>` opens a box whose content, after a blank line, is ordinary Markdown;
 * but between `<code>` and `</code>` the same paragraph is shown as code, and in `<blockquote>` it is a quotation.
 */

/** Elements that show what they hold as code, quotation, link, heading, list, table or crossed out. */
const HIDING = new Set(
  'a blockquote code del dl h1 h2 h3 h4 h5 h6 kbd ol pre q s samp script strike style table textarea tt ul'.split(
    ' ',
  ),
);

/** A stretch of the comment from an element's first tag to its last, in lines. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of a comment that stand inside an element which is not prose.
 *
 * @example
 * // <code>      line 1
 * //             line 2
 * // /race help  line 3
 * openElements(tree).hide(3) // true
 */
export function openElements(children: readonly RootContent[]): { hide: (line: number) => boolean } {
  const stretches: Stretch[] = [];
  const open = new Map<string, number[]>();
  for (const tag of children.flatMap(tagsOf)) {
    if (!HIDING.has(tag.name)) continue;
    const starts = open.get(tag.name) ?? [];
    open.set(tag.name, starts);
    if (!tag.closes) starts.push(tag.line);
    const from = tag.closes ? starts.pop() : undefined;
    if (from !== undefined) stretches.push({ from, to: tag.line });
  }
  const unclosed = [...open.values()].flat().map((from) => ({ from, to: Infinity }));
  const all = [...stretches, ...unclosed];
  return { hide: (line) => all.some(({ from, to }) => from < line && line <= to) };
}

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly line: number;
}

/** Every tag below a node, in the order of the document. Elements in quotes and lists count: they may stay open. */
function tagsOf(node: Nodes): readonly Tag[] {
  if (node.type === 'html') return tagsIn(node.value, node.position?.start.line ?? 0);
  return 'children' in node ? node.children.flatMap(tagsOf) : [];
}

function tagsIn(html: string, firstLine: number): readonly Tag[] {
  return withoutComments(html)
    .split('\n')
    .flatMap((text, index) => tagsOfLine(text, firstLine + index));
}

function tagsOfLine(text: string, line: number): readonly Tag[] {
  return [...text.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)].map((match) => ({
    name: (match[2] ?? '').toLowerCase(),
    closes: match[1] === '/',
    line,
  }));
}

/** Comments become blank, their line breaks stay: `<!-- <code> -->` opens nothing. */
function withoutComments(html: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = html.indexOf('<!--', at);
    if (start < 0) return parts.join('') + html.slice(at);
    const close = html.indexOf('-->', start + 4);
    const end = close < 0 ? html.length : close + 3;
    parts.push(html.slice(at, start), html.slice(start, end).replace(/[^\n]+/g, ' '));
    at = end;
  }
}
