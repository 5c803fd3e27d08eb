import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../store/store.ts';

export interface Metrics {
  delivery(event: string, result: string): void;
  job(hint: string, result: string, milliseconds: number): void;
  /** Issues and pull requests were read for the index. */
  surveyed(issues: number): void;
  /** The text for Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** Events are counted by name; whatever an unsigned stranger puts into the header is one name. */
const KNOWN_EVENTS = new Set([
  'issues',
  'issue_comment',
  'push',
  'label',
  'repository',
  'installation',
  'installation_repositories',
  'ping',
]);

/** Counters without names of repositories or people, and few enough to keep. */
export function createMetrics(store: Pick<Store, 'gauges'>, version: string, now: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const deliveries = new Counter({
    name: 'race_triage_webhook_deliveries_total',
    help: 'Deliveries by event and by what became of them.',
    labelNames: ['event', 'result'],
    registers,
  });
  const jobs = new Histogram({
    name: 'race_triage_job_seconds',
    help: 'Time from taking a job to its end, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const surveyed = new Counter({
    name: 'race_triage_surveyed_issues_total',
    help: 'Issues and pull requests read for the index.',
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name: `race_triage_${name}`, help, registers });
  const depth = gauge('queue_depth', 'Jobs that wait.');
  const oldest = gauge('queue_oldest_age_seconds', 'Age of the oldest job that is due.');
  const dead = gauge('dead_letters', 'Jobs that were given up.');
  new Gauge({ name: 'race_triage_build_info', help: 'Always 1.', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  return {
    contentType: registry.contentType,
    delivery: (event, result) => deliveries.inc({ event: KNOWN_EVENTS.has(event) ? event : 'other', result }),
    job: (kind, outcome, milliseconds) => jobs.observe({ kind, outcome }, milliseconds / 1000),
    surveyed: (issues) => surveyed.inc(issues),
    async render() {
      const gauges = await store.gauges(now());
      depth.set(gauges.waiting);
      oldest.set(gauges.oldest / 1000);
      dead.set(gauges.dead);
      return await registry.metrics();
    },
  };
}
