import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';

/** The repository of the story: the one the issues come from, here only by name. */
export const REPOSITORY = { owner: 'pingcap', repo: 'tidb' };

/** People of the story, by what they do in it. */
export const PEOPLE = ['pingcap', 'reporter', 'maintainer'] as const;

export interface App {
  readonly id: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Where the app will listen. */
  readonly port: number;
}

export interface LocalGitHub {
  readonly url: string;
  readonly app: App;
  /** The REST API as a person sees it. */
  as(person: (typeof PEOPLE)[number]): Octokit;
  close(): Promise<void>;
}

/**
 * A GitHub on this machine, made by others (https://www.npmjs.com/package/emulate): it keeps issues, labels and
 * comments, and delivers signed webhooks over HTTP to the app that is installed in it.
 */
export async function startLocalGitHub(): Promise<LocalGitHub> {
  const [port, appPort] = await freePorts(2);
  const app: App = { id: 4711, privateKey: makeKey(), webhookSecret: randomUUID(), port: appPort };
  const tokens = Object.fromEntries(
    PEOPLE.map((login) => [`token-of-${login}`, { login, scopes: ['repo'] }]),
  );
  const emulator = await createEmulator({ service: 'github', port, seed: { tokens, github: seed(app) } });
  return {
    url: emulator.url,
    app,
    as: (person) => new Octokit({ baseUrl: emulator.url, auth: `token-of-${person}` }),
    close: () => emulator.close(),
  };
}

function seed(app: App) {
  const permissions = { issues: 'write', contents: 'read', metadata: 'read' };
  return {
    users: PEOPLE.map((login) => ({ login })),
    repos: [{ owner: REPOSITORY.owner, name: REPOSITORY.repo, auto_init: true }],
    apps: [
      {
        app_id: app.id,
        slug: 'race-triage',
        name: 'race-triage',
        private_key: app.privateKey,
        webhook_url: `http://127.0.0.1:${app.port}/api/github/webhooks`,
        webhook_secret: app.webhookSecret,
        permissions,
        events: ['issues', 'issue_comment', 'label', 'push'],
        installations: [
          { installation_id: 815, account: REPOSITORY.owner, repository_selection: 'all', permissions },
        ],
      },
    ],
  };
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** Ports that nobody listens on now; held together, so that they differ. */
async function freePorts(count: number): Promise<[number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [first = 0, second = 0] = ports;
  return [first, second];
}
