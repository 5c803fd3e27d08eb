import type { Nodes, PhrasingContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { CELLS, PARAGRAPHS, SUMMARIES } from './template.ts';

/** What a comment holds, read as GitHub reads it. */
export interface Reading {
  /** Whatever is not of our template; empty for a good comment. */
  readonly strange: readonly string[];
  /** Addresses of links, in order. */
  readonly links: readonly string[];
  /** Diagrams. */
  readonly diagrams: readonly string[];
}

export function readComment(markdown: string): Reading {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const reading = { strange: [] as string[], links: [] as string[], diagrams: [] as string[] };
  tree.children.forEach((node) => visit(node, reading));
  const [opened, closed] = [/^<details>$/gm, /^<\/details>$/gm].map(
    (tag) => markdown.match(tag)?.length ?? 0,
  );
  if (opened !== closed) reading.strange.push(`${opened} folds opened, ${closed} closed`);
  return reading;
}

type Draft = { [K in keyof Reading]: string[] };

function visit(node: Nodes, reading: Draft): void {
  if (node.type === 'paragraph') return expectOne(PARAGRAPHS, phrase(node.children, reading), reading);
  if (node.type === 'tableCell') return expectOne(CELLS, phrase(node.children, reading), reading);
  if (node.type === 'html')
    return node.value === '</details>' ? undefined : expectOne(SUMMARIES, node.value, reading);
  if (node.type === 'code') return block(node.lang ?? '', node.value, reading);
  if (node.type === 'table' || node.type === 'tableRow' || node.type === 'list' || node.type === 'listItem') {
    node.children.forEach((child) => visit(child, reading));
    return;
  }
  reading.strange.push(node.type);
}

function expectOne(shapes: readonly RegExp[], text: string, { strange }: Draft): void {
  if (!shapes.some((shape) => shape.test(text))) strange.push(text);
}

function block(language: string, value: string, reading: Draft): void {
  if (language === 'mermaid') reading.diagrams.push(value);
  else if (language !== 'text') reading.strange.push(`a block of ${language}`);
}

/** A paragraph as one line, code and links reduced to what they are. */
function phrase(children: readonly PhrasingContent[], reading: Draft): string {
  return children.map((child) => inline(child, reading)).join('');
}

function inline(node: PhrasingContent, reading: Draft): string {
  if (node.type === 'text' || node.type === 'html') return node.value;
  if (node.type === 'inlineCode') return '⟨C⟩';
  if (node.type === 'strong') return `**${phrase(node.children, reading)}**`;
  if (node.type !== 'link') return `⟨${node.type}⟩`;
  reading.links.push(node.url);
  const text = phrase(node.children, reading);
  return text === '⟨C⟩' ? '⟨L⟩' : `⟨link ${text}⟩`;
}
