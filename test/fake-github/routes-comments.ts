import { hasRole } from './access.ts';
import { createComment, deleteComment, editComment, react, refuseLocked } from './comment-acts.ts';
import { actor, commentFor, isVisible, issueFor, repositoryFor } from './context.ts';
import type { Answer, Context, Handlers } from './context.ts';
import { textOf } from './json.ts';
import { REACTIONS } from './model.ts';
import type { Comment } from './model.ts';
import { page } from './paging.ts';
import { Refusal } from './refusal.ts';
import { renderComment, renderReaction } from './render-issue.ts';

const READ = { permission: 'issues', access: 'read' } as const;
const WRITE = { permission: 'issues', access: 'write' } as const;

/** https://docs.github.com/en/rest/issues/comments, https://docs.github.com/en/rest/reactions/reactions */
export const commentRoutes: Handlers = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (context) => {
    const issue = issueFor(context, READ);
    const { since } = context.query;
    const found = issue.comments
      .filter((each) => !each.deleted && isSince(each, since))
      .filter(isVisible(context));
    return page(context, found, (each) => renderComment(context.world, each), issue.repository);
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (context) => {
    const issue = issueFor(context, WRITE);
    refuseLocked(issue);
    const comment = createComment(context.world, issue, textOf(context.body['body']), actor(context));
    return { status: 201, body: renderComment(context.world, comment) };
  },
  'GET /repos/{owner}/{repo}/issues/comments': listAll,
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': (context) =>
    show(context, commentFor(context, READ)),
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (context) => {
    const comment = ownComment(context);
    editComment(context.world, comment, textOf(context.body['body']), actor(context));
    return show(context, comment);
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': (context) => {
    deleteComment(context.world, ownComment(context), actor(context));
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': (context) => {
    const comment = commentFor(context, READ);
    const { content } = context.query;
    const found = comment.reactions.filter((each) => content === undefined || each.content === content);
    return page(context, found, (each) => renderReaction(context.world, each), comment.issue.repository);
  },
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': (context) => {
    const comment = commentFor(context, WRITE);
    refuseLocked(comment.issue);
    const content = REACTIONS.find((name) => name === context.body['content']) ?? '+1';
    const { reaction, isNew } = react(context.world, comment, content, actor(context));
    return { status: isNew ? 201 : 200, body: renderReaction(context.world, reaction) };
  },
};

function show(context: Context, comment: Comment): Answer {
  return { status: 200, body: renderComment(context.world, comment) };
}

/** All comments of a repository, oldest first; `since` and `sort=updated` are how a sweep reads them. */
function listAll(context: Context): Answer {
  const repository = repositoryFor(context, READ);
  const { since, sort, direction } = context.query;
  const found = [...repository.issues.values()]
    .filter((issue) => !issue.deleted && !issue.movedTo)
    .flatMap((issue) => issue.comments)
    .filter((comment) => !comment.deleted && isSince(comment, since))
    .filter(isVisible(context));
  found.sort(
    (a, b) => (sort === 'updated' ? a.updatedAt - b.updatedAt : a.createdAt - b.createdAt) || a.id - b.id,
  );
  // Without `sort` GitHub does not look at the direction.
  if (sort !== undefined && direction === 'desc') found.reverse();
  return page(context, found, (each) => renderComment(context.world, each), repository);
}

/** Apps with `issues: write` may change any comment; a person their own, or any with write access. */
function ownComment(context: Context): Comment {
  const comment = commentFor(context, WRITE);
  const by = actor(context);
  const may =
    by.viaApp ||
    comment.author.account === by.account ||
    hasRole(comment.issue.repository, by.account.login, 'write');
  if (!may) throw new Refusal(403, 'Must have admin rights to Repository.');
  return comment;
}

function isSince(comment: Comment, since: string | undefined): boolean {
  return since === undefined || comment.updatedAt >= Date.parse(since);
}
