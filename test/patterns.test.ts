import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../src/config/parse.ts';
import { PATTERNS } from '../src/race/pattern.ts';

const FOLDER = new URL('../docs/patterns/', import.meta.url);

const pages = readdirSync(FOLDER).filter((file) => file !== 'README.md');
const names = PATTERNS.map(({ name }) => name);

function textOf(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

test('every kind of race has a page, and every page is of a kind', () => {
  expect(pages.map((file) => file.replace(/\.md$/, '')).sort()).toEqual([...names].sort());
});

test('the index lists each page once, in the order of the table', () => {
  const linked = [...textOf('README.md').matchAll(/\[([\w-]+)\]\(([\w-]+)\.md\)/g)];
  expect(linked.map(([, shown, target]) => [shown, target])).toEqual(names.map((name) => [name, name]));
});

describe.each(names)('%s', (name) => {
  const text = textOf(`${name}.md`);

  test('has its parts', () => {
    expect(text).toMatch(new RegExp(`^# ${name}: `));
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'In a report',
      'An example',
      'How it is usually fixed',
      'More',
    ]);
  });

  test('shows a report and two programs, one before and one after', () => {
    const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
    expect(blocks.map(([, language]) => language)).toEqual(['text', 'go', 'go']);
    for (const [, , code] of blocks.slice(1)) expect(code).toMatch(/^package \w+\n/);
    expect(blocks[1]?.[2]).not.toBe(blocks[2]?.[2]);
  });

  test('links to pages of Go', () => {
    const links = [...text.matchAll(/\]\((https:[^)]*)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThanOrEqual(3);
    expect(links.filter((link) => !/^https:\/\/(?:pkg\.)?go\.dev\//.test(link ?? ''))).toEqual([]);
  });

  test('is a name that the configuration takes', () => {
    expect(parseConfig(`patterns: { labels: { ${name}: race/kind } }`)).toMatchObject({ ok: true });
  });
});
