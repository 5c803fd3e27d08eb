import { describe, expect, test } from '@jest/globals';
import { COALESCE } from '../../src/store/inbox.ts';
import type { Job, Store } from '../../src/store/store.ts';
import { CLOSED, delivery, type DeliveryDraft, look } from './values.ts';

const LEASE = 1_000;

/** The inbox as a queue. `store` gives the store of the running test. */
export function inboxContract(store: () => Store): void {
  const put = (id: string, draft: DeliveryDraft = {}, now = 0) => store().put(delivery(id, draft), now);
  const claim = (now = 0) => store().claim(now, LEASE);
  /** The ids in the order in which they are worked off at `now`. */
  async function drain(now = 0): Promise<string[]> {
    const ids: string[] = [];
    for (let job = await claim(now); job; job = await claim(now)) {
      ids.push(job.id);
      await store().finish(job, now);
    }
    return ids;
  }
  async function take(now = 0): Promise<Job> {
    const job = await claim(now);
    if (!job) throw new Error(`nothing is due at ${now}`);
    return job;
  }

  describe('deliveries', () => {
    test('five at once with one id are one job', async () => {
      const results = await Promise.all(Array.from({ length: 5 }, () => put('a')));
      expect(results.toSorted()).toEqual(['new', 'seen', 'seen', 'seen', 'seen']);
      expect(await drain()).toEqual(['a']);
    });

    test('an id is seen after its job is done, until it is pruned', async () => {
      await put('a');
      await drain(1_000);
      expect(await put('a', {}, 2_000)).toBe('seen');
      expect(await store().prune(1_000)).toBe(0);
      expect(await store().prune(1_001)).toBe(1);
      expect(await put('a', {}, 9_000)).toBe('new');
    });

    test('pruning leaves what waits, runs or is dead', async () => {
      await put('dead');
      await store().bury(await take(), 0, 'poison');
      await put('running', { repository: 2 });
      await take();
      await put('waiting', { repository: 2, issue: 2 });
      expect(await store().prune(9_000)).toBe(0);
      expect(await store().gauges(0)).toMatchObject({ waiting: 1, running: 1, dead: 1 });
    });

    test('a job gives back what was put', async () => {
      const draft = { repository: 5, issue: 9, installation: 3, hint: CLOSED };
      await put('a', draft, 42);
      expect(await take(42)).toEqual({
        ...delivery('a', draft),
        absorbed: [],
        seq: expect.any(Number),
        attempt: 1,
        failures: 0,
        cut: 0,
        createdAt: 42,
      });
    });
  });

  describe('order', () => {
    test('a repository is worked off in the order of arrival', async () => {
      for (const [i, issue] of [3, 1, 2].entries()) await put(`job ${i}`, { issue });
      expect(await drain()).toEqual(['job 0', 'job 1', 'job 2']);
    });

    test('one repository is in one hand, others go on', async () => {
      await put('a', { issue: 1 });
      await put('b', { issue: 2 });
      await put('c', { repository: 2 });
      const jobs = await Promise.all([claim(), claim(), claim()]);
      expect(new Set(jobs.map((job) => job?.id))).toEqual(new Set(['a', 'c', undefined]));
    });

    test('a look on a day of its own holds nobody up, joins no other look, and comes on its day', async () => {
      const hint = { kind: 'grace-over' } as const;
      await store().put({ ...delivery('later', { hint }), notBefore: 1_000_000 }, 0);
      await put('closed', { hint: CLOSED });
      await put('edit', { hint: look('x', 'edited') });
      expect(await drain(COALESCE)).toEqual(['closed', 'edit']);
      await put('edit again', { hint: look('y', 'edited') }, 900_000);
      expect(await drain(900_000)).toEqual(['edit again']);
      expect([await drain(999_999), await drain(1_000_000)]).toEqual([[], ['later']]);
    });

    test('what happened to an issue is done in order, also while the first waits for its next try', async () => {
      await put('closed', { hint: CLOSED });
      await put('labelled', {
        hint: { kind: 'label', label: 'x', present: true, by: { login: 'maintainer', bot: false } },
      });
      await put('other issue', { issue: 2, hint: CLOSED });
      await store().retry(await take(), 60_000, 'GitHub is down');
      expect(await drain(1_000)).toEqual(['other issue']);
      expect(await drain(60_000)).toEqual(['closed', 'labelled']);
    });

    test('work for the repository as a whole waits for no issue', async () => {
      await put('closed', { hint: CLOSED });
      await store().retry(await take(), 60_000, 'GitHub is down');
      await put('pushed', { issue: null, hint: { kind: 'files-changed' } });
      expect(await drain(1_000)).toEqual(['pushed']);
    });

    test('an installation that sends a thousand delays another by one job, not by a thousand', async () => {
      for (let i = 1; i <= 1_000; i += 1) await put(`flood ${i}`, { repository: i, issue: i });
      await put('small', { repository: 2_000, installation: 88 });
      const first = await take();
      expect([first.id, (await take()).id, (await take()).id]).toEqual(['flood 1', 'small', 'flood 2']);
      await put('small again', { repository: 2_001, installation: 88 });
      expect((await take()).id).toBe('flood 3');
      await store().finish(first, 0);
      expect((await take()).id).toBe('flood 4');
    });

    test('of two that flood, each is served when nothing is done for it', async () => {
      for (let i = 1; i <= 20; i += 1) await put(`a${i}`, { repository: i });
      for (let i = 1; i <= 20; i += 1) await put(`b${i}`, { repository: 100 + i, installation: 88 });
      const lanes = [await take(), await take()];
      const served = lanes.map(({ id }) => id);
      for (let i = 0; i < 10; i += 1) {
        const done = lanes.shift();
        if (done) await store().finish(done, 0);
        const next = await take();
        lanes.push(next);
        served.push(next.id);
      }
      expect(served).toEqual([1, 2, 3, 4, 5, 6].flatMap((i) => [`a${i}`, `b${i}`]));
    });

    test('nextDue is the first of those that wait', async () => {
      expect(await store().nextDue(0)).toBeNull();
      await put('a', { hint: CLOSED }, 500);
      expect(await store().nextDue(0)).toBe(500);
      await store().retry(await take(500), 7_000, 'x');
      expect(await store().nextDue(0)).toBe(7_000);
      await put('b', { repository: 2 }, 600);
      expect(await store().nextDue(0)).toBe(600);
    });
  });

  describe('looks', () => {
    test('the first acts at once, followers within five seconds wait for one another', async () => {
      await put('first', {}, 1_000);
      expect(await drain(1_000)).toEqual(['first']);
      await put('second', {}, 1_500);
      await put('third', {}, 5_900);
      expect(await drain(1_000 + COALESCE - 1)).toEqual([]);
      expect(await drain(1_000 + COALESCE)).toEqual(['second']);
      await put('later', {}, 20_000);
      expect(await drain(20_000)).toEqual(['later']);
    });

    test('another issue does not wait', async () => {
      await put('a', { issue: 1 }, 0);
      await put('b', { issue: 2 }, 1);
      expect(await drain(1)).toEqual(['a', 'b']);
    });

    test('those that wait are done with the one that is taken, which carries what they heard', async () => {
      const hints = [look('no race'), look('a race', 'edited'), look('two races', 'edited')];
      for (const [i, hint] of hints.entries()) await put(`look ${i}`, { hint });
      const job = await take();
      expect(job).toMatchObject({ id: 'look 0', work: { hint: hints[0] }, absorbed: hints.slice(1) });
      await store().retry(job, 10_000, 'GitHub is down');
      // What they heard must outlive the failure: the first text alone gives no reason to look.
      expect(await take(10_000)).toMatchObject({ id: 'look 0', attempt: 2, absorbed: hints.slice(1) });
      expect(await put('look 1')).toBe('seen');
      expect(await claim(90_000)).toMatchObject({ id: 'look 0', attempt: 3 });
    });

    test('whoever takes over a look that was tried is not the first', async () => {
      await put('look');
      await store().retry(await take(), 60_000, 'GitHub is down');
      await put('edit', { hint: look('a race', 'edited') });
      const edit = await take(60_000);
      expect(edit).toMatchObject({ attempt: 2 });
      expect(await store().beat(edit, 99_000)).toBe(true);
      await store().finish(edit, 60_000);
      expect(await claim(99_999)).toBeNull();
    });

    test('a hundred edits carry their last ten texts', async () => {
      await put('first', {}, 0);
      for (let i = 0; i < 100; i++) await put(`edit ${i}`, { hint: look(`text ${i}`, 'edited') }, 1);
      const job = await take(1);
      expect(job.absorbed).toHaveLength(10);
      expect(job.absorbed.at(-1)).toEqual(look('text 99', 'edited'));
      await store().finish(job, 2);
      expect(await store().gauges(2)).toMatchObject({ waiting: 0, running: 0 });
    });

    test('what is no look is never absorbed', async () => {
      await put('look', {});
      await put('closed', { hint: CLOSED });
      await put('again', {}, 1);
      expect(await drain(COALESCE)).toEqual(['look', 'closed']);
    });
  });

  describe('leases', () => {
    test('a job whose lease ran out is taken again, and its first worker can do nothing any more', async () => {
      await put('a');
      const first = await take(0);
      expect(await claim(LEASE - 1)).toBeNull();
      const second = await take(LEASE);
      expect([first.attempt, second.attempt]).toEqual([1, 2]);
      expect(await store().beat(first, 99_999)).toBe(false);
      await store().finish(first, LEASE);
      await store().retry(first, LEASE, 'x');
      await store().bury(first, LEASE, 'x');
      expect(await store().gauges(LEASE)).toEqual({ waiting: 0, running: 1, dead: 0, oldest: 0 });
      expect(await store().beat(second, 99_999)).toBe(true);
      expect(await claim(50_000)).toBeNull();
      await store().finish(second, 50_000);
      expect(await claim(100_000)).toBeNull();
    });

    test('what had to wait is taken again, and has not failed', async () => {
      await put('a');
      const stale = await take(0);
      const waiting = await take(LEASE);
      expect(waiting.attempt).toBe(2);
      await store().postpone(waiting, 5_000, 'GitHub asked us to wait');
      expect(await claim(4_999)).toBeNull();
      expect(await take(5_000)).toMatchObject({ id: 'a', attempt: 3, failures: 0 });
      // Whoever lost the lease before is still shut out.
      for (const late of [stale, waiting]) await store().finish(late, 5_000);
      await store().postpone(stale, 5_000, 'x');
      expect(await store().gauges(5_000)).toMatchObject({ running: 1, waiting: 0 });
    });

    test('tries that failed are counted, and so are those in a row that ended with their server', async () => {
      await put('a');
      await store().retry(await take(0), 0, 'GitHub is down');
      expect(await take(0)).toMatchObject({ failures: 1, cut: 0 });
      expect(await take(LEASE)).toMatchObject({ failures: 1, cut: 1 });
      await store().release(LEASE);
      const third = await take(LEASE);
      expect(third).toMatchObject({ attempt: 4, failures: 1, cut: 2 });
      await store().retry(third, LEASE, 'GitHub is down');
      const fourth = await take(LEASE);
      expect(fourth).toMatchObject({ failures: 2, cut: 0 });
      await store().postpone(fourth, LEASE, 'GitHub asked us to wait');
      expect(await take(LEASE)).toMatchObject({ attempt: 6, failures: 2, cut: 0 });
    });

    test('what is cut off again and again waits longer each time, up to a quarter of an hour', async () => {
      await put('a');
      const waits: number[] = [];
      for (let now = 0, i = 0; i < 14; i += 1) {
        await take(now);
        await store().release(now);
        const due = (await store().nextDue(now)) ?? Number.NaN;
        waits.push((due - now) / 1_000);
        now = due;
      }
      const doubled = [3.6, 7.2, 14.4, 28.8, 57.6, 115.2, 230.4, 460.8, 921.6];
      expect(waits).toEqual([0, 0, ...doubled, 921.6, 921.6, 921.6]);
    });

    test('release frees what a dead process held', async () => {
      await put('a');
      await put('b', { repository: 2 });
      await take();
      await take();
      expect(await store().release(0)).toBe(2);
      expect((await drain()).toSorted()).toEqual(['a', 'b']);
    });
  });

  describe('dead letters and gauges', () => {
    test('a dead letter stands in nobody’s way, and is never taken', async () => {
      await put('poison', { hint: CLOSED });
      await put('next', { hint: CLOSED });
      await store().bury(await take(), 0, 'it never works \0');
      expect(await drain(99_999)).toEqual(['next']);
      expect(await store().gauges(99_999)).toEqual({ waiting: 0, running: 0, dead: 1, oldest: 0 });
      expect(await put('poison')).toBe('seen');
    });

    test('a dead letter is shown, put back once, and dropped for good', async () => {
      await put('guid poison', { hint: CLOSED }, 5);
      const job = await take(5);
      await store().bury(job, 7, 'it never works');
      const letter = { seq: job.seq, delivery: 'guid', tries: 1, error: 'it never works', at: 7, issue: 1 };
      expect(await store().letters(10)).toMatchObject([letter]);
      expect(await store().letter(job.seq)).toMatchObject({ ...letter, load: { work: job.work } });
      expect([await store().revive(job.seq, 9), await store().revive(job.seq, 9)]).toEqual([true, false]);
      const again = await take(9);
      expect(again).toMatchObject({ id: 'guid poison', attempt: 2, failures: 0, cut: 0 });
      await store().bury(again, 9, 'still not');
      expect([await store().dropLetter(job.seq), await store().dropLetter(job.seq)]).toEqual([true, false]);
      expect([await store().letters(10), await store().letter(job.seq)]).toEqual([[], null]);
      expect(await put('guid poison')).toBe('seen');
    });

    test('what was refused for good is done, is listed until it is pruned, and calls for nobody', async () => {
      await put('guid locked', { issue: 4 }, 5);
      await put('fine', { repository: 2 }, 5);
      await store().finish(await take(5), 7, 'the issue is locked');
      await store().retry(await take(5), 6, 'GitHub is down');
      await store().finish(await take(6), 8);
      const refused = { delivery: 'guid', issue: 4, tries: 1, error: 'the issue is locked', at: 7 };
      expect(await store().refusals(10)).toEqual([expect.objectContaining(refused)]);
      expect([await store().refusals(0), await store().letters(10)]).toEqual([[], []]);
      expect(await store().gauges(9)).toEqual({ waiting: 0, running: 0, dead: 0, oldest: 0 });
      expect(await put('guid locked', { issue: 4 }, 9)).toBe('seen');
      await store().prune(8);
      expect(await store().refusals(10)).toEqual([]);
    });

    test('what another look took over, or the operator dropped, was not refused', async () => {
      await put('look');
      await store().retry(await take(), 0, 'GitHub is down');
      await put('look again', {}, 1);
      await store().finish(await take(COALESCE + 1), COALESCE + 1);
      await put('poison', { hint: CLOSED });
      const poison = await take(COALESCE + 1);
      await store().bury(poison, COALESCE + 1, 'it never works');
      await store().dropLetter(poison.seq);
      expect([await claim(COALESCE + 1), await store().refusals(10)]).toEqual([null, []]);
    });

    test('the oldest is counted from when it was due', async () => {
      await put('a', { hint: CLOSED }, 1_000);
      await put('b', { repository: 2 }, 4_000);
      expect(await store().gauges(5_000)).toEqual({ waiting: 2, running: 0, dead: 0, oldest: 4_000 });
      await store().retry(await take(5_000), 50_000, 'x');
      expect(await store().gauges(6_000)).toMatchObject({ waiting: 2, oldest: 2_000 });
      await store().finish(await take(6_000), 6_000);
      expect(await store().gauges(6_000)).toMatchObject({ waiting: 1, oldest: 0 });
    });
  });
}
