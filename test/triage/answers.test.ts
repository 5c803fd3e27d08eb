import { describe, expect, test } from '@jest/globals';
import { parseCommands } from '../../src/commands/parse.ts';
import { commands } from '../../src/commands/table.ts';
import { judge } from '../../src/triage/answers.ts';
import type { Asked } from '../../src/triage/types.ts';

function asked(body: string, who: { role?: string | null; isAuthor?: boolean } = {}): Asked {
  const { role = null, isAuthor = false } = who;
  const comment = { id: 5, body, by: { login: 'somebody', bot: false }, at: '2026-02-01T00:00:00Z' };
  return { comment, readings: parseCommands(body), role, isAuthor };
}

const TRIAGERS = ['admin', 'maintain', 'write', 'triage'];
const OTHERS = ['read', 'none', 'a role of their own', null];

/** Commands that an author may give on the own issue, and those that anybody may. */
const AUTHORS = ['/race rescan', '/race not-duplicate #12', '/race why'];
const ANYBODYS = ['/race help', '/race'];

describe('who may give which command', () => {
  const examples = commands.flatMap((row) => row.examples);
  const rows = examples.flatMap((example) =>
    [...TRIAGERS, ...OTHERS].flatMap((role) =>
      [true, false].map((isAuthor) => ({
        example,
        role,
        isAuthor,
        may:
          TRIAGERS.includes(role ?? '') ||
          ANYBODYS.includes(example) ||
          (isAuthor && AUTHORS.includes(example)),
      })),
    ),
  );

  test('every command is in the table of rights', () => {
    expect(rows.length).toBe(examples.length * 16);
    for (const example of [...AUTHORS, ...ANYBODYS]) expect(examples).toContain(example);
  });

  test.each(rows)('$example by $role, author $isAuthor: $may', ({ example, role, isAuthor, may }) => {
    const { intents, refused } = judge(asked(example, { role, isAuthor }));
    expect({ obeyed: intents.length === 1, refused }).toEqual({ obeyed: may, refused: !may });
  });
});

describe('a comment of several commands', () => {
  test('is judged command by command, in order', () => {
    const text = '/race not-duplicate #3\n\n/race undo\n\n/race nonsense\n\n/race rescan';
    const answers = judge(asked(text, { role: 'read', isAuthor: true }));
    expect(answers.intents.map(({ kind }) => kind)).toEqual(['not-duplicate', 'rescan']);
    expect(answers.refused).toBe(true);
    expect(answers.problems).toHaveLength(1);
    expect(answers.because).toHaveLength(4);
  });
});
