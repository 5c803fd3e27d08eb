import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/**
 * A comment as GitHub shows it, near enough to be looked at: its Markdown dialect, colours and sizes of its page, the
 * blocks that Mermaid draws marked for it. Loads nothing.
 */
export function pageOf(comments: readonly string[]): string {
  const articles = comments.map(
    (text) => `<article><header>race-triage <b>bot</b></header>${htmlOf(text)}</article>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Comments</title><style>${STYLE}</style>${articles.join('\n')}</html>`;
}

/** GitHub lets a few tags through and takes the dangerous ones for text, as its dialect says. */
function htmlOf(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  }).replace(
    /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
    '<pre class="mermaid">$1</pre>',
  );
}

const STYLE = `
  body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: #1f2328; margin: 16px; width: 880px }
  article { border: 1px solid #d1d9e0; border-radius: 6px; margin-bottom: 16px; padding: 0 16px 8px }
  header { background: #f6f8fa; margin: 0 -16px 12px; padding: 8px 16px; border-bottom: 1px solid #d1d9e0; font-weight: 600 }
  header b { font-weight: 400; font-size: 12px; border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px }
  p, table, details, ul { margin: 0 0 12px }
  a { color: #0969da; text-decoration: none }
  code, pre { font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace }
  code { background: #818b981f; border-radius: 6px; padding: .2em .4em; white-space: break-spaces }
  pre { background: #f6f8fa; border-radius: 6px; padding: 12px; overflow: auto }
  pre code { background: none; padding: 0; white-space: pre }
  pre.mermaid { background: #fff; text-align: center }
  table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0; padding: 6px 13px }
  summary { cursor: pointer }
`;
