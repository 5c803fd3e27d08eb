import { expect, test } from '@jest/globals';
import { createMetrics, type Metrics } from '../../src/app/metrics.ts';
import { StoreError } from '../../src/store/store.ts';

const gauges = () => Promise.resolve({ waiting: 3, running: 1, dead: 2, oldest: 4_500 });
const writesSince = () => Promise.resolve([30, 5]);
const PARTS = { version: '1.2.3', perHour: 400, now: () => 0 };
const metricsOf = () => createMetrics({ gauges, writesSince }, PARTS);

test('what is counted is told in words that Prometheus reads', async () => {
  const metrics = metricsOf();
  const opened = { event: 'issues', action: 'opened', result: 'queued' };
  metrics.delivery(opened, 20);
  metrics.delivery(opened, 20);
  metrics.answer('GET /repos/{owner}/{repo}/labels', 200, { resource: 'core', requests: 4_990 });
  metrics.answer('GET /repos/{owner}/{repo}/labels', 0, null);
  metrics.held('pace');
  metrics.recovered();
  metrics.job('look', 'new', 700);
  const text = await metrics.render();
  for (const line of [
    'race_triage_webhook_deliveries_total{event="issues",action="opened",result="queued"} 2',
    'race_triage_job_seconds_sum{kind="look",outcome="new"} 0.7',
    'race_triage_job_seconds_bucket{le="0.5",kind="look",outcome="new"} 0',
    'race_triage_job_seconds_bucket{le="1",kind="look",outcome="new"} 1',
    'race_triage_webhook_ack_seconds_bucket{le="0.025"} 2',
    'race_triage_github_requests_total{route="GET /repos/{owner}/{repo}/labels",status="200"} 1',
    'race_triage_github_rate_remaining{resource="core"} 4990',
    'race_triage_job_attempts_total{kind="look"} 1',
    'race_triage_github_limited_total{kind="pace"} 1',
    'race_triage_reconcile_recovered_total 1',
    'race_triage_content_budget_remaining 370',
    'race_triage_queue_depth 3',
    'race_triage_queue_oldest_age_seconds 4.5',
    'race_triage_dead_letters 2',
    'race_triage_build_info{version="1.2.3"} 1',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(metrics.contentType).toContain('text/plain');
});

test('each metric says what it is, once', async () => {
  const lines = (await metricsOf().render()).split('\n');
  const helps = lines.filter((line) => line.startsWith('# HELP')).map((line) => line.split(' ')[2]);
  const types = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
  expect(helps).toEqual(types);
  expect(new Set(helps).size).toBe(helps.length);
});

/** The labels of all deliveries counted. */
const seriesOf = async (metrics: Metrics): Promise<string[]> =>
  [...(await metrics.render()).matchAll(/^race_triage_webhook_deliveries_total\{(.*)\} \d+$/gm)].map(
    ([, labels = '']) => labels,
  );

test.each([
  ['one that is used', 'issues', 'reopened', 'issues', 'reopened'],
  ['one that GitHub sends and nobody uses', 'issues', 'pinned', 'issues', 'pinned'],
  ['an event without actions', 'push', '', 'push', ''],
  ['an action that another event has', 'push', 'opened', 'push', 'other'],
  ['an action that nobody knows', 'issues', 'x'.repeat(1_000), 'issues', 'other'],
  ['an event that nobody knows', 'discussion', 'created', 'other', 'other'],
  ['the name of what every object has', 'constructor', 'constructor', 'other', 'other'],
])('a delivery is counted by names that GitHub documents: %s', async (_, event, action, ...told) => {
  const metrics = metricsOf();
  metrics.delivery({ event, action, result: 'ignored' }, 1);
  expect(await seriesOf(metrics)).toEqual([`event="${told[0]}",action="${told[1]}",result="ignored"`]);
});

test('strangers who send a thousand events and actions make two more series', async () => {
  const metrics = metricsOf();
  for (let i = 0; i < 1_000; i++) {
    metrics.delivery({ event: `event "${i}"\n`, action: '', result: 'unsigned' }, 1);
    metrics.delivery({ event: `event "${i}"\n`, action: `action "${i}"\n`, result: 'ignored' }, 1);
  }
  expect(await seriesOf(metrics)).toEqual([
    'event="other",action="",result="unsigned"',
    'event="other",action="other",result="ignored"',
  ]);
});

test('a store that fails fails the page', async () => {
  const metrics = createMetrics({ writesSince, gauges: () => Promise.reject(new StoreError('gone')) }, PARTS);
  await expect(metrics.render()).rejects.toThrow('gone');
});
