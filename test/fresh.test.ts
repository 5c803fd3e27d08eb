import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** The repository itself: what a fresh clone must be able to do, and what no file of it may say. */

const ROOT = join(import.meta.dirname, '..');

/** Tracked, or about to be. */
const FILES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)) && statSync(join(ROOT, file)).isFile())
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))
  .filter(({ text }) => !text.includes('\0'));

const MARKDOWN = FILES.filter(
  ({ file }) => file.endsWith('.md') && !/^test\/(?:fixtures|corpus)\//.test(file),
);
const OWN_WORDS = FILES.filter(({ file }) => !/^test\/(?:fixtures|corpus)\//.test(file));

/** Written so that this file does not find itself. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a folder of the machine it was written on', /(?<![\w.-])\/work\//],
  ['a folder beside the repository', /\.\.\/shared\b/],
  ['the host of a package registry', /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\./],
  ['a private key', /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})\b/],
];

test('there are files to look at', () => {
  expect(FILES.length).toBeGreaterThan(100);
  expect(MARKDOWN.map(({ file }) => file)).toContain('CONTRIBUTING.md');
});

test.each(FORBIDDEN)('no file names %s', (_what, pattern) => {
  const places = OWN_WORDS.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(places).toEqual([]);
});

test('no file has line ends of another system', () => {
  expect(OWN_WORDS.filter(({ text }) => text.includes('\r\n')).map(({ file }) => file)).toEqual([]);
});

test('what is posted or printed by others is kept byte for byte', () => {
  const attributes = readFileSync(join(ROOT, '.gitattributes'), 'utf8').split('\n');
  expect(attributes).toEqual(expect.arrayContaining(['test/fixtures/** -text', 'test/corpus/** -text']));
});

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  const installed = Object.entries(packages).filter(([path]) => path !== '');

  test('it names no place to download from', () => {
    expect(installed.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });

  test('it has the digest of every package', () => {
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });
});

describe('Markdown', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  test.each(MARKDOWN)('$file names only npm scripts that exist', ({ text }) => {
    const named = [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(
      ([, name]) => name ?? '',
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test.each(MARKDOWN)('$file has no link into the void', ({ file, text }) => {
    const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
    const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)/g)].map(([, target]) => target ?? '');
    const files = targets
      .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
      .map((target) => target.split('#')[0] ?? '');
    expect(files.filter((target) => !existsSync(join(ROOT, dirname(file), target)))).toEqual([]);
  });
});
