import { describe, expect, test } from '@jest/globals';
import { parseCommands } from '../../src/commands/parse.ts';
import { planAnswers } from '../../src/triage/answers.ts';
import type { Asked } from '../../src/triage/types.ts';

function asked(body: string, who: { role?: string | null; isAuthor?: boolean } = {}): Asked {
  const { role = null, isAuthor = false } = who;
  const comment = { id: 5, body, by: { login: 'somebody', bot: false }, at: '2026-02-01T00:00:00Z' };
  return { comment, readings: parseCommands(body), role, isAuthor };
}

describe('who may rescan', () => {
  test.each<[string, { role?: string | null; isAuthor?: boolean }, boolean, boolean]>([
    ['/race rescan', { role: 'admin' }, true, false],
    ['/race rescan', { role: 'maintain' }, true, false],
    ['/race rescan', { role: 'write' }, true, false],
    ['/race rescan', { role: 'triage' }, true, false],
    ['/race rescan', { role: 'read' }, false, false],
    ['/race rescan', { role: 'none' }, false, false],
    ['/race rescan', { role: null }, false, false],
    ['/race rescan', { role: 'read', isAuthor: true }, true, false],
    ['/race rescan --force', { role: 'triage' }, true, true],
    ['/race rescan --force', { role: 'read', isAuthor: true }, false, false],
  ])('%s by %j: rescan %s, force %s', (body, who, rescan, force) => {
    expect(planAnswers(asked(body, who))).toMatchObject({ rescan, force });
  });
});

describe('what the asker sees', () => {
  const reactions = (answers: ReturnType<typeof planAnswers>) =>
    [answers.first, answers.last].map((effects) => effects.map((e) => (e.do === 'react' ? e.with : e.do)));

  test.each<[string, string, { role?: string }, string[][]]>([
    ['obeyed: eyes at once, a rocket when done', '/race rescan', { role: 'write' }, [['eyes'], ['rocket']]],
    ['refused: one quiet reaction', '/race rescan', { role: 'read' }, [['confused'], []]],
    ['nonsense: one quiet reaction', '/race resacn', { role: 'write' }, [['confused'], []]],
    ['help is answered in words', '/race help', {}, [['eyes', 'reply'], ['rocket']]],
    [
      'several, one of them wrong',
      '/race rescan\n\n/race nonsense',
      { role: 'write' },
      [['eyes', 'confused'], ['rocket']],
    ],
  ])('%s', (_, body, who, expected) => {
    expect(reactions(planAnswers(asked(body, who)))).toEqual(expected);
  });

  test('no answer of ours can be taken for a command', () => {
    const { first } = planAnswers(asked('/race help', { role: 'write' }));
    for (const effect of first) if (effect.do === 'reply') expect(parseCommands(effect.body)).toEqual([]);
    expect(first.some((effect) => effect.do === 'reply')).toBe(true);
  });
});
