import { generateKeyPairSync, createPrivateKey, createSign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../src/app/settings.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const LOCKED = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const BASE64 = Buffer.from(PKCS1).toString('base64');

const folder = mkdtempSync(join(tmpdir(), 'race-triage-key-'));
const FILE = join(folder, 'key.pem');
const EMPTY = join(folder, 'empty.pem');
writeFileSync(FILE, PKCS1);
writeFileSync(EMPTY, '');
afterAll(() => rmSync(folder, { recursive: true }));

type Env = Record<string, string | undefined>;
const SECRET = 'a secret of 26 characters!';
const GOOD: Env = { NODE_ENV: 'production', APP_ID: '4711', PRIVATE_KEY: PKCS1, WEBHOOK_SECRET: SECRET };
const without = (...names: string[]): Env =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name)));

function settings(env: Env): Settings {
  const read = readSettings(env);
  if (read.kind !== 'settings') throw new Error(JSON.stringify(read));
  return read.settings;
}
/** The message: one line that begins with the variable at fault, and never shows the key. */
function problem(env: Env): string {
  const read = readSettings(env);
  if (read.kind !== 'problem') throw new Error(`no problem but ${read.kind}`);
  expect(read.message).not.toContain('\n');
  expect(read.message).not.toContain(PKCS1.split('\n')[1]);
  return read.message;
}

describe('a private key in every form that survives a deployment signs', () => {
  test.each<[string, Env]>([
    ['PEM as GitHub gives it', { PRIVATE_KEY: PKCS1 }],
    ['PKCS #8', { PRIVATE_KEY: PKCS8 }],
    [String.raw`\n for line ends`, { PRIVATE_KEY: PKCS1.replaceAll('\n', String.raw`\n`) }],
    [String.raw`\r\n for line ends`, { PRIVATE_KEY: PKCS1.replaceAll('\n', String.raw`\r\n`) }],
    ['in quotes', { PRIVATE_KEY: `"${PKCS1}"` }],
    [String.raw`in single quotes, with \n`, { PRIVATE_KEY: `'${PKCS1.replaceAll('\n', String.raw`\n`)}'` }],
    ['CRLF', { PRIVATE_KEY: PKCS1.replaceAll('\n', '\r\n') }],
    ['blanks for line ends', { PRIVATE_KEY: PKCS1.trim().replaceAll('\n', ' ') }],
    ['base64', { PRIVATE_KEY: BASE64 }],
    ['base64 in lines', { PRIVATE_KEY: BASE64.replace(/(.{76})/g, '$1\n') }],
    ['a file', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: FILE }],
    ['the key itself, whatever the file', { PRIVATE_KEY_PATH: '/nowhere' }],
  ])('%s', (_, key) => {
    const pem = createPrivateKey(settings({ ...GOOD, ...key }).privateKey);
    expect(createSign('sha256').update('x').sign(pem)).toEqual(
      createSign('sha256').update('x').sign(privateKey),
    );
  });
});

describe('what stops the start, in one line that names it', () => {
  test.each<[string, Env, RegExp]>([
    ['a key that is cut off', { PRIVATE_KEY: PKCS1.slice(0, 900) }, /^PRIVATE_KEY cannot sign .*whole/],
    [
      'a key with a piece missing',
      { PRIVATE_KEY: PKCS1.replace(/\n.{64}\n/, '\n') },
      /^PRIVATE_KEY cannot sign/,
    ],
    [
      'the public key',
      { PRIVATE_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
      /^PRIVATE_KEY cannot sign/,
    ],
    [
      'a key that is no RSA key',
      { PRIVATE_KEY: EC },
      /^PRIVATE_KEY cannot sign \(a key of type ec, not RSA\)/,
    ],
    ['a key behind a pass phrase', { PRIVATE_KEY: LOCKED }, /^PRIVATE_KEY cannot sign/],
    ['a fingerprint', { PRIVATE_KEY: 'SHA256:abcdef' }, /^PRIVATE_KEY cannot sign \(no BEGIN and END line\)/],
    [
      'a file that is not there',
      { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' },
      /^PRIVATE_KEY_PATH cannot sign/,
    ],
    ['a file that is empty', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: EMPTY }, /^PRIVATE_KEY_PATH cannot sign/],
    ['no key', { PRIVATE_KEY: undefined }, /^PRIVATE_KEY is not set/],
    ['blanks for a key', { PRIVATE_KEY: '  ' }, /^PRIVATE_KEY is not set/],
    ['no app', { APP_ID: undefined }, /^APP_ID is not set/],
    ['an app with a name', { APP_ID: 'race-triage' }, /^APP_ID is not valid/],
    ['app 0', { APP_ID: '0' }, /^APP_ID is not valid/],
    ['no secret', { WEBHOOK_SECRET: undefined }, /^WEBHOOK_SECRET is not set/],
    ['an empty secret', { WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET is not set/],
    [
      'only the previous secret',
      { WEBHOOK_SECRET: '', WEBHOOK_SECRET_PREVIOUS: SECRET },
      /^WEBHOOK_SECRET is not set/,
    ],
    ['a secret of 15 characters', { WEBHOOK_SECRET: 'x'.repeat(15) }, /^WEBHOOK_SECRET is shorter than 16/],
    ['Probot’s default secret', { WEBHOOK_SECRET: 'development' }, /^WEBHOOK_SECRET is shorter than 16/],
    [
      'a short previous secret',
      { WEBHOOK_SECRET_PREVIOUS: 'short' },
      /^WEBHOOK_SECRET_PREVIOUS is shorter than 16/,
    ],
    ['plain http', { GITHUB_API_URL: 'http://api.github.test' }, /^GITHUB_API_URL must be https/],
    [
      'plain http to something like loopback',
      { GITHUB_API_URL: 'http://127.0.0.1.evil.test' },
      /^GITHUB_API_URL must be https/,
    ],
    ['another protocol', { GITHUB_API_URL: 'ftp://api.github.test' }, /^GITHUB_API_URL is not valid/],
    ['no address', { GITHUB_API_URL: 'api.github.test' }, /^GITHUB_API_URL is not valid/],
    ['a host that is none', { GHE_HOST: 'two words' }, /^GHE_HOST is not valid/],
    ['an unknown protocol', { GHE_PROTOCOL: 'gopher' }, /^GHE_PROTOCOL is not valid/],
    ['a port that is none', { PORT: '65536' }, /^PORT is not valid/],
    ['a port with a name', { PORT: 'http' }, /^PORT is not valid/],
    [
      'a database of another kind',
      { DATABASE_URL: 'mysql://db/race' },
      /^DATABASE_URL is not valid: it must be postgres:/,
    ],
    [
      'a password with a bracket that breaks the address',
      { DATABASE_URL: 'postgres://me:se[cret@db:port/race' },
      /^DATABASE_URL is not valid: (?!.*cret)/,
    ],
    ['an unknown mode', { MODE: 'Act!' }, /^MODE is not valid.*observe/],
    ['an unknown level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not valid/],
    ['an unknown place for metrics', { METRICS: 'everywhere' }, /^METRICS is not valid/],
  ])('%s', (_, env, message) => {
    expect(problem({ ...GOOD, ...env })).toMatch(message);
  });

  test('nothing at all, in production', () => {
    expect(problem({ NODE_ENV: 'production' })).toMatch(/^APP_ID is not set/);
  });
});

describe('what the settings are', () => {
  test.each<[string, Env, Partial<Settings>]>([
    [
      'the defaults',
      {},
      {
        production: true,
        appId: 4711,
        apiUrl: 'https://api.github.com',
        port: 3000,
        host: undefined,
        dataDir: './data',
        databaseUrl: undefined,
        mode: 'act',
        listLag: 60_000,
        drainTime: 7_000,
        queueCap: 10_000,
        admin: null,
        owners: null,
        writes: { perMinute: 60, perHour: 400, gap: 1_000 },
        metrics: 'public',
        log: { level: 'info', format: 'json' },
      },
    ],
    [
      'both secrets, the current one first',
      { WEBHOOK_SECRET_PREVIOUS: 'the secret of last year' },
      { webhookSecrets: [SECRET, 'the secret of last year'] },
    ],
    [
      'a database behind a socket',
      { DATABASE_URL: 'postgresql://me@/race?host=/run/postgresql' },
      { databaseUrl: 'postgresql://me@/race?host=/run/postgresql' },
    ],
    ['an Enterprise Server', { GHE_HOST: 'git.acme.test' }, { apiUrl: 'https://git.acme.test/api/v3' }],
    ['a tenant of ghe.com', { GHE_HOST: 'acme.ghe.com' }, { apiUrl: 'https://api.acme.ghe.com' }],
    ['the API of a tenant', { GHE_HOST: 'API.Acme.ghe.com' }, { apiUrl: 'https://api.acme.ghe.com' }],
    [
      'a server that only looks like a tenant',
      { GHE_HOST: 'acme.ghe.com.test' },
      { apiUrl: 'https://acme.ghe.com.test/api/v3' },
    ],
    [
      'an Enterprise Server that says itself it is http',
      { GHE_HOST: 'git.acme.test', GHE_PROTOCOL: 'http' },
      { apiUrl: 'http://git.acme.test/api/v3' },
    ],
    [
      'the REST base wins',
      { GHE_HOST: 'git.acme.test', GITHUB_API_URL: 'https://api.acme.ghe.test/' },
      { apiUrl: 'https://api.acme.ghe.test' },
    ],
    [
      'plain http on loopback',
      { GITHUB_API_URL: 'http://127.0.0.1:4010' },
      { apiUrl: 'http://127.0.0.1:4010' },
    ],
    [
      'plain http on localhost',
      { GITHUB_API_URL: 'http://localhost:4010' },
      { apiUrl: 'http://localhost:4010' },
    ],
    [
      'plain http on loopback of IPv6',
      { GITHUB_API_URL: 'http://[::1]:4010' },
      { apiUrl: 'http://[::1]:4010' },
    ],
    [
      'empty values count as not set',
      { PORT: '', MODE: ' ', HOST: '' },
      { port: 3000, mode: 'act', host: undefined },
    ],
    [
      'what is set',
      {
        PORT: '0',
        HOST: '::1',
        DATA_DIR: '/data',
        MODE: 'observe',
        METRICS: 'off',
        LOG_LEVEL: 'debug',
        LOG_FORMAT: 'pretty',
      },
      {
        port: 0,
        host: '::1',
        dataDir: '/data',
        mode: 'observe',
        metrics: 'off',
        log: { level: 'debug', format: 'pretty' },
      },
    ],
    [
      'outside production a short secret will do',
      { NODE_ENV: '', WEBHOOK_SECRET: 'short' },
      { production: false, webhookSecrets: ['short'], log: { level: 'info', format: 'pretty' } },
    ],
  ])('%s', (_, env, expected) => {
    expect(settings({ ...GOOD, ...env })).toMatchObject(expected);
  });

  test('no credentials outside production: the set-up page', () => {
    expect(readSettings({ PORT: '8080' })).toEqual({
      kind: 'setup',
      port: 8080,
      log: { level: 'info', format: 'pretty' },
    });
  });

  test.each(['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'])(
    '%s alone missing outside production is a mistake',
    (name) => {
      expect(problem({ ...without(name), NODE_ENV: 'development' })).toMatch(
        new RegExp(`^${name} is not set`),
      );
    },
  );
});
