import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/app/metrics.ts';
import { StoreError } from '../../src/store/store.ts';

const gauges = () => Promise.resolve({ waiting: 3, running: 1, dead: 2, oldest: 4_500 });
const metricsOf = () => createMetrics({ gauges }, '1.2.3', () => 0);

test('what is counted is told in words that Prometheus reads', async () => {
  const metrics = metricsOf();
  metrics.delivery('issues', 'queued');
  metrics.delivery('issues', 'queued');
  metrics.job('look', 'new', 700);
  const text = await metrics.render();
  for (const line of [
    'race_triage_webhook_deliveries_total{event="issues",result="queued"} 2',
    'race_triage_job_seconds_sum{kind="look",outcome="new"} 0.7',
    'race_triage_job_seconds_bucket{le="0.5",kind="look",outcome="new"} 0',
    'race_triage_job_seconds_bucket{le="1",kind="look",outcome="new"} 1',
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
  for (let i = 0; i < 1_000; i++) metrics.delivery(`event "${i}"\n`, 'unsigned');
  const series = (await metrics.render())
    .split('\n')
    .filter((line) => line.startsWith('race_triage_webhook'));
  expect(series).toEqual(['race_triage_webhook_deliveries_total{event="other",result="unsigned"} 1000']);
});

test('a store that fails fails the page', async () => {
  const metrics = createMetrics({ gauges: () => Promise.reject(new StoreError('gone')) }, '1', () => 0);
  await expect(metrics.render()).rejects.toThrow('gone');
});
