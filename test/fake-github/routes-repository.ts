import { repositoryFor, requireApp } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { blobOf, treeOf } from './file-acts.ts';
import { textOf } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Repository } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import {
  htmlUrl,
  renderFullRepository,
  renderInstallation,
  renderPermission,
  repositoryUrl,
} from './render-repository.ts';
import { digest } from './world.ts';
import type { World } from './world.ts';

const METADATA = { permission: 'metadata', access: 'read' } as const;
/** Larger files come without their content: https://docs.github.com/en/rest/repos/contents#get-repository-content */
const INLINE_LIMIT = 1_048_576;

export const repositoryRoutes: Handlers = {
  'GET /repos/{owner}/{repo}': readRepository,
  'GET /repositories/{repository_id}': readRepository,
  'GET /repos/{owner}/{repo}/installation': readInstallation,
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': readPermission,
  'GET /repos/{owner}/{repo}/contents/{path}': readContents,
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': readTree,
};

function readRepository(context: Context): Answer {
  return { status: 200, body: renderFullRepository(context.world, repositoryFor(context, METADATA)) };
}

function readInstallation(context: Context): Answer {
  requireApp(context);
  const { owner = '', repo = '' } = context.params;
  const repository = context.world.repository(owner, repo);
  const installation = repository && context.world.installationOf(repository);
  if (!installation) throw notFound();
  return { status: 200, body: renderInstallation(context.world, installation) };
}

/** Apps, organizations and unknown names are no users. Anyone else may read a public repository. */
function readPermission(context: Context): Answer {
  const repository = repositoryFor(context, METADATA);
  const login = context.params['username'] ?? '';
  const account = context.world.findAccount(login);
  if (account?.type !== 'User') throw new Refusal(404, account ? `${login} is not a user` : 'Not Found');
  const known =
    account === repository.owner ? { role: 'admin' } : repository.collaborators.get(login.toLowerCase());
  const visitor = repository.private ? undefined : { role: 'read' };
  return { status: 200, body: renderPermission(context.world, account, known ?? visitor) };
}

function readContents(context: Context): Answer {
  const path = (context.params['path'] ?? '').replace(/\/+$/, '');
  const repository = repositoryFor(context, { permission: 'contents', access: 'read', path });
  const { ref } = context.query;
  if (ref !== undefined && !isHead(repository, ref))
    throw new Refusal(404, `No commit found for the ref ${ref}`);
  const text = repository.files.get(path);
  if (text === undefined) return { status: 200, body: listFolder(context.world, repository, path) };
  if (/\braw\b/.test(context.accept))
    return {
      status: 200,
      text,
      headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
    };
  const fits = Buffer.byteLength(text) <= INLINE_LIMIT;
  const content = fits
    ? Buffer.from(text)
        .toString('base64')
        .replace(/(.{60})/g, '$1\n')
    : '';
  return {
    status: 200,
    body: { ...renderEntry(context.world, repository, path), encoding: fits ? 'base64' : 'none', content },
  };
}

function listFolder(world: World, repository: Repository, path: string): Json {
  const inside = path === '' ? '' : `${path}/`;
  const below = [...repository.files.keys()].filter((file) => file.startsWith(inside));
  if (below.length === 0) throw notFound();
  const names = new Set(below.map((file) => file.slice(inside.length).split('/')[0] ?? ''));
  return [...names].sort().map((name) => renderEntry(world, repository, `${inside}${name}`));
}

function renderEntry(world: World, repository: Repository, path: string): JsonObject {
  const text = repository.files.get(path);
  const url = `${repositoryUrl(world, repository)}/contents/${encodeURI(path)}?ref=${repository.defaultBranch}`;
  const html = `${htmlUrl(world, repository)}/${text === undefined ? 'tree' : 'blob'}/${repository.defaultBranch}/${encodeURI(path)}`;
  const sha = text === undefined ? digest(path) : blobOf(text);
  const git = `${repositoryUrl(world, repository)}/git/${text === undefined ? 'trees' : 'blobs'}/${sha}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    url,
    html_url: html,
    git_url: git,
    download_url: null,

    size: text === undefined ? 0 : Buffer.byteLength(text),
    type: text === undefined ? 'dir' : 'file',
    _links: { self: url, git, html },
  };
}

/** The whole tree in one call with `recursive` – whatever its value, as GitHub reads it. */
function readTree(context: Context): Answer {
  const repository = repositoryFor(context, { permission: 'contents', access: 'read' });
  const sha = context.params['tree_sha'] ?? '';
  if (repository.files.size === 0) throw new Refusal(409, 'Git Repository is empty.');
  if (!isHead(repository, sha) && sha !== treeOf(repository)) throw notFound();
  const isWhole = context.query['recursive'] !== undefined;
  const entries = treeEntries(context.world, repository).filter(
    (entry) => isWhole || !textOf(entry['path']).includes('/'),
  );
  const url = `${repositoryUrl(context.world, repository)}/git/trees/${treeOf(repository)}`;
  const truncated = entries.length > repository.treeLimit;
  return {
    status: 200,
    body: { sha: treeOf(repository), url, tree: entries.slice(0, repository.treeLimit), truncated },
  };
}

function treeEntries(world: World, repository: Repository): JsonObject[] {
  const files = [...repository.files].map(([path, text]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: blobOf(text),
    size: Buffer.byteLength(text),
    url: `${repositoryUrl(world, repository)}/git/blobs/${blobOf(text)}`,
  }));
  const folders = new Set([...repository.files.keys()].flatMap(parents));
  const trees = [...folders].map((path) => ({
    path,
    mode: '040000',
    type: 'tree',
    sha: digest(path),
    url: `${repositoryUrl(world, repository)}/git/trees/${digest(path)}`,
  }));
  return [...files, ...trees].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isHead(repository: Repository, ref: string): boolean {
  const branch = repository.defaultBranch;
  return ['HEAD', branch, `heads/${branch}`, `refs/heads/${branch}`, repository.head].includes(ref);
}
