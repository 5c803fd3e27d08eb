import { afterEach, expect, test } from '@jest/globals';
import { accessTo, keptLog, workOn } from '../app/parts.ts';
import { type FakeGitHub, startFakeGitHub } from '../fake-github/index.ts';

let fake: FakeGitHub;
afterEach(async () => {
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

test.each([0, 10, -10, 60, -60, 600, -600].map((seconds) => seconds * SECOND).concat([DAY, -DAY]))(
  'with GitHub’s clock %d ms ahead of ours the first call works, signing in at most twice',
  async (ahead) => {
    fake = await startFakeGitHub({ now: () => Date.now() + ahead });
    const repo = fake.repository('acme/widgets', {});
    repo.open({ title: 'Race' });
    const { repository, installation } = workOn(fake, repo, 1, { kind: 'gone' });
    const github = await accessTo(fake, keptLog().log).repository(repository, installation);
    expect(await github.issue(1)).toMatchObject({ title: 'Race' });
    expect(fake.calls({ method: 'POST' }).length).toBeLessThanOrEqual(2);
    expect((await accessTo(fake, keptLog().log).self()).slug).toBe('race-triage');
  },
);
