import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startFakeGitHub } from './index.ts';
import type { FakeGitHub } from './index.ts';
import { answerProblems, requestProblems, webhookProblems } from './validate.ts';
import { OPERATIONS, WEBHOOKS } from './operations.ts';

let fake: FakeGitHub;

beforeEach(async () => {
  fake = await startFakeGitHub();
  fake.repository('acme/widgets').open({ title: 'Race' });
});

afterEach(() => fake.close());

const issues = '/repos/acme/widgets/issues';

test.each([
  ['POST', `${issues}/1/labels`, { labels: [7] }, 422, '/labels/0'],
  ['POST', `${issues}/1/labels`, { labels: 'bug' }, 422, '/labels must be array'],
  ['POST', `${issues}/1/labels`, { labels: [] }, 422, 'must NOT have fewer than 1 items'],
  ['POST', `${issues}/1/comments`, { text: 'hello' }, 422, "must have required property 'body'"],
  ['POST', `${issues}/1/comments`, undefined, 422, 'the body is missing'],
  ['PATCH', `${issues}/1`, { state: 'done' }, 422, '/state must be equal to one of the allowed values'],
  ['PATCH', `${issues}/1`, { state_reason: 'wontfix', state: 'closed' }, 422, '/state_reason'],
  ['PATCH', `${issues}/1`, { stateReason: 'completed' }, 200, 'unknown key stateReason in the body'],
  ['POST', '/repos/acme/widgets/labels', { name: 'x', color: 7 }, 422, '/color must be string'],
  ['GET', `${issues}?state=any`, undefined, 422, 'query parameter state is any'],
  ['GET', `${issues}?per_page=many`, undefined, 422, 'query parameter per_page is many'],
  ['GET', `${issues}?perPage=100`, undefined, 200, 'unknown query parameter perPage'],
  ['GET', `${issues}/one`, undefined, 422, 'path parameter issue_number is one'],
  ['GET', `${issues}/1/assignees`, undefined, 404, 'no such operation in the subset'],
  ['GET', `${issues}/1`, { with: 'a body' }, 422, 'a body where none is described'],
])('%s %s %j is reported', async (method, path, body, status, problem) => {
  const token = fake.installationToken('acme');
  const calls = fake.world.url;
  const response = await request(`${calls}${path}`, method, token, body);
  expect(response).toBe(status);
  expect(fake.violations.join('\n')).toContain(problem);
});

/** `fetch` refuses a GET with a body, which is one of the rows. */
async function request(
  url: string,
  method: string,
  token: string,
  body: object | undefined,
): Promise<number> {
  const { request: open } = await import('node:http');
  const text = body ? JSON.stringify(body) : '';
  const headers = {
    authorization: `Bearer ${token}`,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  };
  return new Promise((resolve, reject) => {
    const sent = open(url, { method, headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(text);
  });
}

test('an answer that GitHub would not give is reported', () => {
  const operation = 'GET /repos/{owner}/{repo}/labels/{name}';
  const label = {
    id: 1,
    node_id: 'x',
    url: 'http://x.example/1',
    name: 'bug',
    description: null,
    color: 'ffffff',
    default: false,
  };
  expect(answerProblems(operation, 200, label)).toEqual([]);
  expect(answerProblems(operation, 200, { ...label, color: null })).toEqual([
    expect.stringContaining('/color must be string'),
  ]);
  expect(answerProblems(operation, 200, { ...label, node_id: undefined })).toEqual([
    expect.stringContaining('node_id'),
  ]);
  expect(answerProblems(operation, 202, label)).toEqual(['status 202 is not described']);
  expect(answerProblems(operation, 404, { message: 1 })).toEqual([
    expect.stringContaining('/message must be string'),
  ]);
});

test('a webhook that GitHub would not send is reported', () => {
  expect(webhookProblems('issues-opened', { action: 'opened' })).toEqual([
    expect.stringContaining('required property'),
  ]);
  expect(webhookProblems('issues-solved', {})).toEqual(['webhook issues-solved is not in the subset']);
});

test('every operation and webhook of the subset can be checked', () => {
  for (const operation of OPERATIONS) {
    expect(requestProblems({ operation, params: {}, query: {}, body: undefined })).not.toContain(
      'a body where none is described',
    );
    expect(
      answerProblems(operation, 200, 'no answer').length + answerProblems(operation, 201, 'none').length,
    ).toBeGreaterThan(0);
  }
  for (const name of WEBHOOKS) expect(webhookProblems(name, {})).toHaveLength(1);
});
