import { authorize } from './access.ts';
import type { Need } from './access.ts';
import { actorOf } from './auth.ts';
import type { Caller, Credentials } from './auth.ts';
import type { Deliveries } from './deliveries.ts';
import type { Json, JsonObject } from './json.ts';
import type { Actor, Comment, Issue, Repository } from './model.ts';
import type { Operation } from './operations.ts';
import { Refusal, moved, notFound } from './refusal.ts';
import { issueUrl } from './render-issue.ts';
import { covers } from './world.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly body?: Json;
  /** Raw text instead of JSON, with its media type. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (context: Context) => Answer;
export type Handlers = Partial<Record<Operation, Handler>>;

/** One request, as a handler sees it. */
export interface Context {
  readonly world: World;
  readonly credentials: Credentials;
  readonly deliveries: Deliveries;
  readonly caller: Caller;
  readonly rate: JsonObject;
  readonly method: string;
  /** Before the path in links: `/api/v3` where the caller came that way. */
  readonly prefix: string;
  readonly path: string;
  readonly accept: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly maxPageSize: number;
  /** Lists leave out what is younger than this: the moment itself, unless a fault makes reads stale. */
  readonly asOf: number;
}

export function actor(context: Context): Actor {
  return actorOf(context.world, context.caller);
}

export function repositoryFor(context: Context, need: Need): Repository {
  const { world, params, method } = context;
  const { owner = '', repo = '' } = params;
  const former = world.formerNames.get(`${owner}/${repo}`.toLowerCase());
  const repository = world.repository(owner, repo) ?? former;
  if (!repository) throw notFound();
  authorize(context.caller, repository, need, world.app.singleFilePaths);
  if (repository !== former) return repository;
  throw moved(
    method,
    `${world.url}${context.prefix}/repositories/${repository.id}${afterName(context.path)}`,
  );
}

/** 410 for a deleted issue, a redirect for a transferred one. */
export function issueFor(context: Context, need: Need): Issue {
  const repository = repositoryFor(context, need);
  if (!repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo');
  const issue = repository.issues.get(Number(context.params['issue_number']));
  if (!issue) throw notFound();
  if (issue.deleted) throw new Refusal(410, 'This issue was deleted');
  if (issue.movedTo) throw moved(context.method, movedUrl(context, issue.movedTo));
  return issue;
}

export function commentFor(context: Context, need: Need): Comment {
  const repository = repositoryFor(context, need);
  const id = Number(context.params['comment_id']);
  for (const issue of repository.issues.values()) {
    const found =
      issue.deleted || issue.movedTo
        ? undefined
        : issue.comments.find((comment) => comment.id === id && !comment.deleted);
    if (found) return found;
  }
  throw notFound();
}

/** Only the app itself, by its JWT. */
export function requireApp(context: Context): void {
  if (context.caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
}

export function coveredBy(context: Context): Repository[] {
  const { caller, world } = context;
  if (caller.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration');
  const { repositories } = caller.token;
  return world.repositories.filter(
    (each) => covers(caller.installation, each) && (repositories === 'all' || repositories.has(each.id)),
  );
}

export function isVisible(context: Context): (item: { readonly createdAt: number }) => boolean {
  return (item) => item.createdAt <= context.asOf;
}

/** `/repos/acme/widgets/issues/1` → `/issues/1` */
export function afterName(path: string): string {
  return path
    .split('/')
    .slice(4)
    .map((part) => `/${part}`)
    .join('');
}

function movedUrl(context: Context, target: Issue): string {
  const rest = context.path
    .split('/')
    .slice(6)
    .map((part) => `/${part}`)
    .join('');
  return `${issueUrl(context.world, target).replace('/repos/', `${context.prefix}/repos/`)}${rest}`;
}
