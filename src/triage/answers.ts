import { helpText } from '../commands/help.ts';
import { mayUse } from '../commands/permission.ts';
import { findCommand } from '../commands/table.ts';
import { replyMarker } from './marker.ts';
import type { Asked, Effect } from './types.ts';

/** What a comment with commands leads to. */
export interface Answers {
  /** Look at the issue again. */
  readonly rescan: boolean;
  /** … and bring back what people removed. */
  readonly force: boolean;
  /** At once: the asker sees that we heard. */
  readonly first: readonly Effect[];
  /** When the work is done. */
  readonly last: readonly Effect[];
  readonly because: readonly string[];
}

/**
 * Who asked for what, and may they? Refusals and nonsense get one quiet reaction and no words: a thread must
 * not fill with our answers.
 */
export function planAnswers(asked: Asked): Answers {
  const { id, by } = asked.comment;
  const judged = asked.readings.map((reading) => judge(reading, asked));
  const accepted = judged.filter((one) => one.ok);
  const rescans = accepted.filter((one) => one.intent.kind === 'rescan');
  const because = judged.map((one) => (one.ok ? `${by.login} asked: ${one.intent.kind}` : one.because));
  const reply: Effect[] = accepted.some((one) => one.intent.kind === 'help')
    ? [{ do: 'reply', to: id, body: `${helpText(asked)}\n\n${replyMarker(id)}\n` }]
    : [];
  const react = (content: 'eyes' | 'rocket' | 'confused'): Effect => ({
    do: 'react',
    comment: id,
    with: content,
  });
  return {
    rescan: rescans.length > 0,
    force: rescans.some((one) => one.intent.kind === 'rescan' && one.intent.force),
    first: [
      ...(accepted.length > 0 ? [react('eyes')] : []),
      ...(judged.length > accepted.length ? [react('confused')] : []),
      ...reply,
    ],
    last: accepted.length > 0 ? [react('rocket')] : [],
    because,
  };
}

function judge(reading: Asked['readings'][number], { role, isAuthor, comment }: Asked) {
  if (!reading.ok) return { ok: false, because: reading.problem } as const;
  const { name, intent } = reading.invocation;
  const row = findCommand(name);
  if (!row) return { ok: false, because: `there is no command ${name}` } as const;
  const allowed = mayUse(row, intent, { role, isAuthor });
  if (!allowed.ok)
    return { ok: false, because: `${comment.by.login} may not use ${name}: ${allowed.because}` } as const;
  return { ok: true, intent } as const;
}
