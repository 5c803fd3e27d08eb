import type { JsonObject } from './json.ts';
import type { Account, Installation, Repository } from './model.ts';
import { renderRepositoryName } from './render-repository.ts';
import { covers } from './world.ts';
import type { World } from './world.ts';

/** Installs without a webhook: the state of things before the test begins. */
export function ensureInstalled(world: World, account: Account): Installation {
  const known = world.installations.find((each) => each.account === account);
  if (known) return known;
  const installation: Installation = {
    id: world.nextId('installation'),
    account,
    createdAt: world.now(),
    repositories: 'all',
    permissions: world.app.permissions,
    suspendedAt: null,
  };
  world.installations.push(installation);
  return installation;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation */
export function tellInstallation(world: World, installation: Installation, action: string, by: string): void {
  const repositories = coveredRepositories(world, installation).map(renderRepositoryName);
  const parts: JsonObject = action === 'suspend' || action === 'unsuspend' ? {} : { repositories };
  world.happened({ event: 'installation', action, installation, actor: world.person(by), parts });
}

/** Gives one more repository, or takes one away: from then on the choice is by repository. */
export function changeSelection(
  world: World,
  installation: Installation,
  repository: Repository,
  has: boolean,
  by: string,
): void {
  const before = new Set(coveredRepositories(world, installation).map((each) => each.id));
  if (has) before.add(repository.id);
  else before.delete(repository.id);
  installation.repositories = before;
  const names = [renderRepositoryName(repository)];
  const parts: JsonObject = {
    repository_selection: 'selected',
    repositories_added: has ? names : [],
    repositories_removed: has ? [] : names,
    requester: null,
  };
  const action = has ? 'added' : 'removed';
  world.happened({
    event: 'installation_repositories',
    action,
    installation,
    actor: world.person(by),
    parts,
  });
}

function coveredRepositories(world: World, installation: Installation): Repository[] {
  return world.repositories.filter((each) => covers(installation, each));
}
