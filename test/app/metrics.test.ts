import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/app/metrics.ts';
import { StoreError } from '../../src/store/store.ts';

const gauges = () => Promise.resolve({ waiting: 3, running: 1, dead: 2, oldest: 4_500 });
const writesSince = () => Promise.resolve([30, 5]);
const PARTS = { version: '1.2.3', perHour: 400, now: () => 0 };
const metricsOf = () => createMetrics({ gauges, writesSince }, PARTS);

test('what is counted is told in words that Prometheus reads', async () => {
  const metrics = metricsOf();
  metrics.delivery('issues', 'queued', 20);
  metrics.delivery('issues', 'queued', 20);
  metrics.answer('GET /repos/{owner}/{repo}/labels', 200, { resource: 'core', requests: 4_990 });
  metrics.answer('GET /repos/{owner}/{repo}/labels', 0, null);
  metrics.held('pace');
  metrics.recovered();
  metrics.job('look', 'new', 700);
  const text = await metrics.render();
  for (const line of [
    'race_triage_webhook_deliveries_total{event="issues",result="queued"} 2',
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

test('strangers who send a thousand events make one more series', async () => {
  const metrics = metricsOf();
  for (let i = 0; i < 1_000; i++) metrics.delivery(`event "${i}"\n`, 'unsigned', 1);
  const series = (await metrics.render())
    .split('\n')
    .filter((line) => line.startsWith('race_triage_webhook_deliveries'));
  expect(series).toEqual(['race_triage_webhook_deliveries_total{event="other",result="unsigned"} 1000']);
});

test('a store that fails fails the page', async () => {
  const metrics = createMetrics({ writesSince, gauges: () => Promise.reject(new StoreError('gone')) }, PARTS);
  await expect(metrics.render()).rejects.toThrow('gone');
});
