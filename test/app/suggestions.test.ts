import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Issue, RepositoryDesk } from '../fake-github/index.ts';
import { type House, openHouse } from './house.ts';
import { raceReport } from './parts.ts';

const FILES = {
  'go.mod': 'module acme.example/widgets\n',
  '.github/race-triage.yml': 'mode: suggest\n',
};

let house: House;
beforeEach(async () => void (house = await openHouse({ lasting: true })));
afterEach(() => house.close());

function repository(suggestions: boolean, labels = ['race', 'duplicate']): RepositoryDesk {
  return house.fake.repository('acme/widgets', { files: FILES, labels, suggestions });
}
async function opened(repo: RepositoryDesk, name?: string): Promise<Issue> {
  const issue = repo.open({ title: 'Race', body: raceReport(name) });
  await house.settle();
  return issue;
}
const told = (repo: RepositoryDesk, issue: Issue) =>
  repo.thread(issue).comments.map(({ body }) => body.includes('Labels that would fit'));
const proposed = (issue: Issue) => issue.suggestions.map(({ label, state }) => `${label.name} ${state}`);
const listings = () => house.fake.calls({ route: '/repos/{owner}/{repo}/issues/{issue_number}/suggestions' });

describe('where the repository has suggestions', () => {
  test('labels are proposed with the reason and how sure we are, and not put on', async () => {
    const repo = repository(true);
    const issue = await opened(repo);
    expect(issue.suggestions).toMatchObject([
      { label: { name: 'race' }, rationale: 'the issue holds a race report', confidence: 'HIGH' },
    ]);
    expect([repo.thread(issue).labels, told(repo, issue)]).toEqual([[], [false]]);
  });

  test('one that a person dismissed is never offered again, in no way, across restarts', async () => {
    const repo = repository(true);
    const issue = await opened(repo);
    repo.answer(issue, 'race', 'dismissed');
    for (const round of [1, 2, 3]) {
      await house.restart();
      repo.edit(issue, { body: raceReport(`Gadget${round}`) });
      await house.settle();
    }
    repo.file('.github/race-triage.yml', 'mode: act\n');
    await house.settle();
    repo.edit(issue, { body: raceReport('Last') });
    await house.settle();
    expect(proposed(issue)).toEqual(['race dismissed']);
    expect([repo.thread(issue).labels, told(repo, issue)]).toEqual([[], [false]]);
  });

  test('one that a person approved is theirs', async () => {
    const repo = repository(true);
    const issue = await opened(repo);
    repo.answer(issue, 'race', 'approved');
    await house.settle();
    repo.unlabel(issue, 'race');
    repo.edit(issue, { body: raceReport('Gadget') });
    await house.settle();
    expect([proposed(issue), repo.thread(issue).labels]).toEqual([['race approved'], []]);
  });

  test('what does not fit any more is taken back, and may come again', async () => {
    const repo = repository(true);
    const issue = await opened(repo);
    repo.edit(issue, { body: 'Sorry, wrong issue.' });
    await house.settle();
    expect(proposed(issue)).toEqual(['race dismissed']);
    repo.edit(issue, { body: raceReport() });
    await house.settle();
    expect(proposed(issue)).toEqual(['race dismissed', 'race pending']);
  });

  test('a label that does not exist yet is named in the comment instead', async () => {
    const repo = repository(true, []);
    const issue = await opened(repo);
    expect([proposed(issue), told(repo, issue)]).toEqual([[], [true]]);
  });

  test.each([404, 422])('refused with %i after all, the comment says it', async (status) => {
    const repo = repository(true);
    house.fake.intercept((call) =>
      call.method === 'POST' && call.path.endsWith('/labels') ? { status } : undefined,
    );
    const issue = await opened(repo);
    expect([proposed(issue), told(repo, issue)]).toEqual([[], [true]]);
    expect(repo.thread(issue).labels).toEqual([]);
  });
});

describe('where it has none', () => {
  test('the comment names the labels, none is put on, and it is asked once', async () => {
    const repo = repository(false);
    const issues = [await opened(repo), await opened(repo, 'Gadget'), await opened(repo, 'Gizmo')];
    expect(issues.map((issue) => [repo.thread(issue).labels, told(repo, issue)])).toEqual(
      issues.map(() => [[], [true]]),
    );
    expect(listings()).toHaveLength(1);
  });
});

test('in the mode act nobody asks for suggestions', async () => {
  const repo = repository(true);
  repo.file('.github/race-triage.yml', 'mode: act\n');
  const issue = await opened(repo);
  expect([repo.thread(issue).labels, listings()]).toEqual([['race'], []]);
});
