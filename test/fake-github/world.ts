import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import type { Account, Actor, App, Installation, Repository } from './model.ts';

/** Something a webhook may tell about; `parts` are its own pieces of the payload. */
export interface Happening {
  readonly event: string;
  readonly action?: string;
  readonly repository?: Repository;
  readonly installation?: Installation;
  readonly actor: Actor;
  readonly parts: JsonObject;
}

/** Everything GitHub would remember. One instance per fake; nothing is shared between tests. */
export class World {
  readonly app: App;
  readonly now: () => number;
  readonly repositories: Repository[] = [];
  readonly installations: Installation[] = [];
  /** Former full names, in lower case: a renamed repository answers with a redirect. */
  readonly formerNames = new Map<string, Repository>();
  /** Where the API lives; known once the server listens. */
  url = '';
  onHappening: (happening: Happening) => void = () => {};
  private readonly accounts = new Map<string, Account>();
  private readonly lastIds = new Map<string, number>();

  constructor(app: App, now: () => number) {
    this.app = app;
    this.now = now;
  }

  /** GitHub's numbers for issues and comments have long left 32 bits; the fake's do so from the first one. */
  nextId(kind: string): number {
    const id = (this.lastIds.get(kind) ?? startOf(kind)) + 1;
    this.lastIds.set(kind, id);
    return id;
  }

  account(login: string, type?: Account['type']): Account {
    const known = this.accounts.get(login.toLowerCase());
    if (known) return known;
    const kind = type ?? (login.endsWith('[bot]') ? 'Bot' : 'User');
    const account: Account = { id: this.nextId('account'), login, type: kind };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  findAccount(login: string): Account | undefined {
    return this.accounts.get(login.toLowerCase());
  }

  /** The app itself at work: `<slug>[bot]`, as its comments are signed. */
  bot(): Actor {
    return { account: this.account(`${this.app.slug}[bot]`), viaApp: true };
  }

  person(login: string): Actor {
    return { account: this.account(login), viaApp: false };
  }

  repository(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((repository) => fullName(repository).toLowerCase() === wanted);
  }

  installationOf(repository: Repository): Installation | undefined {
    return this.installations.find((installation) => covers(installation, repository));
  }

  happened(happening: Happening): void {
    this.onHappening(happening);
  }
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account !== repository.owner) return false;
  return installation.repositories === 'all' || installation.repositories.has(repository.id);
}

/** Digests in the place of git's object names: equal content, equal name. */
export function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function startOf(kind: string): number {
  const starts: Record<string, number> = {
    account: 1_000,
    repository: 700_000_000,
    installation: 40_000_000,
  };
  return starts[kind] ?? 3_000_000_000;
}
