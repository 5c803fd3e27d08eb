import { describe, expect, test } from '@jest/globals';
import { hear } from '../../src/app/events.ts';
import { COMMAND, example, type Payload, INSTALLATION, SELF, withAt } from './payloads.ts';

/** Every path of a value, three levels deep. */
function paths(value: unknown, depth = 3): string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...paths(inner, depth - 1).map((path) => `${key}.${path}`),
  ]);
}
describe('payloads that are not what they should be', () => {
  const cases: [string, Payload][] = [
    ['issues', example('issues', 'opened')],
    ['issues', example('issues', 'labeled')],
    ['issue_comment', COMMAND],
    ['push', example('push')],
    ['installation_repositories', example('installation_repositories', 'removed')],
  ];
  /** Without these an event cannot be worked on; everything else may be missing. */
  const NEEDED =
    /^(?:action|installation(?:\.id)?|repository(?:\.(?:id|name|owner|owner\.login))?|issue(?:\.number)?)$/;

  test.each(cases)('%s: no field that is null, gone or of another type crashes it', (name, payload) => {
    const every = paths(payload);
    expect(every.length).toBeGreaterThan(20);
    for (const path of every) {
      for (const value of [null, undefined, 5, 'x', {}, []]) {
        const heard = hear(name, withAt(payload, path, value), SELF);
        expect([path, heard.kind]).toEqual([path, expect.stringMatching(/^(?:work|ignored)$/)]);
        if (
          name === 'issues' &&
          payload['action'] === 'opened' &&
          !NEEDED.test(path) &&
          !/pull_request|^sender/.test(path)
        ) {
          expect([path, heard.kind]).toEqual([path, 'work']);
        }
      }
    }
  });

  test.each([
    [null],
    [5],
    ['x'],
    [[]],
    [{}],
    [{ action: 5 }],
    [{ action: 'opened', ...INSTALLATION, issue: 'x' }],
  ])('%j is ignored', (body) => {
    expect(hear('issues', body, SELF).kind).toBe('ignored');
  });

  test('an issue without a text, of an account that is gone, is looked at', () => {
    const bare = withAt(withAt(example('issues', 'opened'), 'issue.body', null), 'issue.user', null);
    expect(hear('issues', bare, SELF)).toMatchObject({ works: [{ hint: { body: '' } }] });
  });
});
