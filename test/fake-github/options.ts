import { generateKeyPairSync } from 'node:crypto';
import type { WebhookTarget } from './deliveries.ts';
import { commitOf } from './file-acts.ts';
import type { LabelDraft } from './label-acts.ts';
import type { Account, App, Collaborator, Repository, Role } from './model.ts';
import type { World } from './world.ts';

export interface FakeOptions {
  readonly webhook?: WebhookTarget;
  readonly app?: Partial<App>;
  /** The fake's clock, in milliseconds; the machine's own unless a test brings one. */
  readonly now?: () => number;
  /** How a delayed answer waits; a test with a clock of its own moves that. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Requests an hour for each caller. */
  readonly rateLimit?: number;
  /** No page is longer, whatever `per_page` says: with 2, three of anything are two pages. */
  readonly maxPageSize?: number;
  readonly port?: number;
}

export interface RepositoryOptions {
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly ownerType?: Account['type'];
  /** Whether the app is installed on the owner already; true unless said otherwise. */
  readonly installed?: boolean;
  readonly hasIssues?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly labels?: readonly (string | LabelDraft)[];
  readonly collaborators?: Readonly<Record<string, Role | Collaborator>>;
  /** Entries after which a recursive tree is cut; GitHub's own limit is 100,000. */
  readonly treeLimit?: number;
  /** Whether labels can be proposed instead of put on; GitHub has that as a preview in some repositories. */
  readonly suggestions?: boolean;
}

/** Made once: it takes a tenth of a second, and no test needs a key of its own. */
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export const APP: App = {
  id: 4711,
  clientId: 'Iv23fake0client0id',
  slug: 'race-triage',
  name: 'Race triage',
  ...keys,
  permissions: { metadata: 'read', issues: 'write', contents: 'read' },
  events: ['issues', 'issue_comment', 'label', 'push'],
  singleFilePaths: [],
};

export function newRepository(
  world: World,
  owner: Account,
  name: string,
  options: RepositoryOptions,
): Repository {
  const repository: Repository = {
    id: world.nextId('repository'),
    owner,
    name,
    createdAt: world.now(),
    issues: new Map(),
    collaborators: new Map(),
    labels: [],
    files: new Map(Object.entries(options.files ?? {})),

    private: options.private ?? false,
    archived: false,
    hasIssues: options.hasIssues ?? true,
    defaultBranch: options.defaultBranch ?? 'main',
    treeLimit: options.treeLimit ?? 100_000,
    suggestions: options.suggestions ?? false,
    head: '',
    lastNumber: 0,
  };
  repository.head = commitOf(repository);
  return repository;
}
