import type { AppIdentity } from '../github/github.ts';
import { holdsSign } from '../race/signs.ts';
import type { CommandComment } from '../triage/job.ts';
import { statedDuplicate } from '../triage/statement.ts';
import { type About, aboutIssue, actor, botLogin } from './about.ts';
import type { Payload } from './payload.ts';

/** A command is read only from a comment in which some line starts so; the commands room looks closer. */
const COMMAND_LINE = /^ {0,3}\/race\b/im;

function command(payload: Payload): readonly About[] | string {
  const { issue } = payload;
  const asked = humanComment(payload);
  if (typeof asked === 'string') return asked;
  const issueAuthor = issue?.user?.login ?? null;
  return aboutIssue(payload, () => ({ kind: 'command', comment: asked, issueAuthor }));
}

/** `Duplicate of #12`, as people say it to GitHub. */
function statement(payload: Payload): readonly About[] | string {
  const { repository } = payload;
  const body = payload.comment?.body ?? '';
  const at = { owner: repository?.owner.login ?? '', name: repository?.name ?? '' };
  const duplicateOf = statedDuplicate(body, at);
  if (duplicateOf === null) return 'no line of the comment starts with /race';
  const comment = humanComment(payload);
  if (typeof comment === 'string') return comment;
  return aboutIssue(payload, () => ({ kind: 'stated', comment, duplicateOf }));
}

function humanComment({ comment }: Payload): CommandComment | string {
  if (!comment) return 'it names no comment';
  const by = actor(comment.user);
  if (by.bot || comment.performed_via_github_app) return 'bots give no commands';
  return { id: comment.id, body: comment.body, by, at: comment.created_at };
}

/** A comment may hold a report, and a command or a statement as well. */
export function spoken(payload: Payload, self: AppIdentity | null): readonly About[] | string {
  const read = COMMAND_LINE.test(payload.comment?.body ?? '') ? command : statement;
  const [reported, asked] = [report(payload, self), read(payload)];
  if (typeof reported === 'string') return asked;
  return typeof asked === 'string' ? reported : [...reported, ...asked];
}

/** An edit may also have taken a report out. */
export function report(payload: Payload, self: AppIdentity | null): readonly About[] | string {
  const { comment, changes } = payload;
  const before = (changes?.['body'] as { from?: unknown } | undefined)?.from;
  if (!comment || ![comment.body, before].some((text) => typeof text === 'string' && holdsSign(text)))
    return 'the comment holds neither a command nor a report';
  if (isOurs(comment, self)) return 'it is our own doing';
  const hint = {
    kind: 'report',
    comment: comment.id,
    by: actor(comment.user),
    at: comment.created_at,
  } as const;
  return aboutIssue(payload, () => hint);
}

function isOurs(comment: NonNullable<Payload['comment']>, self: AppIdentity | null): boolean {
  return (
    self !== null &&
    (comment.performed_via_github_app?.id === self.id || comment.user?.login === botLogin(self))
  );
}

export function commentDeleted(payload: Payload, self: AppIdentity | null): readonly About[] | string {
  const { comment } = payload;
  if (!comment) return 'it names no comment';
  if (self && !isOurs(comment, self) && !holdsSign(comment.body))
    return 'the comment was neither ours nor a report';
  return aboutIssue(payload, () => ({ kind: 'comment-deleted', comment: comment.id }));
}
