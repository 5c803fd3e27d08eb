import { expect, test } from '@jest/globals';
import { randomFrom } from '../fuzz/random.ts';
import { startFakeGitHub } from './index.ts';
import { FAULT_KINDS, type FaultKind, scheduleFaults } from './schedule.ts';

let now = Date.parse('2026-03-01T12:00:00Z');

/** Lists the comments and writes one, many times; gives what the caller saw. */
async function meet(kinds: readonly FaultKind[], failures: number, times = 80) {
  const sleep = (milliseconds: number) => Promise.resolve(void (now += milliseconds));
  const fake = await startFakeGitHub({ now: () => now, sleep });
  const repo = fake.repository('acme/widgets');
  const issue = repo.open({ title: 'Race' });
  for (let i = 0; i < 5; i++) repo.comment(issue, 'old');
  now += 60_000;
  const faults = scheduleFaults({ random: randomFrom(7), oneIn: 2, failures, kinds });
  fake.intercept((call) => faults.next(call));
  const authorization = `Bearer ${fake.installationToken('acme')}`;
  const ask = async (method: string): Promise<string> => {
    const url = `${fake.url}/repos/acme/widgets/issues/1/comments`;
    const body = method === 'POST' ? { body: JSON.stringify({ body: 'new' }) } : {};
    const answer = await fetch(url, { method, headers: { authorization }, ...body }).catch(() => null);
    const list: unknown = answer?.ok && method === 'GET' ? await answer.json() : null;
    return `${method} ${answer?.status ?? 'reset'}${Array.isArray(list) ? ` of ${list.length}` : ''}`;
  };
  const seen: string[] = [];
  for (let i = 0; i < times; i++) seen.push(await ask('GET'), await ask('POST'));
  await fake.close();
  expect(fake.violations).toEqual([]);
  return { seen, counts: faults.counts, posted: repo.thread(issue).comments.length - 5 };
}

test('the same seed brings the same faults, of every kind', async () => {
  const [first, second] = [await meet(FAULT_KINDS, Infinity, 160), await meet(FAULT_KINDS, Infinity, 160)];
  expect(second.seen).toEqual(first.seen);
  expect([...first.counts.keys()].toSorted()).toEqual([...FAULT_KINDS].toSorted());
});

test('so many calls fail, and no more', async () => {
  const { seen } = await meet(['failed before', 'reset after'], 3);
  expect(seen.filter((one) => !/ 20[01]/.test(one))).toHaveLength(3);
});

test.each<[FaultKind, number]>([
  ['failed before', 0],
  ['failed after', 1],
  ['reset before', 0],
  ['reset after', 1],
  ['limited', 0],
])('%s: of each write that failed, %i were made', async (kind, made) => {
  const { seen, posted } = await meet([kind], Infinity, 10);
  const failed = seen.filter((one) => one.startsWith('POST') && one !== 'POST 201').length;
  expect(failed).toBeGreaterThan(0);
  expect(posted).toBe(10 - failed + made * failed);
});

test('lists come late, or in short pages; what is asked for by its number does not', async () => {
  const stale = await meet(['stale'], 0, 5);
  expect(stale.seen.slice(2)).toContain('GET 200 of 5');
  const short = await meet(['short pages'], 0, 5);
  expect(short.seen.some((one) => /of [123]$/.test(one))).toBe(true);
  expect([stale.posted, short.posted]).toEqual([5, 5]);
});
