import { record, refuseLongBody, touch } from './issue-acts.ts';
import type { JsonObject } from './json.ts';
import type { Actor, Comment, Issue, Reaction, ReactionContent } from './model.ts';
import { Refusal, invalid } from './refusal.ts';
import { renderComment, renderIssue } from './render-issue.ts';
import type { World } from './world.ts';

export function createComment(world: World, issue: Issue, body: string, by: Actor): Comment {
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field', 'body cannot be blank');
  refuseLongBody('IssueComment', body);
  const now = world.now();
  const comment: Comment = {
    id: world.nextId('comment'),
    issue,
    author: by,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
    deleted: false,
  };
  issue.comments.push(comment);
  touch(world, issue);
  record(world, issue, { name: 'commented', actor: by, comment });
  tellComment(world, comment, 'created', by);
  return comment;
}

export function editComment(world: World, comment: Comment, body: string, by: Actor): void {
  refuseLongBody('IssueComment', body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = Math.max(comment.updatedAt, world.now());
  touch(world, comment.issue);
  tellComment(world, comment, 'edited', by, { changes: { body: { from } } });
}

export function deleteComment(world: World, comment: Comment, by: Actor): void {
  comment.deleted = true;
  touch(world, comment.issue);
  record(world, comment.issue, { name: 'comment_deleted', actor: by });
  tellComment(world, comment, 'deleted', by);
}

/** The same reaction by the same account exists once: a second one answers with the first. */
export function react(
  world: World,
  comment: Comment,
  content: ReactionContent,
  by: Actor,
): { reaction: Reaction; isNew: boolean } {
  const known = comment.reactions.find((each) => each.content === content && each.by.account === by.account);
  if (known) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId('reaction'), by, content, createdAt: world.now() };
  comment.reactions.push(reaction);
  return { reaction, isNew: true };
}

/** Locked means locked for the app too; it would need to be a collaborator. */
export function refuseLocked(issue: Issue): void {
  if (issue.locked) throw new Refusal(403, 'Unable to create comment because issue is locked.');
}

function tellComment(
  world: World,
  comment: Comment,
  action: string,
  actor: Actor,
  parts: JsonObject = {},
): void {
  const all = { issue: renderIssue(world, comment.issue), comment: renderComment(world, comment), ...parts };
  world.happened({ event: 'issue_comment', action, repository: comment.issue.repository, actor, parts: all });
}
