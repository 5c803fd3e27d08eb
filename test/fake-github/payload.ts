import type { Deliveries } from './deliveries.ts';
import type { JsonObject } from './json.ts';
import type { Account } from './model.ts';
import { nodeId, renderAccount, renderInstallation, renderRepository } from './render-repository.ts';
import { webhookProblems } from './validate.ts';
import type { Happening, World } from './world.ts';

/** Sent to every app, whether it asked for them or not: https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation */
const ALWAYS = new Set(['installation', 'installation_repositories']);

/** Checks the webhook like any answer, and hands it over. An app without an address for webhooks has no deliveries. */
export function deliver(
  world: World,
  happening: Happening,
  deliveries: Deliveries,
  violations: string[],
): void {
  const told = deliveries.target && payloadOf(world, happening);
  if (!told) return;
  const parts = [happening.event.replaceAll('_', '-'), happening.action];
  const name = parts.filter((part) => part !== undefined).join('-');
  for (const problem of webhookProblems(name, told.payload)) violations.push(`webhook ${name}: ${problem}`);
  deliveries.add(told.happening, told.payload);
}

/** The webhook of a happening, or nothing where the app is not told: not installed, suspended or not subscribed. */
function payloadOf(
  world: World,
  happening: Happening,
): { payload: JsonObject; happening: Happening } | undefined {
  const { repository, event, action, actor, parts } = happening;
  const installation = happening.installation ?? (repository && world.installationOf(repository));
  if (!installation) return undefined;
  const own = ALWAYS.has(event);
  if (!own && (installation.suspendedAt !== null || !world.app.events.includes(event))) return undefined;
  const about = { id: installation.id, node_id: nodeId('MDIz', installation.id) };
  const payload: JsonObject = {
    ...(action === undefined ? {} : { action }),
    ...parts,
    ...(repository ? repositoryParts(world, happening) : {}),
    sender: renderAccount(world, actor.account),
    installation: own ? renderInstallation(world, installation) : about,
  };
  return { payload, happening: { ...happening, installation } };
}

/** `push` is the older event: its repository has dates as numbers and an owner with a name. */
function repositoryParts(world: World, { repository, event }: Happening): JsonObject {
  if (!repository) return {};
  const rendered = renderRepository(world, repository);
  const owner = renderAccount(world, repository.owner);
  const seconds = Math.floor(repository.createdAt / 1000);
  const old = {
    created_at: seconds,
    pushed_at: seconds,
    owner: { ...owner, name: repository.owner.login, email: null },
  };
  return {
    repository: event === 'push' ? { ...rendered, ...old } : rendered,
    ...(repository.owner.type === 'Organization'
      ? { organization: renderOrganization(world, repository.owner) }
      : {}),
  };
}

function renderOrganization(world: World, account: Account): JsonObject {
  const url = `${world.url}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/${account.id}`,
    description: null,
  };
}
