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

/**
 * The elements that are open where one reads a comment; one that is never closed hides all that follows.
 *
 * @example
 * const elements = new OpenElements();
 * elements.read('<code>');
 * elements.hide // true
 */
export class OpenElements {
  readonly #open = new Map<string, number>();

  get hide(): boolean {
    return [...this.#open.values()].some((count) => count > 0);
  }

  /** Takes note of the tags in a piece of HTML. */
  read(html: string): void {
    for (const [, slash, tag = ''] of withoutComments(html).matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
      const name = tag.toLowerCase();
      if (!HIDING.has(name)) continue;
      const count = this.#open.get(name) ?? 0;
      this.#open.set(name, slash === '/' ? Math.max(0, count - 1) : count + 1);
    }
  }
}

/** `<!-- <code> -->` opens nothing. */
function withoutComments(html: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = html.indexOf('<!--', at);
    if (start < 0) return parts.join('') + html.slice(at);
    const close = html.indexOf('-->', start + 4);
    const end = close < 0 ? html.length : close + 3;
    parts.push(html.slice(at, start), ' ');
    at = end;
  }
}
