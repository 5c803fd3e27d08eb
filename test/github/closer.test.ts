import { describe, expect, test } from '@jest/globals';
import { closerOf } from '../../src/github/closer.ts';

const closed = (at: string) => ({ event: 'closed', created_at: at });
const mention = (number: number, merged: string | null, repository = 'acme/widgets') => ({
  event: 'cross-referenced',
  created_at: '2026-01-01T00:00:00Z',
  source: {
    type: 'issue',
    issue: {
      number,
      repository_url: `https://api.github.com/repos/${repository}`,
      pull_request: { merged_at: merged },
    },
  },
});

describe('the pull request that closed an issue', () => {
  test.each<[string, unknown[], number | null]>([
    ['was merged in that moment', [mention(12, '2026-01-02T10:00:00Z'), closed('2026-01-02T10:00:02Z')], 12],
    [
      'was merged long before: no',
      [mention(12, '2026-01-02T09:00:00Z'), closed('2026-01-02T10:00:02Z')],
      null,
    ],
    ['was never merged: no', [mention(12, null), closed('2026-01-02T10:00:02Z')], null],
    [
      'belongs to another repository: no',
      [mention(12, '2026-01-02T10:00:00Z', 'other/widgets'), closed('2026-01-02T10:00:02Z')],
      null,
    ],
    [
      'of two the nearer one',
      [
        mention(12, '2026-01-02T10:00:40Z'),
        mention(13, '2026-01-02T10:00:01Z'),
        closed('2026-01-02T10:00:02Z'),
      ],
      13,
    ],
    [
      'the last closing counts',
      [
        mention(12, '2026-01-02T10:00:00Z'),
        closed('2026-01-02T10:00:02Z'),
        { event: 'reopened', created_at: '2026-01-03T00:00:00Z' },
        closed('2026-01-04T00:00:00Z'),
      ],
      null,
    ],
    [
      'was mentioned by an issue only',
      [{ event: 'cross-referenced', source: { issue: { number: 3 } } }, closed('2026-01-02T10:00:02Z')],
      null,
    ],
    ['never closed', [mention(12, '2026-01-02T10:00:00Z')], null],
    [
      'nothing that makes sense',
      [null, 7, {}, { event: 'cross-referenced', source: 5 }, closed('soon')],
      null,
    ],
  ])('%s', (_, timeline, expected) => {
    expect(closerOf(timeline, 'Acme/Widgets')).toBe(expected);
  });
});
