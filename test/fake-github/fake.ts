import { setTimeout } from 'node:timers/promises';
import { Credentials, signJwt } from './auth.ts';
import { isWrite, matches } from './calls.ts';
import type { CallFilter, Interceptor, RecordedCall } from './calls.ts';
import { Deliveries } from './deliveries.ts';
import type { Delivery, WebhookTarget } from './deliveries.ts';
import { Idle } from './idle.ts';
import { changeSelection, ensureInstalled, tellInstallation } from './installations.ts';
import { createLabel } from './label-acts.ts';
import type { App, Installation, Permissions } from './model.ts';
import { APP, newRepository } from './options.ts';
import type { FakeOptions, RepositoryOptions } from './options.ts';
import { deliver } from './payload.ts';
import { RepositoryDesk } from './people.ts';
import { HttpFront } from './server.ts';
import { Service } from './service.ts';
import { World } from './world.ts';

/** A GitHub of our own on 127.0.0.1, for tests: REST at the root and at `/api/v3`, signed webhooks to the app. */
export class FakeGitHub {
  readonly app: App;
  readonly world: World;
  /** Everything that was not as GitHub describes it, in requests, answers and webhooks. A test ends with none. */
  readonly violations: string[] = [];
  private readonly credentials: Credentials;
  private readonly hooks: Deliveries;
  private readonly front: HttpFront;
  private readonly idle: Idle;

  constructor(options: FakeOptions) {
    this.app = { ...APP, ...options.app };
    this.world = new World(this.app, options.now ?? Date.now);
    this.credentials = new Credentials(this.world);
    this.idle = new Idle(() => this.hooks.pending === 0 && this.front.pending === 0);
    const onIdle = (): void => this.idle.look();
    this.hooks = new Deliveries(this.world, options.webhook, onIdle);
    const { rateLimit = 5_000, maxPageSize = 100, sleep = setTimeout } = options;
    const { world, credentials, violations } = this;
    const service = new Service({
      world,
      credentials,
      deliveries: this.hooks,
      violations,
      rateLimit,
      maxPageSize,
    });
    const onMistake = (what: string): void => void violations.push(`the fake itself: ${what}`);
    this.front = new HttpFront({
      service,
      now: world.now,
      sleep: async (milliseconds) => await sleep(milliseconds),
      onIdle,
      onMistake,
    });
    world.onHappening = (happening) => deliver(world, happening, this.hooks, violations);
  }

  async listen(port: number): Promise<void> {
    this.world.url = await this.front.listen(port);
  }

  /** `http://127.0.0.1:PORT`: the REST base itself, for GITHUB_API_URL or `baseUrl`. */
  get url(): string {
    return this.world.url;
  }

  /** `127.0.0.1:PORT`, for GHE_HOST with GHE_PROTOCOL=http: the same API at `/api/v3`. */
  get host(): string {
    return this.world.url.slice('http://'.length);
  }

  /** Where webhooks go; a test may set it late, change it or take it away. */
  set webhook(target: WebhookTarget | undefined) {
    this.hooks.target = target;
  }

  get deliveries(): readonly Delivery[] {
    return this.hooks.all;
  }

  get requests(): readonly RecordedCall[] {
    return this.front.calls;
  }

  /** The number of the last request so far, for `calls({ since })`. */
  get step(): number {
    return this.front.lastStep;
  }

  calls(filter: CallFilter = {}): RecordedCall[] {
    return this.front.calls.filter((call) => matches(call, filter));
  }

  writes(filter: CallFilter = {}): RecordedCall[] {
    return this.calls(filter).filter(isWrite);
  }

  /** One rule at a time decides which requests go wrong; returns what takes it away again. */
  intercept(interceptor: Interceptor): () => void {
    this.front.interceptor = interceptor;
    return () => {
      if (this.front.interceptor === interceptor) this.front.interceptor = undefined;
    };
  }

  /** Makes a repository with its history before the test: no webhooks. */
  repository(name: string, options: RepositoryOptions = {}): RepositoryDesk {
    const { world } = this;
    const [owner = '', repo = ''] = name.split('/');
    if (world.repository(owner, repo)) throw new Error(`${name} exists already`);
    const account = world.account(owner, options.ownerType ?? 'Organization');
    const repository = newRepository(world, account, repo, options);
    const desk = new RepositoryDesk(world, repository);
    for (const [login, role] of Object.entries(options.collaborators ?? {})) desk.collaborator(login, role);
    for (const label of options.labels ?? []) {
      createLabel(
        world,
        repository,
        typeof label === 'string' ? { name: label } : label,
        world.person('maintainer'),
      );
    }
    world.repositories.push(repository);
    if (options.installed !== false) ensureInstalled(world, account);
    return desk;
  }

  install(
    account: string,
    { by = 'maintainer', repositories }: { by?: string; repositories?: RepositoryDesk[] } = {},
  ): Installation {
    const installation = ensureInstalled(this.world, this.world.account(account, 'Organization'));
    if (repositories) installation.repositories = new Set(repositories.map((desk) => desk.id));
    tellInstallation(this.world, installation, 'created', by);
    return installation;
  }

  uninstall(account: string, { by = 'maintainer' } = {}): void {
    const installation = this.installation(account);
    tellInstallation(this.world, installation, 'deleted', by);
    this.world.installations.splice(this.world.installations.indexOf(installation), 1);
  }

  suspend(account: string, { by = 'maintainer' } = {}): void {
    this.installation(account).suspendedAt = this.world.now();
    tellInstallation(this.world, this.installation(account), 'suspend', by);
  }

  unsuspend(account: string, { by = 'maintainer' } = {}): void {
    this.installation(account).suspendedAt = null;
    tellInstallation(this.world, this.installation(account), 'unsuspend', by);
  }

  /** Adds the repository to its owner's installation, or takes it out. */
  select(desk: RepositoryDesk, has: boolean, { by = 'maintainer' } = {}): void {
    changeSelection(this.world, this.installation(desk.data.owner.login), desk.data, has, by);
  }

  installation(account: string): Installation {
    const found = this.world.installations.find((each) => each.account.login === account);
    if (!found) throw new Error(`the app is not installed on ${account}`);
    return found;
  }

  /** A token as the app would get it, and a person's own. */
  installationToken(account: string, narrowed: { permissions?: Permissions } = {}): string {
    return this.credentials.installationToken(this.installation(account), narrowed).value;
  }

  personToken(login: string): string {
    return this.credentials.personToken(this.world.account(login));
  }

  jwt(life?: number): string {
    return signJwt(this.app, Math.floor(this.world.now() / 1000), life);
  }

  hold(): void {
    this.hooks.hold();
  }

  release(choose?: (held: Delivery[]) => Delivery[]): void {
    this.hooks.release(choose);
  }

  redeliver(guid: string, copies?: number): void {
    this.hooks.redeliver(guid, copies);
  }

  /** Until every delivery is answered and no request is under way; held deliveries do not count. */
  async settled(): Promise<void> {
    await this.idle.reached();
  }

  async close(): Promise<void> {
    await this.front.close();
  }
}
