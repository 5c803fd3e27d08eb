import { describe, expect, test } from '@jest/globals';
import { toGitHubError } from '../../src/github/errors.ts';
import { GitHubError, Shut } from '../../src/github/github.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const RESET = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 120) };

/** An error as the HTTP client throws it. */
function answer(status: number, headers: Record<string, string> = {}, message = 'no'): Error {
  return Object.assign(new Error(message), { status, response: { headers } });
}

describe('is it worth another try, and when?', () => {
  test.each<[string, Error, boolean, number | null]>([
    ['400 is final', answer(400), false, null],
    ['401 may be a token that has just run out', answer(401), true, null],
    [
      '403 is final: the issue is locked',
      answer(403, {}, 'Unable to create comment because issue is locked'),
      false,
      null,
    ],
    [
      '403 is final with calls left',
      answer(403, { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1' }),
      false,
      null,
    ],
    ['403 with retry-after waits so long', answer(403, { 'retry-after': '17' }), true, 17_000],
    ['403 with no calls left waits for the reset', answer(403, RESET), true, 120_000],
    [
      '403 that speaks of a rate limit waits a minute',
      answer(403, {}, 'You have exceeded a secondary rate limit'),
      true,
      60_000,
    ],
    [
      '403 of a suspended installation is asked again in an hour',
      answer(403, {}, 'This installation has been suspended'),
      true,
      3_600_000,
    ],
    ['404 is final', answer(404), false, null],
    ['408 is for later', answer(408), true, null],
    ['410 is final', answer(410), false, null],
    ['422 is final', answer(422), false, null],
    ['429 waits a minute', answer(429), true, 60_000],
    ['429 with retry-after waits so long', answer(429, { 'retry-after': '3' }), true, 3_000],
    ['retry-after wins over the reset', answer(429, { ...RESET, 'retry-after': '3' }), true, 3_000],
    ['a reset in the past waits a second', answer(429, { ...RESET, 'x-ratelimit-reset': '5' }), true, 1_000],
    [
      'a date as retry-after is not understood',
      answer(429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }),
      true,
      60_000,
    ],
    ['500 is for later', answer(500), true, null],
    ['503 with retry-after waits so long', answer(503, { 'retry-after': '5' }), true, 5_000],
    ['no answer is for later', new Error('socket hang up'), true, null],
    ['a status without an answer is none', Object.assign(new Error('timeout'), { status: 500 }), true, null],
  ])('%s', (_, error, retryable, retryAfter) => {
    expect(toGitHubError(error, 'ask', NOW)).toMatchObject({ retryable, retryAfter, cause: error });
  });
});

test.each<[string, Error, boolean]>([
  ['a locked issue', answer(403, {}, 'Unable to create comment because issue is locked.'), true],
  ['an archived repository', answer(403, {}, 'Repository was archived so is read-only.'), true],
  ['issues that are switched off', answer(410, {}, 'Issues has been disabled in this repository.'), true],
  ['a deleted issue', answer(410, {}, 'This issue was deleted'), true],
  ['what is hidden or moved away', answer(404, {}, 'Not Found'), true],
  ['what was taken down', answer(451, {}, 'Repository access blocked'), true],
  ['what is locked, in the words of WebDAV', answer(423), true],
  ['a right that is missing', answer(403, {}, 'Resource not accessible by integration'), false],
  ['a request that is not valid', answer(422, {}, 'Validation Failed'), false],
  ['a limit', answer(403, { 'retry-after': '1' }, 'the issue is locked'), false],
  ['a token that ran out', answer(401, {}, 'Bad credentials'), false],
])('nothing more can be done to one thing, or something is wrong with us: %s', (_, error, isShut) => {
  expect(toGitHubError(error, 'ask', NOW) instanceof Shut).toBe(isShut);
});

test('the message says what was asked and what came, in one short line', () => {
  expect(toGitHubError(answer(404, {}, 'Not Found'), 'read issue 5', NOW).message).toBe(
    'read issue 5: GitHub answered 404 (Not Found)',
  );
  expect(toGitHubError(new Error('socket hang up'), 'read issue 5', NOW).message).toBe(
    'read issue 5: no answer from GitHub (socket hang up)',
  );
  const long = toGitHubError(answer(500, {}, `${'x'.repeat(9_999)}\nsecond line`), 'ask', NOW).message;
  expect(long.length).toBeLessThan(300);
  expect(long).not.toContain('\n');
});

test('an error that is ours already stays as it is, what is no error becomes one', () => {
  const ours = new GitHubError('x', 410, false, null);
  expect(toGitHubError(ours, 'ask', NOW)).toBe(ours);
  for (const odd of [null, undefined, 'text', 5]) {
    expect(toGitHubError(odd, 'ask', NOW)).toMatchObject({ status: 0, retryable: true });
  }
});
