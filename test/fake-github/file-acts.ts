import { iso } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Actor, Repository } from './model.ts';
import { htmlUrl } from './render-repository.ts';
import { digest } from './world.ts';
import type { World } from './world.ts';

/** One commit on the default branch: new text, or null to remove the file. */
export function putFile(
  world: World,
  repository: Repository,
  path: string,
  text: string | null,
  by: Actor,
): void {
  const before = repository.head;
  const change = text === null ? 'removed' : repository.files.has(path) ? 'modified' : 'added';
  if (text === null) repository.files.delete(path);
  else repository.files.set(path, text);
  repository.head = commitOf(repository);
  const commit = renderCommit(world, repository, { [change]: [path] }, by);
  const parts: JsonObject = {
    ref: `refs/heads/${repository.defaultBranch}`,
    before,
    after: repository.head,
    created: false,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: `${htmlUrl(world, repository)}/compare/${before}...${repository.head}`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: by.account.login, email: null },
  };
  world.happened({ event: 'push', repository, actor: by, parts });
}

export function commitOf(repository: Repository): string {
  return digest(`commit ${treeOf(repository)} ${repository.head}`);
}

export function treeOf(repository: Repository): string {
  return digest(`tree ${[...repository.files].map(([path, text]) => `${path}\0${blobOf(text)}`).join('\n')}`);
}

/** Git's own name for the content of a file. */
export function blobOf(text: string): string {
  return digest(`blob ${Buffer.byteLength(text)}\0${text}`);
}

function renderCommit(
  world: World,
  repository: Repository,
  changes: Record<string, string[]>,
  by: Actor,
): JsonObject {
  const person = {
    name: by.account.login,
    email: `${by.account.login}@example.com`,
    username: by.account.login,
  };
  return {
    id: repository.head,
    tree_id: treeOf(repository),
    distinct: true,
    message: 'Change a file',
    timestamp: iso(world.now()),
    url: `${htmlUrl(world, repository)}/commit/${repository.head}`,
    author: person,
    committer: person,
    added: [],
    removed: [],
    modified: [],
    ...changes,
  };
}
