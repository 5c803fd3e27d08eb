import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { createScrubber } from '../../src/app/log.ts';

const SECRET = 'a "secret" with \\ and more';
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA'.repeat(4)}\n${'x'.repeat(64)}\nshort==\n-----END RSA PRIVATE KEY-----\n`;
const TOKEN = `ghs_${'a1B2'.repeat(9)}`;

const MODULE = new URL('../../src/app/log.ts', import.meta.url).href;

/** What a real logger of its own process prints, with `secret`, `key` and `token` at hand. */
function logged(code: string, format = 'json'): string {
  const script = `
    import { createLog } from ${JSON.stringify(MODULE)};
    const [secret, key, token] = ${JSON.stringify([SECRET, KEY, TOKEN])};
    const log = createLog({ level: 'trace', format: '${format}' }, [secret, key]);
    ${code}`;
  const args = ['--no-warnings', '--input-type=module-typescript', '-e', script];
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return ran.stdout;
}

test.each(['json', 'pretty'])('secrets are taken out wherever they stand (%s)', (format) => {
  const line = KEY.split('\n')[1] ?? '';
  const out = logged(
    `log.info('in a message ' + secret);
     log.error({ err: new Error('x-access-token:' + token + '@host'), nested: { deep: [secret, { key }] } }, 'x');
     log.warn({ [token]: 1, line: key.split('\\n')[1], escaped: JSON.stringify({ secret }) }, key);
     log.child({ secret }).debug('in a child');
     const caused = new Error('outer', { cause: new Error('inner ' + token) });
     log.fatal({ err: caused, headers: { authorization: 'Bearer ' + token } });`,
    format,
  );
  expect(out.split('[secret]').length).toBeGreaterThan(8);
  for (const hidden of [TOKEN, line, 'a "secret"', String.raw`a \"secret\"`])
    expect(out).not.toContain(hidden);
});

test('an error is told in short: no request, no answer, no end', () => {
  const out = logged(`
    const request = { headers: { authorization: 'x' }, body: 'the whole body' };
    log.error({ err: Object.assign(new Error('m'.repeat(9_999)), { status: 502, request, response: { data: 'the whole answer' } }) }, 'failed');
    for (const odd of ['text', null, undefined, 5, { a: 1 }]) log.error({ err: odd }, 'odd');`);
  const [first = '', ...odd] = out.trim().split('\n');
  expect(JSON.parse(first)).toMatchObject({
    level: 'error',
    msg: 'failed',
    err: { type: 'Error', status: 502 },
  });
  expect(first.length).toBeLessThan(4_000);
  expect(out).not.toContain('the whole');
  expect(odd.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(Array(5).fill('odd'));
});

describe('the scrubber', () => {
  const scrub = createScrubber([SECRET]);
  test.each([
    [`token ${TOKEN}!`, 'token [secret]!'],
    ['ghp_abcdefghij0123456789', '[secret]'],
    ['github_pat_11AAAAAAA0abcdefghij_0123456789', '[secret]'],
    ['Bearer eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjE2MDB9.c2lnbmF0dXJlLg', 'Bearer [secret]'],
    ['ghs_ is how tokens begin', 'ghs_ is how tokens begin'],
    ['weighs_12345678901234', 'weighs_12345678901234'],
    ['a race in ghost_writer', 'a race in ghost_writer'],
  ])('%s', (line, clean) => {
    expect(scrub(line)).toBe(clean);
  });

  test('a secret so short that it is a word is no secret', () => {
    expect(createScrubber(['short', ''])('short and sweet')).toBe('short and sweet');
  });
});
