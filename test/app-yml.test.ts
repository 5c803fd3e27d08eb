import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { hear } from '../src/app/events.ts';
import { WEBHOOK_PATH } from '../src/app/intake.ts';
import { CONFIG_PATH } from '../src/github/facts.ts';

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly public: boolean;
  readonly hook_attributes?: unknown;
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly single_file_name: string;
}

/** GitHub's own payloads, all events there are. */
const EVENTS = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly object[];
}[];

/** Sent to every app, and refused in a manifest. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const UNASKED = ['installation', 'installation_repositories'];

const TEXT = readFileSync(new URL('../app.yml', import.meta.url), 'utf8');
const MANIFEST = parse(TEXT) as Manifest;

test('the events are those that mean something to us', () => {
  const used = EVENTS.filter(({ name, examples }) => examples.some((payload) => isUsed(name, payload)));
  const names = used.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(UNASKED));
  expect(MANIFEST.default_events.toSorted()).toEqual(
    names.filter((name) => !UNASKED.includes(name)).toSorted(),
  );
});

test('an event nobody uses would be noticed', () => {
  expect(EVENTS.length).toBeGreaterThan(50);
  expect(isUsed('star', { action: 'created' })).toBe(false);
});

test('the permissions are the least that do', () => {
  expect(MANIFEST.default_permissions).toEqual({
    issues: 'write',
    metadata: 'read',
    single_file: 'read',
    contents: 'read',
  });
});

test.each([
  ['issues', 'issues'],
  ['issue_comment', 'issues'],
  ['label', 'metadata'],
  ['repository', 'metadata'],
  ['push', 'contents'],
])('the event %s comes with the permission %s', (event, permission) => {
  expect(MANIFEST.default_events).toContain(event);
  expect(MANIFEST.default_permissions).toHaveProperty(permission);
});

test('the single file is the configuration', () => {
  expect(MANIFEST.single_file_name).toBe(CONFIG_PATH);
});

test('only the account that registers the app can install it', () => {
  expect(MANIFEST.public).toBe(false);
});

test('the webhook address is shown, and left to whoever registers the app', () => {
  expect(MANIFEST.hook_attributes).toBeUndefined();
  expect(TEXT).toContain(`${WEBHOOK_PATH}\n`);
});

test('the page of the app is nobody in particular', () => {
  expect(new URL(MANIFEST.url).hostname).toBe('example.com');
});

function isUsed(event: string, payload: object): boolean {
  const heard = hear(event, payload, null);
  return heard.kind !== 'ignored' || !heard.because.endsWith('no concern of ours');
}
