import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../store/store.ts';
import { boundedLabels, type DeliveryLabels } from './delivery-labels.ts';
import type { Tally } from './tally.ts';
import { createTally } from './tally-metrics.ts';

export interface Metrics {
  delivery(labels: DeliveryLabels, milliseconds: number): void;
  job(hint: string, result: string, milliseconds: number): void;
  /** What the pipeline did. */
  readonly tally: Tally;
  /** An answer of GitHub; status 0 where none came. */
  answer(route: string, status: number, left: Left | null): void;
  /** Nothing is asked for an installation for a while. */
  held(kind: string): void;
  /** A delivery that never arrived was asked for again. */
  recovered(): void;
  /** The text for Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** Requests left of a resource, as GitHub calls it: https://docs.github.com/en/rest/rate-limit/rate-limit */
export interface Left {
  readonly resource: string;
  readonly requests: number;
}

export interface MetricsParts {
  readonly version: string;
  /** How often an installation may be written to in an hour. */
  readonly perHour: number;
  readonly now: () => number;
}

const HOUR = 3_600_000;

/** Counters without names of repositories or people, and few enough to keep. */
export function createMetrics(
  store: Pick<Store, 'gauges' | 'writesSince'>,
  { version, perHour, now }: MetricsParts,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const deliveries = new Counter({
    name: 'race_triage_webhook_deliveries_total',
    help: 'Deliveries by event, action and what became of them; what GitHub does not document is other.',
    labelNames: ['event', 'action', 'result'],
    registers,
  });
  const jobs = new Histogram({
    name: 'race_triage_job_seconds',
    help: 'Time from taking a job to its end, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const attempts = new Counter({
    name: 'race_triage_job_attempts_total',
    help: 'Tries of jobs that ended, by kind; a job that is done at once takes one.',
    labelNames: ['kind'],
    registers,
  });
  const tally = createTally(registry);
  const ack = new Histogram({
    name: 'race_triage_webhook_ack_seconds',
    help: 'Time from the head of a delivery to our answer.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 10],
    registers,
  });
  const answers = new Counter({
    name: 'race_triage_github_requests_total',
    help: 'Requests to GitHub for an installation, by route and status; 0 where no answer came.',
    labelNames: ['route', 'status'],
    registers,
  });
  const limited = new Counter({
    name: 'race_triage_github_limited_total',
    help: 'How often an installation had to wait, and for what.',
    labelNames: ['kind'],
    registers,
  });
  const recovered = new Counter({
    name: 'race_triage_reconcile_recovered_total',
    help: 'Deliveries that never arrived and were asked for again.',
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name: `race_triage_${name}`, help, registers });
  const depth = gauge('queue_depth', 'Jobs that wait.');
  const oldest = gauge('queue_oldest_age_seconds', 'Age of the oldest job that is due.');
  const remaining = new Gauge({
    name: 'race_triage_github_rate_remaining',
    help: 'Requests left in the hour, as GitHub last said, by resource.',
    labelNames: ['resource'],
    registers,
  });
  const budget = gauge(
    'content_budget_remaining',
    'Writes left in the hour to the installation with the fewest.',
  );
  const dead = gauge('dead_letters', 'Jobs that were given up.');
  new Gauge({ name: 'race_triage_build_info', help: 'Always 1.', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  return {
    contentType: registry.contentType,
    delivery(labels, milliseconds) {
      deliveries.inc({ ...boundedLabels(labels) });
      ack.observe(milliseconds / 1000);
    },
    answer(route, status, left) {
      answers.inc({ route, status });
      if (left) remaining.set({ resource: left.resource }, left.requests);
    },
    held: (kind) => limited.inc({ kind }),
    recovered: () => recovered.inc(),
    job(kind, outcome, milliseconds) {
      jobs.observe({ kind, outcome }, milliseconds / 1000);
      attempts.inc({ kind });
    },
    tally,
    async render() {
      const gauges = await store.gauges(now());
      depth.set(gauges.waiting);
      oldest.set(gauges.oldest / 1000);
      dead.set(gauges.dead);
      const [most = 0] = await store.writesSince(now() - HOUR);
      budget.set(Math.max(0, perHour - most));
      return await registry.metrics();
    },
  };
}
