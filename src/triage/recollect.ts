import { parseCommands } from '../commands/parse.ts';
import { isAmong } from '../commands/permission.ts';
import { findCommand, type Intent } from '../commands/table.ts';
import type { CommandComment, RepositoryRef } from './job.ts';
import { isHere } from './reference.ts';
import type { Ruling } from './ruling.ts';
import { statedDuplicate } from './statement.ts';

/** A comment in which somebody may have told us something, and where it stands. */
export interface OldComment {
  readonly issue: number;
  readonly comment: CommandComment;
  /** Its author opened the issue. */
  readonly isAuthor: boolean;
}

/** Whether somebody’s right has to be learned to read the comment. */
export function mayRule(comment: string, repository: RepositoryRef): boolean {
  return statedDuplicate(comment, repository) !== null || parseCommands(comment).some((one) => one.ok);
}

/**
 * What somebody told us in a comment of the past: a store that was lost reads it again. What asked for something to be
 * done at that time – a rescan, an undo – is not done again.
 *
 * @param role of the author now; rights that were lost since are not there any more
 */
export function rulingsIn(
  { issue, comment, isAuthor }: OldComment,
  repository: RepositoryRef,
  role: string | null,
): Ruling[] {
  const rights = isAmong('triage', { role, isAuthor }) ? 'triage' : 'author';
  const said = { issue, by: comment.by.login, rights, at: comment.at, comment: comment.id } as const;
  const stated = statedDuplicate(comment.body, repository);
  const marked: Ruling[] =
    stated !== null && rights === 'triage' ? [{ kind: 'same', other: stated, ...said }] : [];
  const asked = parseCommands(comment.body).flatMap((reading) => {
    if (!reading.ok) return [];
    const row = findCommand(reading.invocation.name);
    const may = row !== undefined && isAmong(row.who, { role, isAuthor });
    return may ? rulingOf(reading.invocation.intent, said, repository) : [];
  });
  return [...marked, ...asked];
}

type Said = Pick<Ruling, 'issue' | 'by' | 'rights' | 'at' | 'comment'>;

function rulingOf(intent: Intent, said: Said, repository: RepositoryRef): Ruling[] {
  switch (intent.kind) {
    case 'duplicate':
    case 'not-duplicate': {
      const kind = intent.kind === 'duplicate' ? 'same' : 'different';
      return isHere(intent.of.repository, repository) ? [{ kind, other: intent.of.number, ...said }] : [];
    }
    case 'module':
      return [{ kind: 'module', module: intent.name, ...said }];
    case 'ignore':
    case 'unignore':
      return [{ kind: 'ignore', ignore: intent.kind === 'ignore', ...said }];
    case 'rescan':
    case 'help':
    case 'why':
    case 'undo':
      return [];
  }
}
