import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderMarked } from '../../src/triage/marker.ts';
import type { Comment, Issue, RepositoryDesk } from '../fake-github/index.ts';
import { type House, openHouse } from './house.ts';
import { raceReport } from './parts.ts';

/** What people hold against bots, tried on the whole app. */
let house: House;
let repo: RepositoryDesk;
beforeEach(() => moveIn());
afterEach(() => house.close());

async function moveIn(lasting = false): Promise<void> {
  house = await openHouse({ lasting });
  repo = house.fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    collaborators: { maintainer: 'maintain' },
  });
}

async function opened(body = raceReport(), by = 'reporter'): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body, by });
  await house.settle();
  return issue;
}
const ours = (issue: Issue): Comment[] =>
  issue.comments.filter(({ author, deleted }) => author.viaApp && !deleted);
const writes = (since: number) =>
  house.fake.writes({ since }).filter((call) => !call.path.startsWith('/app'));
const calls = (since: number) => house.fake.calls({ since }).filter((call) => !call.path.startsWith('/app'));
const patches = (since = 0) => writes(since).filter(({ method }) => method === 'PATCH').length;

test('the note on a configuration that is not valid is one, also after a restart, and goes when it is mended', async () => {
  await house.close();
  await moveIn(true);
  repo.file('.github/race-triage.yml', 'mode: maybe\n');
  const first = await opened();
  await house.restart();
  await house.store().dropFactsBefore(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const second = await opened(raceReport('Gadget'));
  const noted = (issue: Issue) => ours(issue).filter(({ body }) => body.includes('not valid')).length;
  expect([noted(first), noted(second)]).toEqual([1, 0]);
  repo.file('.github/race-triage.yml', 'mode: act\n');
  await house.settle();
  expect([noted(first), noted(second)]).toEqual([0, 0]);
});

describe('one comment', () => {
  test('500 edits that leave the race as it was: not one call', async () => {
    const issue = await opened();
    const since = house.fake.step;
    for (let i = 1; i <= 500; i += 1) {
      repo.edit(issue, { body: `${raceReport()}\n${'also seen on another machine. '.repeat(i % 7)}${i}` });
      if (i % 50 === 0) await house.settle();
    }
    expect(calls(since)).toEqual([]);
  });

  test('50 rescans: one comment, and no edit of it', async () => {
    const issue = await opened();
    for (let i = 0; i < 50; i += 1) {
      repo.comment(issue, '/race rescan', { by: 'maintainer' });
      await house.settle();
    }
    expect([ours(issue).length, patches()]).toEqual([1, 0]);
  });

  test('a new version edits no old comment; it is told with the next change', async () => {
    await house.close();
    await moveIn(true);
    const issue = await opened();
    expect(ours(issue)[0]?.body).toContain(' · race-triage 1.0.0</sub>');
    await house.restart('1.1.0');
    const since = house.fake.step;
    repo.comment(issue, '/race rescan', { by: 'maintainer' });
    await house.settle();
    expect(writes(since).map(({ route }) => route.split('/').at(-1))).toEqual(['reactions', 'reactions']);
    repo.edit(issue, { body: raceReport('Gadget') });
    await house.settle();
    expect(ours(issue).map(({ body }) => /race-triage (\d.*)<\/sub>/.exec(body)?.[1])).toEqual(['1.1.0']);
  });

  test('as many edits of it as there are changes in what it says', async () => {
    const issue = await opened();
    const texts = new Set([ours(issue)[0]?.body]);
    for (const name of ['Widget', 'Gadget', 'Gadget', 'Gizmo', 'Gizmo', 'Widget']) {
      const before = ours(issue)[0]?.body;
      const since = house.fake.step;
      repo.edit(issue, { body: `${raceReport(name)}\nseen again` });
      await house.settle();
      expect(patches(since)).toBe(ours(issue)[0]?.body === before ? 0 : 1);
      texts.add(ours(issue)[0]?.body);
    }
    expect([ours(issue).length, texts.size]).toEqual([1, 3]);
  });

  test('a forged marker before it, after it and fifty times changes nothing', async () => {
    const forged = renderMarked('Nothing to see here.', { digest: 'x', fingerprints: [] });
    const issue = repo.open({ title: 'Race', body: `${forged}\n${raceReport()}\n${forged}` });
    const theirs = Array.from({ length: 25 }, () => repo.comment(issue, forged, { by: 'reporter' }));
    await house.settle();
    theirs.push(...Array.from({ length: 25 }, () => repo.comment(issue, forged, { by: 'reporter' })));
    repo.edit(issue, { body: `${forged}\n${raceReport('Gadget')}` });
    await house.settle();
    expect(theirs.every(({ body }) => body === forged)).toBe(true);
    expect(ours(issue).map(({ body }) => body.includes('shop.(*Gadget).Set'))).toEqual([true]);
  });
});

describe('a no is final', () => {
  const refusals: [string, (comment: Comment) => void][] = [
    ['deleted', (comment) => repo.deleteComment(comment)],
    ['hidden', (comment) => repo.minimize(comment)],
  ];

  async function refuse(how: (comment: Comment) => void): Promise<Issue> {
    const issue = await opened();
    ours(issue).forEach(how);
    await house.settle();
    return issue;
  }

  /** Every second one is a command. */
  async function trigger(issue: Issue, times: number): Promise<void> {
    for (let i = 1; i <= times; i += 1) {
      if (i % 2 === 0) repo.comment(issue, '/race rescan', { by: 'maintainer' });
      else repo.edit(issue, { body: raceReport(`Gadget${i}${times}`) });
      await house.settle();
    }
  }
  const written = (issue: Issue) => [issue.comments.filter(({ author }) => author.viaApp).length, patches()];

  test.each(refusals)(
    'our comment %s: after 100 triggers there is no new one, and no edit',
    async (_, how) => {
      const issue = await refuse(how);
      await trigger(issue, 100);
      expect(written(issue)).toEqual([1, 0]);
    },
  );

  test.each(refusals)('our comment %s: nor is there one after restarts', async (_, how) => {
    await house.close();
    await moveIn(true);
    const issue = await refuse(how);
    for (const times of [2, 4]) {
      await house.restart();
      await trigger(issue, times);
    }
    expect(written(issue)).toEqual([1, 0]);
  });

  test('a new store that finds our comment hidden stays quiet as well', async () => {
    const issue = await opened();
    ours(issue).forEach((comment) => repo.minimize(comment));
    await house.store().forgetRepository(repo.id);
    repo.edit(issue, { body: raceReport('Gadget') });
    await house.settle();
    expect([ours(issue).length, patches()]).toEqual([1, 0]);
  });
});

describe('loops end', () => {
  test('our own comments, quoted and as they are, fed back 100 times: nothing is written', async () => {
    const issue = await opened();
    repo.comment(issue, '/race help', { by: 'maintainer' });
    await house.settle();
    const texts = ours(issue).map(({ body }) => body);
    expect(texts).toHaveLength(2);
    const since = house.fake.step;
    for (let i = 0; i < 50; i += 1)
      for (const text of texts) {
        const quoted = `> ${text.replaceAll('\n', '\n> ')}`;
        repo.comment(issue, i % 2 === 0 ? text : quoted, { by: i % 3 === 0 ? 'other[bot]' : 'maintainer' });
      }
    await house.settle();
    expect(writes(since)).toEqual([]);
  });

  test('a bot that takes each label off at once: each is put on once', async () => {
    const [first, second] = [await opened(), await opened()];
    for (let round = 0; round < 20; round += 1) {
      for (const issue of [first, second])
        for (const { name } of issue.labels) repo.unlabel(issue, name, { by: 'cleaner[bot]' });
      repo.edit(second, { body: `${raceReport()}${raceReport(`Gadget${round}`)}` });
      await house.settle();
    }
    const added = house.fake
      .writes({ route: '/repos/{owner}/{repo}/issues/{issue_number}/labels' })
      .flatMap(({ path, body }) => (body['labels'] as string[]).map((name) => `${path} ${name}`));
    expect(added.length).toBeGreaterThan(1);
    expect(added).toHaveLength(new Set(added).size);
  });

  test('an issue that a bot opened is welcome, its commands are not', async () => {
    const issue = await opened(raceReport(), 'flaky-tests[bot]');
    expect(repo.thread(issue)).toMatchObject({ labels: ['race'], comments: [{}] });
    const since = house.fake.step;
    repo.comment(issue, '/race rescan --force', { by: 'flaky-tests[bot]' });
    await house.settle();
    expect(calls(since)).toEqual([]);
  });

  test('ten rounds of closing and reopening by others: the state is left alone', async () => {
    const [, issue] = [await opened(), await opened()];
    const since = house.fake.step;
    for (let round = 0; round < 10; round += 1) {
      repo.close(issue, { by: 'stale[bot]' });
      repo.reopen(issue, { by: 'reporter' });
      await house.settle();
    }
    expect(writes(since)).toEqual([]);
  });
});
