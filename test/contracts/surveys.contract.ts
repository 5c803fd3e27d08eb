import { describe, expect, test } from '@jest/globals';
import type { RaceKeys } from '../../src/race/index.ts';
import type { Store } from '../../src/store/store.ts';
import type { Survey } from '../../src/store/survey.ts';
import type { Issue } from '../../src/triage/types.ts';
import { delivery, INSTALLATION, issueOf, keys, repositoryRef, runOf } from './values.ts';

const RACE = keys({ exact: 'a', likely: 'a' });
const BEGIN = { since: '', page: 1, etag: null };

export function surveyOf(repository = 1, more: Partial<Survey> = {}): Survey {
  return {
    repository: repositoryRef(repository),
    installation: INSTALLATION,
    inherited: 9,
    version: '',
    complete: false,
    issues: BEGIN,
    comments: BEGIN,
    listening: false,
    heardTo: null,
    sweptAt: 0,
    ...more,
  };
}

/** The index filled by reading. `store` gives the store of the running test. */
export function surveysContract(store: () => Store): void {
  const place = { repository: repositoryRef(), installation: INSTALLATION };
  const list = (number: number, races: readonly RaceKeys[] = [RACE], more: Partial<Issue> = {}) =>
    store().list(place, [{ issue: issueOf(number, more), races, blamed: ['acme.example/widgets/shop'] }]);
  const hear = async (
    number: number,
    id: number,
    races: readonly RaceKeys[],
    at = '2026-01-03T00:00:00Z',
  ) => {
    await store().see(place, issueOf(number));
    await store().hear(1, number, { id, at, races });
  };
  const sightings = async () => await store().sightings(1, 100, [RACE]);

  describe('surveys', () => {
    test('are kept, replaced, and given when they are due, the longest ago first', async () => {
      expect(await store().survey(1)).toBeNull();
      for (const [id, sweptAt] of [30, 10, 20].entries()) await store().saveSurvey(surveyOf(id, { sweptAt }));
      await store().saveSurvey(surveyOf(0, { sweptAt: 15, complete: true }));
      expect(await store().survey(0)).toEqual(surveyOf(0, { sweptAt: 15, complete: true }));
      expect((await store().surveysDue(20, 9)).map(({ repository }) => repository.id)).toEqual([1, 0]);
      expect(await store().surveysDue(99, 1)).toHaveLength(1);
    });

    test.each([
      ['its repository', () => store().forgetRepository(1)],
      ['its installation', () => store().forgetInstallation(INSTALLATION, 0)],
    ])('are forgotten with %s', async (_, forget) => {
      await store().saveSurvey(surveyOf());
      await store().saveSurvey(surveyOf(2, { installation: 8 }));
      await forget();
      expect([await store().survey(1), await store().survey(2)]).toEqual([
        null,
        surveyOf(2, { installation: 8 }),
      ]);
    });
  });

  describe('listed issues', () => {
    test('are found like triaged ones, and say that nobody asked about them', async () => {
      const closedAt = '2026-01-05T00:00:00Z';
      await list(2, [RACE], { state: 'closed', stateReason: 'duplicate', closedAt, labels: ['bug'] });
      expect(await sightings()).toMatchObject([
        { issue: 2, state: 'closed', stateReason: 'duplicate', closedAt, matches: [{ level: 'exact' }] },
      ]);
      expect(await store().issue(1, 2)).toMatchObject({
        triaged: false,
        memory: { before: ['bug'], races: '' },
      });
    });

    test('without a race are noted only if they are known', async () => {
      await list(2, []);
      expect(await store().issue(1, 2)).toBeNull();
      await list(3);
      await list(3, []);
      expect([await store().issue(1, 3), await sightings()]).toMatchObject([{ number: 3 }, []]);
    });

    test('that were triaged keep what was done; title, state and keys follow', async () => {
      await store().record(runOf(2, { memory: { applied: ['race'], duplicateOf: 1, races: 'r' } }), 0);
      await list(2, [RACE], { title: 'New', state: 'closed', stateReason: 'completed' });
      expect(await store().issue(1, 2)).toMatchObject({
        state: 'closed',
        triaged: true,
        memory: { applied: ['race'], duplicateOf: 1, races: 'r' },
      });
      expect(await sightings()).toMatchObject([{ title: 'New', duplicateOf: 1 }]);
    });

    test('that are triaged later are not listed as untriaged any more', async () => {
      for (const number of [2, 3, 4]) await list(number);
      await list(5, [RACE], { state: 'closed' });
      await store().record(runOf(3), 0);
      expect(await store().untriaged(1, 0, 9)).toEqual([2, 4]);
      expect(await store().untriaged(1, 2, 9)).toEqual([4]);
      expect(await store().untriaged(1, 0, 1)).toEqual([2]);
    });

    test('that are older make repeats of what was triaged before they were known', async () => {
      await store().record(runOf(1, { races: [RACE] }), 0);
      for (const number of [3, 4]) await store().record(runOf(number, { races: [RACE] }), 0);
      await store().record(runOf(5, { races: [keys({ exact: 'b', likely: 'a' })] }), 0);
      await list(2);
      await list(6);
      expect(await store().repeats(1, 0, 9)).toEqual([3, 4]);
      expect(await store().repeats(1, 3, 9)).toEqual([4]);
    });

    test('with comments or labels are to be read once, and comments again under other rules', async () => {
      await list(2);
      await list(3, [RACE], { comments: 1 });
      await list(4, [RACE], { labels: ['bug'] });
      const createdAt = issueOf(3).createdAt;
      expect(await store().unread(1, 9)).toEqual([
        { number: 4, createdAt, comments: false, events: true },
        { number: 3, createdAt, comments: true, events: false },
      ]);
      await store().markRead(1, 4);
      await list(4, [RACE], { labels: ['bug'], comments: 1 });
      expect(await store().unread(1, 9)).toMatchObject([{ number: 3 }]);
      const issue = issueOf(4, { labels: ['bug'], comments: 1 });
      await store().list(place, [{ issue, races: [RACE], blamed: [] }], true);
      expect(await store().unread(1, 1)).toMatchObject([{ number: 4, comments: true, events: false }]);
    });

    test('teach what people labelled', async () => {
      await list(2);
      await store().amend(1, 2, { memory: { labelled: ['sig/a'] } });
      const places = ['acme.example/widgets/shop'];
      expect(await store().precedents(1, 9)).toEqual([{ issue: 2, labels: ['sig/a'], places }]);
    });
  });

  describe('comments', () => {
    test('make their issue findable, and say that it is the comment', async () => {
      await hear(2, 71, [RACE]);
      expect(await sightings()).toMatchObject([{ issue: 2, inComment: 71 }]);
      expect(await store().heardIn(1, 2, 71)).toEqual([RACE.exact]);
      await list(2);
      expect(await sightings()).toEqual([expect.not.objectContaining({ inComment: 71 })]);
    });

    test('that are edited or gone take their races along, and leave the text of the issue alone', async () => {
      await store().record(runOf(2, { races: [RACE] }), 0);
      await hear(2, 71, [keys({ exact: 'b' })]);
      await hear(2, 71, [keys({ exact: 'c' })]);
      expect(await store().sightings(1, 100, [keys({ exact: 'b' })])).toEqual([]);
      expect(await store().sightings(1, 100, [keys({ exact: 'c' })])).toHaveLength(1);
      await hear(2, 71, []);
      expect(await store().sightings(1, 100, [keys({ exact: 'c' })])).toEqual([]);
      expect(await sightings()).toHaveLength(1);
    });

    test('stay when the issue is looked at again, and go with it', async () => {
      await hear(2, 71, [RACE]);
      await store().record(runOf(2), 0);
      expect(await sightings()).toHaveLength(1);
      await store().forgetIssue(1, 2);
      expect(await sightings()).toEqual([]);
    });
  });

  describe('history', () => {
    test('tells since when and how often, without the issue that is looked at', async () => {
      await list(2, [RACE], { createdAt: '2026-01-01T00:00:00Z' });
      await hear(2, 71, [RACE], '2026-01-04T00:00:00Z');
      await list(3, [RACE], { createdAt: '2026-01-02T00:00:00Z' });
      await list(4, [keys({ exact: 'b', likely: 'a' })]);
      const races = [keys({ exact: 'z' }), RACE];
      expect(await store().history(1, 9, races)).toEqual([
        {
          race: 1,
          first: '2026-01-01T00:00:00.000Z',
          last: '2026-01-04T00:00:00.000Z',
          reports: 3,
          issues: 2,
          comments: 1,
        },
      ]);
      expect(await store().history(1, 3, races)).toMatchObject([{ reports: 2, issues: 1 }]);
      expect(await store().history(2, 9, races)).toEqual([]);
    });
  });

  test('a delivery may wait', async () => {
    await store().put({ ...delivery('later'), notBefore: 500 }, 0);
    expect(await store().nextDue(0)).toBe(500);
    expect(await store().claim(499, 1)).toBeNull();
    expect(await store().claim(500, 1)).toMatchObject({ id: 'later' });
  });
}
