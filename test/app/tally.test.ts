import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMetrics, type Metrics } from '../../src/app/metrics.ts';
import type { Hint } from '../../src/triage/job.ts';
import { look } from '../contracts/values.ts';
import type { Issue } from '../fake-github/index.ts';
import { raceReport } from './parts.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let metrics: Metrics;
beforeEach(async () => {
  stage = await Stage.open();
  metrics = createMetrics(stage.store, { version: '1.2.3', perHour: 400, now: () => stage.now });
  stage.parts = { ...stage.parts, tally: metrics.tally };
});
afterEach(async () => expect(await stage.close()).toEqual([]));

/** What was counted under a name, by the values of its labels. */
async function counted(name: string): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, of, labels = '', value] = /^race_triage_(\w+?)(?:\{(.*)\})? (\d+)$/.exec(line) ?? [];
      const values = [...labels.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
      return of === name ? [[values.join(' '), Number(value)]] : [];
    }),
  );
}
const configure = (config: string) => stage.repo.file('.github/race-triage.yml', config);
async function commanded(issue: Issue, body: string): Promise<void> {
  stage.now += 60_000;
  const { id } = stage.repo.comment(issue, body, { by: 'maintainer' });
  const by = { login: 'maintainer', bot: false };
  const at = new Date(stage.now).toISOString();
  const hint: Hint = { kind: 'command', comment: { id, body, by, at }, issueAuthor: 'reporter' };
  await stage.put(issue.number, hint);
  await stage.drain();
}

test('what is found, and what is changed on GitHub, by kind and mode', async () => {
  await stage.opened(raceReport());
  await stage.opened(raceReport());
  expect(await counted('actions_total')).toEqual({
    'create-label act': 2,
    'add-labels act': 2,
    'create-comment act': 2,
  });
  expect(await counted('matches_total')).toEqual({ exact: 1 });
  expect(await counted('reports_total')).toEqual({ 'go true': 2 });
  expect(await counted('parse_seconds_count')).toEqual({ '': 2 });
  expect(await counted('actions_suppressed_total')).toEqual({});
});

test('what is only watched is counted as not done', async () => {
  configure('mode: observe\n');
  await stage.opened(raceReport());
  expect(await counted('actions_total')).toEqual({});
  expect(await counted('actions_suppressed_total')).toEqual({ observe: 3 });
});

test('a configuration that is not valid, once', async () => {
  configure('mode: loud\n');
  await stage.opened(raceReport());
  await stage.opened(raceReport('Gadget'));
  expect(await counted('config_errors_total')).toEqual({ '': 1 });
  expect(await counted('actions_total')).toEqual({ 'create-comment observe': 1 });
});

test('what people take back, ask for and forbid', async () => {
  const issue = await stage.opened(raceReport());
  const by = { login: 'maintainer', bot: false };
  await stage.put(issue.number, { kind: 'label', label: 'race', present: false, by });
  await stage.drain();
  const ours = stage.repo.thread(issue).comments[0]?.id ?? 0;
  await stage.put(issue.number, { kind: 'comment-deleted', comment: ours });
  await stage.put(issue.number, look(`${raceReport()}${raceReport('Gadget')}`, 'edited'));
  await stage.drain();
  await commanded(issue, '/race ignore');
  await commanded(issue, '/race undo');
  expect(await counted('human_overrides_total')).toEqual({ label: 1, comment: 1, ignore: 1, undo: 1 });
  expect(await counted('actions_total')).toMatchObject({ 'react asked': 4 });
});

test('no name of a repository, a person or a function is among it', async () => {
  const issue = await stage.opened(raceReport());
  await commanded(issue, '/race why');
  const text = await metrics.render();
  for (const name of ['acme', 'widgets', 'maintainer', 'reporter', 'Widget'])
    expect(text).not.toContain(name);
});
