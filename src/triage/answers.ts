import { mayUse } from '../commands/permission.ts';
import { findCommand, type Intent } from '../commands/table.ts';
import type { Asked } from './types.ts';

/** What a comment with commands asks for, and of that, what its author may have. */
export interface Answers {
  /** What is to be done, in the order asked. */
  readonly intents: readonly Intent[];
  /** Somebody asked for what they may not have; it is refused without words. */
  readonly refused: boolean;
  /** What was not understood: sentences fit for a reply. */
  readonly problems: readonly string[];
  /** Everything that was asked and what became of it, for the log. */
  readonly because: readonly string[];
}

/** Who asked for what, and may they? */
export function judge(asked: Asked): Answers {
  const judged = asked.readings.map((reading) => judgeOne(reading, asked));
  return {
    intents: judged.flatMap((one) => (one.kind === 'accepted' ? [one.intent] : [])),
    refused: judged.some((one) => one.kind === 'refused'),
    problems: judged.flatMap((one) => (one.kind === 'unclear' ? [one.because] : [])),
    because: judged.map((one) =>
      one.kind === 'accepted' ? `${asked.comment.by.login} asked: ${one.intent.kind}` : one.because,
    ),
  };
}

type Judged =
  | { readonly kind: 'accepted'; readonly intent: Intent }
  | { readonly kind: 'refused' | 'unclear'; readonly because: string };

function judgeOne(reading: Asked['readings'][number], { role, isAuthor, comment }: Asked): Judged {
  if (!reading.ok) return { kind: 'unclear', because: reading.problem };
  const { name, intent } = reading.invocation;
  const row = findCommand(name);
  if (!row) return { kind: 'unclear', because: `There is no command ${name}.` };
  const leave = mayUse(row, intent, { role, isAuthor });
  return leave.ok
    ? { kind: 'accepted', intent }
    : { kind: 'refused', because: `${comment.by.login} may not use ${name}: ${leave.because}` };
}
