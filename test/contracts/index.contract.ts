import { describe, expect, test } from '@jest/globals';
import { RUNS_KEPT, SIGHTINGS, type Store } from '../../src/store/store.ts';
import type { IssueMemory } from '../../src/triage/types.ts';
import { CLOSED, delivery, factsOf, INSTALLATION, issueOf, keys, look, runOf } from './values.ts';

const LONG = 'x'.repeat(65_536);

/** Text that has broken something somewhere. */
const HOSTILE: Readonly<Record<string, string>> = {
  quotes: `'; drop table issue; -- " \` \\`,
  'emoji and other planes': '🏁👩‍👩‍👧 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ‮ ﷽',
  'line ends': 'a\r\nb\rc\u2028d',
  placeholders: '? $1 :name %s ${x}',
  'as long as GitHub allows': LONG,
};

/** The index of races and the memory of what was done. `store` gives the store of the running test. */
export function indexContract(store: () => Store): void {
  const record = (...run: Parameters<typeof runOf>) => store().record(runOf(...run), 0);
  const sighted = async (races = [keys({ exact: 'a', likely: 'a' })], issue = 100) =>
    (await store().sightings(1, issue, races)).map((one) => [
      one.issue,
      one.matches.map((match) => `${match.race} ${match.level}`).join(', '),
    ]);

  describe('issues', () => {
    test('what was recorded is known, what was not is not', async () => {
      expect(await store().issue(1, 5)).toBeNull();
      const memory = { comment: { id: 9, digest: 'd' }, applied: ['race'], duplicateOf: 3, races: 'r' };
      await record(5, { issue: { state: 'closed', stateReason: 'completed' }, memory });
      expect(await store().issue(1, 5)).toEqual({
        number: 5,
        state: 'closed',
        stateReason: 'completed',
        changedAt: 0,
        triaged: true,
        memory: { commentRefused: false, handsOff: [], ...memory },
      });
      expect(await store().issue(2, 5)).toBeNull();
    });

    test('the last three runs are kept, youngest first', async () => {
      for (let i = 0; i < RUNS_KEPT + 2; i++) await record(5, { delivery: `d${i}` });
      await record(6, { delivery: 'another issue' });
      expect((await store().runs(1, 5)).map((run) => run.delivery)).toEqual(['d4', 'd3', 'd2']);
      expect(await store().runs(1, 6)).toEqual([runOf(6, { delivery: 'another issue' })]);
    });

    test('an amendment changes one thing and leaves the rest', async () => {
      await record(5, { memory: { applied: ['race'], races: 'r' } });
      await store().amend(1, 5, { memory: { handsOff: ['bug'], duplicateOf: 2 } });
      expect((await store().issue(1, 5))?.memory).toMatchObject({
        applied: ['race'],
        handsOff: ['bug'],
        duplicateOf: 2,
        races: 'r',
      });
      await store().amend(1, 6, { memory: { handsOff: ['bug'] } });
      expect(await store().issue(1, 6)).toBeNull();
    });

    const closed = { state: 'closed', stateReason: 'completed', at: '2026-01-02T00:00:00Z' } as const;
    const reopened = { state: 'open', stateReason: 'reopened', at: '2026-01-03T00:00:00Z' } as const;
    test.each([
      ['closed', [closed], 'closed'],
      ['closed, then reopened', [closed, reopened], 'open'],
      ['reopened, heard before it was closed', [reopened, closed], 'open'],
      ['closed within the second of the reopening', [reopened, { ...closed, at: reopened.at }], 'closed'],
      ['closed at no known time', [reopened, { ...closed, at: '' }], 'closed'],
    ])('%s', async (_, changes, state) => {
      await record(5);
      for (const change of changes) await store().amend(1, 5, change);
      expect(await store().issue(1, 5)).toMatchObject({ state });
    });

    test('it is known since when, as far as anybody told', async () => {
      const since = async () => (await store().issue(1, 5))?.changedAt;
      await record(5);
      expect(await since()).toBe(0);
      await store().amend(1, 5, reopened);
      expect(await since()).toBe(Date.parse(reopened.at));
      await store().amend(1, 5, closed);
      expect(await since()).toBe(Date.parse(reopened.at));
      await record(5, { issue: { state: 'closed', closedAt: '2026-01-04T00:00:00Z' } });
      expect(await since()).toBe(Date.parse('2026-01-04T00:00:00Z'));
    });

    test('a reopening that is older than the closing we read is none', async () => {
      await record(5, { issue: { state: 'closed', closedAt: '2026-01-04T00:00:00Z' } });
      await store().amend(1, 5, reopened);
      expect(await store().issue(1, 5)).toMatchObject({ state: 'closed' });
    });
  });

  describe('precedents', () => {
    const blame = async (issue: number, places: string[], memory: Partial<IssueMemory>, repository = 1) => {
      const run = runOf(issue, { repository, memory });
      await store().record({ ...run, plan: { ...run.plan, blamed: places } }, 0);
    };

    test('are the other issues that people labelled, youngest first, with the places blamed', async () => {
      await blame(2, ['a/b', 'a/c'], { labelled: ['sig/a'] });
      await blame(3, ['a/b'], { labelled: ['sig/b'] });
      await blame(4, ['a/b'], {});
      await blame(5, [], { labelled: ['sig/a'] });
      await blame(6, ['a/b'], { labelled: ['sig/c'] }, 2);
      expect(await store().precedents(1, 9)).toEqual([
        { issue: 3, labels: ['sig/b'], places: ['a/b'] },
        { issue: 2, labels: ['sig/a'], places: ['a/b', 'a/c'] },
      ]);
      expect((await store().precedents(1, 3)).map(({ issue }) => issue)).toEqual([2]);
    });

    test('follow the issue: another look, another label, closed with what a bot put on', async () => {
      await blame(2, ['a'], { labelledByBots: ['sig/a'] });
      expect(await store().precedents(1, 9)).toEqual([]);
      await store().amend(1, 2, { state: 'closed', stateReason: 'completed', at: '2026-01-05T00:00:00Z' });
      await blame(3, ['a'], {});
      await store().amend(1, 3, { memory: { labelled: ['sig/b'] } });
      await blame(3, ['b'], { labelled: ['sig/b'] });
      expect(await store().precedents(1, 9)).toEqual([
        { issue: 3, labels: ['sig/b'], places: ['b'] },
        { issue: 2, labels: ['sig/a'], places: ['a'] },
      ]);
    });

    test('are gone with the issue', async () => {
      await blame(2, ['a'], { labelled: ['sig/a'] });
      await store().forgetIssue(1, 2);
      expect(await store().precedents(1, 9)).toEqual([]);
    });
  });

  describe('sightings', () => {
    test('another issue with the race is found, at the strictest level only', async () => {
      const same = keys({ exact: 'a', likely: 'a', sides: ['a', 'b'], fork: 'a' });
      await record(2, { races: [same] });
      expect(await sighted([same])).toEqual([[2, '0 exact']]);
    });

    test.each([
      ['exact', keys({ exact: 'a' })],
      ['likely', keys({ likely: 'a' })],
      ['one-sided', keys({ sides: ['a'] })],
      ['fork-point', keys({ fork: 'a' })],
    ])('a match by %s alone says so', async (level, of) => {
      await record(2, { races: [of] });
      expect(await sighted([keys({ exact: 'a', likely: 'a', sides: ['a', 'z'], fork: 'a' })])).toEqual([
        [2, `0 ${level}`],
      ]);
    });

    test('each of our races says what it shares', async () => {
      await record(2, { races: [keys({ exact: 'b' }), keys({ likely: 'c' })] });
      const ours = [keys({ exact: 'a' }), keys({ exact: 'b' }), keys({ exact: 'd', likely: 'c' })];
      expect(await sighted(ours)).toEqual([[2, '1 exact, 2 likely']]);
    });

    test('the issue itself, other repositories and other races are not found', async () => {
      await record(100, { races: [keys({ exact: 'a' })] });
      await record(2, { repository: 2, races: [keys({ exact: 'a' })] });
      await record(3, { races: [keys({ exact: 'z' })] });
      expect(await sighted()).toEqual([]);
      expect(await store().sightings(1, 100, [])).toEqual([]);
    });

    test('a race that was edited away is not found any more', async () => {
      await record(2, { races: [keys({ exact: 'a' })] });
      await record(2, { races: [] });
      expect(await sighted()).toEqual([]);
    });

    test('what is known of the other issue comes with it', async () => {
      const issue = {
        title: 'Race',
        state: 'closed',
        stateReason: 'not_planned',
        closedAt: '2026-01-05T00:00:00Z',
      } as const;
      await record(2, { issue, memory: { duplicateOf: 1 }, races: [keys({ exact: 'a' })] });
      const [sighting] = await store().sightings(1, 3, [keys({ exact: 'a' })]);
      const { createdAt } = issueOf(2);
      expect(sighting).toMatchObject({ ...issue, createdAt, issue: 2, duplicateOf: 1 });
      await store().amend(1, 2, { state: 'open', stateReason: 'reopened', at: '2026-01-06T00:00:00Z' });
      expect(await store().sightings(1, 3, [keys({ exact: 'a' })])).toMatchObject([
        { state: 'open', stateReason: 'reopened', closedAt: null },
      ]);
    });

    test('there is a limit; the strictest matches stay, oldest first', async () => {
      for (let i = 1; i <= SIGHTINGS + 20; i++)
        await record(i, { races: [keys({ fork: 'pool', sides: ['s'] })] });
      await record(900, { races: [keys({ exact: 'a', fork: 'pool' })] });
      const found = await sighted([keys({ exact: 'a', fork: 'pool', sides: ['s'] })], 999);
      expect(found).toHaveLength(SIGHTINGS);
      expect([found[0], found.at(-1)]).toEqual([
        [1, '0 one-sided'],
        [900, '0 exact'],
      ]);
    });

    test('of hundreds with the same race the open one to point at is among those given', async () => {
      const races = [keys({ exact: 'a' })];
      for (let i = 1; i <= SIGHTINGS + 5; i++)
        await record(i, { races, issue: { state: 'closed', stateReason: 'completed' } });
      await record(900, { races, memory: { duplicateOf: 901 } });
      await record(901, { races });
      await record(902, { races });
      const found = await sighted(races, 999);
      expect(found).toHaveLength(SIGHTINGS);
      expect([found[0], found.at(-1)]).toEqual([
        [1, '0 exact'],
        [901, '0 exact'],
      ]);
    });

    test('an issue of hundreds of reports is recorded whole', async () => {
      const races = Array.from({ length: 700 }, (_, i) =>
        keys({ exact: `${i}`, likely: `${i}`, sides: [`${i}`, `x${i}`] }),
      );
      await record(2, { races });
      expect(await sighted([keys({ exact: '699' })])).toEqual([[2, '0 exact']]);
    });
  });

  describe('facts', () => {
    test('those read before a moment are dropped, younger ones are kept', async () => {
      await store().saveFacts(factsOf(1), INSTALLATION, 10);
      await store().saveFacts(factsOf(2), INSTALLATION, 20);
      expect(await store().dropFactsBefore(20, 0)).toBe(1);
      expect([await store().facts(1), await store().facts(2)]).toEqual([null, factsOf(2)]);
      expect([await store().staleFacts(1), await store().staleFacts(2)]).toEqual([factsOf(1), null]);
      expect(await store().dropFactsBefore(20, 20)).toBe(0);
      expect([await store().staleFacts(1), await store().facts(2)]).toEqual([null, factsOf(2)]);
    });

    test('are kept, replaced and dropped', async () => {
      expect(await store().facts(1)).toBeNull();
      await store().saveFacts(factsOf(), INSTALLATION, 0);
      await store().saveFacts({ ...factsOf(), labels: ['race'] }, INSTALLATION, 1);
      expect(await store().facts(1)).toEqual({ ...factsOf(), labels: ['race'] });
      await store().dropFacts(1);
      expect(await store().facts(1)).toBeNull();
    });

    test('those dropped can be compared with until new ones come', async () => {
      expect(await store().staleFacts(1)).toBeNull();
      await store().saveFacts(factsOf(), INSTALLATION, 0);
      expect(await store().staleFacts(1)).toBeNull();
      await store().dropFacts(1);
      expect(await store().staleFacts(1)).toEqual(factsOf());
      await store().saveFacts(factsOf(), INSTALLATION, 1);
      expect([await store().facts(1), await store().staleFacts(1)]).toEqual([factsOf(), null]);
    });
  });

  describe('forgetting', () => {
    const RACE = [keys({ exact: 'a' })];

    async function furnish(repository: number, installation: number): Promise<void> {
      await record(5, { repository, installation, races: RACE });
      await store().saveFacts(factsOf(repository), installation, 0);
      for (const id of ['running', 'waiting']) {
        await store().put(delivery(`${id} ${repository}`, { repository, installation, hint: CLOSED }), 0);
      }
    }
    /** What is left of a repository. */
    async function left(repository: number): Promise<number> {
      const found = [
        await store().issue(repository, 5),
        (await store().facts(repository)) ?? (await store().staleFacts(repository)),
        (await store().runs(repository, 5))[0],
        (await store().sightings(repository, 6, RACE))[0],
      ];
      return found.filter(Boolean).length;
    }

    test('an issue leaves nothing, and its neighbours stay', async () => {
      await record(5, { races: RACE });
      await record(6, { races: RACE });
      await store().forgetIssue(1, 5);
      expect([await store().issue(1, 5), await store().runs(1, 5)]).toEqual([null, []]);
      expect(await sighted(RACE)).toEqual([[6, '0 exact']]);
    });

    test('a repository leaves nothing but the job in somebody’s hands', async () => {
      await furnish(1, 7);
      await furnish(2, 7);
      const job = await store().claim(0, 1_000);
      await store().forgetRepository(1);
      expect([await left(1), await left(2)]).toEqual([0, 4]);
      expect(await store().gauges(0)).toMatchObject({ running: 1, waiting: 2 });
      if (job) await store().retry(job, 0, 'x');
      // Its text is gone: it is done when its turn comes, and stops nobody.
      expect(await store().claim(0, 1_000)).toMatchObject({ work: { repository: { id: 2 } } });
      expect(await store().gauges(0)).toMatchObject({ running: 1, waiting: 1 });
    });

    test('work that came after the repository was ours again stays', async () => {
      await store().put(delivery('gone', { issue: null, hint: { kind: 'repository-gone' } }), 0);
      await store().put(delivery('new life', { hint: look('a race') }), 0);
      const gone = await store().claim(0, 1_000);
      await store().forgetRepository(1, gone?.seq);
      if (gone) await store().finish(gone, 0);
      expect(await store().claim(0, 1_000)).toMatchObject({ id: 'new life' });
    });

    test('an installation leaves nothing, and another one is not touched', async () => {
      await furnish(1, 7);
      await furnish(2, 8);
      await store().forgetInstallation(7, 0);
      expect([await left(1), await left(2)]).toEqual([0, 4]);
      expect(await store().gauges(0)).toMatchObject({ waiting: 2 });
      expect(await store().put(delivery('running 1', { installation: 7 }), 0)).toBe('new');
    });

    test('work that comes under a new installation of the same repository stays', async () => {
      await furnish(1, 7);
      await store().put(delivery('reinstalled', { installation: 9, hint: look('a race') }), 0);
      await store().forgetInstallation(7, 0);
      expect(await store().claim(0, 1_000)).toMatchObject({ id: 'reinstalled' });
    });

    test('what a job still notes after its installation left is forgotten when it ends', async () => {
      await furnish(1, 7);
      const job = await store().claim(0, 1_000);
      await store().forgetInstallation(7, 0);
      await record(5, { installation: 7, races: RACE });
      if (job) await store().finish(job, 0);
      const next = await store().claim(0, 1_000);
      expect(next?.work).toMatchObject({
        repository: { id: 1 },
        issue: null,
        hint: { kind: 'repository-gone' },
      });
    });
  });

  describe('hostile text', () => {
    test.each(Object.entries(HOSTILE))('%s survives unchanged', async (_, text) => {
      const hint = look(text);
      await store().put(delivery(text, { hint: { ...hint, title: text } }), 0);
      expect(await store().claim(0, 1)).toMatchObject({
        id: text,
        work: { hint: { body: text, title: text } },
      });
      await record(5, {
        issue: { title: text, body: text },
        memory: { handsOff: [text] },
        races: [keys({ exact: 'a' })],
      });
      expect(await store().issue(1, 5)).toMatchObject({ memory: { handsOff: [text] } });
      expect(await store().sightings(1, 6, [keys({ exact: 'a' })])).toMatchObject([{ title: text }]);
      expect(await store().runs(1, 5)).toMatchObject([{ snapshot: { issue: { body: text } } }]);
      await store().saveFacts({ ...factsOf(), config: text, labels: [text] }, 1, 0);
      expect(await store().facts(1)).toMatchObject({ config: text, labels: [text] });
    });

    test('a NUL and half an emoji survive in what people wrote, and become � in a title', async () => {
      const text = 'a\0b\ud83cc';
      await store().put(delivery('a', { hint: look(text) }), 0);
      expect(await store().claim(0, 1)).toMatchObject({ work: { hint: { body: text } } });
      await record(5, { issue: { title: text, body: text }, races: [keys({ exact: 'a' })] });
      expect(await store().runs(1, 5)).toMatchObject([{ snapshot: { issue: { title: text } } }]);
      expect(await store().sightings(1, 6, [keys({ exact: 'a' })])).toMatchObject([
        { title: 'a\u{fffd}b\u{fffd}c' },
      ]);
    });
  });
}
