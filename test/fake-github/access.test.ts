import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub } from './index.ts';

let fake: FakeGitHub;
let now = Date.parse('2026-03-01T12:00:00Z');

beforeEach(async () => {
  now = Date.parse('2026-03-01T12:00:00Z');
  fake = await startFakeGitHub({ now: () => now, rateLimit: 70 });
  fake.repository('acme/widgets', {
    collaborators: { maintainer: 'maintain', helper: 'triage' },
    labels: ['bug'],
  });
  fake.repository('acme/secret', {
    private: true,
    collaborators: { maintainer: 'read' },
    files: { 'go.mod': 'module x\n' },
  });
  fake.repository('other/public', { installed: false });
  for (const name of ['acme/widgets', 'acme/secret', 'other/public']) {
    const [owner = '', repo = ''] = name.split('/');
    fake.world.repository(owner, repo)?.collaborators.set('visitor', { role: 'none' });
  }
});

afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

async function call(method: string, path: string, token?: string, body?: object): Promise<Response> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    'content-type': 'application/json',
  };
  return fetch(`${fake.url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
}

const tokens: Record<string, () => string | undefined> = {
  nobody: () => undefined,
  visitor: () => fake.personToken('visitor'),
  helper: () => fake.personToken('helper'),
  maintainer: () => fake.personToken('maintainer'),
  'the installation': () => fake.installationToken('acme'),
  'the installation, metadata only': () =>
    fake.installationToken('acme', { permissions: { metadata: 'read' } }),
  'the app': () => fake.jwt(),
};

test.each([
  ['nobody', 'GET', '/repos/acme/widgets', 200],
  ['nobody', 'GET', '/repos/acme/secret', 404],
  ['nobody', 'POST', '/repos/acme/widgets/issues', 401],
  ['visitor', 'GET', '/repos/acme/secret', 404],
  ['visitor', 'POST', '/repos/acme/widgets/issues', 201],
  ['visitor', 'POST', '/repos/acme/widgets/labels', 403],
  ['helper', 'POST', '/repos/acme/widgets/labels', 403],
  ['maintainer', 'POST', '/repos/acme/widgets/labels', 201],
  ['maintainer', 'GET', '/repos/acme/secret', 200],
  ['the installation', 'GET', '/repos/acme/secret', 200],
  ['the installation', 'GET', '/repos/other/public', 200],
  ['the installation', 'POST', '/repos/other/public/issues', 403],
  ['the installation', 'POST', '/repos/acme/widgets/issues', 201],
  ['the installation', 'GET', '/app', 401],
  ['the installation, metadata only', 'GET', '/repos/acme/secret', 200],
  ['the installation, metadata only', 'GET', '/repos/acme/secret/contents/go.mod', 403],
  ['the installation, metadata only', 'POST', '/repos/acme/widgets/issues', 403],
  ['the app', 'GET', '/app', 200],
  ['the app', 'GET', '/app/installations', 200],
  ['the app', 'GET', '/repos/acme/secret', 404],
])('%s: %s %s → %i', async (who, method, path, expected) => {
  const bodies: Record<string, object> = { issues: { title: 'Race' }, labels: { name: 'new' } };
  const body = method === 'POST' ? bodies[path.split('/').at(-1) ?? ''] : undefined;
  expect((await call(method, path, tokens[who]?.(), body)).status).toBe(expected);
});

test('without the right, labels are silently dropped', async () => {
  const dropped = await call('POST', '/repos/acme/widgets/issues', tokens['visitor']?.(), {
    title: 'x',
    labels: ['bug'],
  });
  const kept = await call('POST', '/repos/acme/widgets/issues', tokens['helper']?.(), {
    title: 'y',
    labels: ['bug'],
  });
  expect([await dropped.json(), await kept.json()]).toMatchObject([
    { labels: [] },
    { labels: [{ name: 'bug' }] },
  ]);
});

test('a token lives one hour, a JWT ten minutes at most', async () => {
  const token = fake.installationToken('acme');
  const jwt = fake.jwt();
  expect((await call('GET', '/app', fake.jwt(660))).status).toBe(401);
  now += 59 * 60_000;
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(200);
  const late = await call('GET', '/app', jwt);
  expect(late.status).toBe(401);
  expect(late.headers.get('date')).toBe(new Date(now).toUTCString());
  expect(await late.json()).toMatchObject({
    message: expect.stringContaining("'Expiration time' claim ('exp')"),
  });
  now += 60_000;
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(401);
});

test("another key's JWT is refused", async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [head, claims] = fake.jwt().split('.');
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(privateKey, 'base64url');
  expect((await call('GET', '/app', `${head}.${claims}.${signature}`)).status).toBe(401);
});

test('tokens are made narrower, never wider', async () => {
  const { id } = fake.installation('acme');
  const path = `/app/installations/${id}/access_tokens`;
  const secret = fake.world.repository('acme', 'secret')?.id ?? 0;
  const made = await call('POST', path, fake.jwt(), {
    repository_ids: [secret],
    permissions: { contents: 'read' },
  });
  const { token } = z.object({ token: z.string() }).parse(await made.json());
  expect(made.status).toBe(201);
  expect((await call('GET', '/repos/acme/secret/contents/go.mod', token)).status).toBe(200);
  expect((await call('POST', '/repos/acme/secret/issues', token, { title: 'x' })).status).toBe(403);
  expect((await call('POST', '/repos/acme/widgets/issues', token, { title: 'x' })).status).toBe(403);
  expect(await (await call('GET', '/installation/repositories', token)).json()).toMatchObject({
    total_count: 1,
  });
  expect((await call('POST', path, fake.jwt(), { permissions: { contents: 'write' } })).status).toBe(422);
  expect((await call('POST', path, fake.jwt(), { repository_ids: [1] })).status).toBe(422);
});

test('suspended and uninstalled: the tokens are worth nothing', async () => {
  const token = fake.installationToken('acme');
  fake.suspend('acme');
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(403);
  fake.unsuspend('acme');
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(200);
  fake.uninstall('acme');
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(401);
});

test('the hour has its budget', async () => {
  const token = fake.installationToken('acme');
  for (let used = 1; used <= 70; used += 1) {
    const { status, headers } = await call('GET', '/repos/acme/widgets', token);
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, String(70 - used)]);
  }
  expect((await call('GET', '/repos/acme/widgets', token)).status).toBe(403);
  expect((await call('GET', '/rate_limit', token)).status).toBe(200);
  now += 3_600_000;
  expect((await call('GET', '/repos/acme/widgets', fake.installationToken('acme'))).status).toBe(200);
});
