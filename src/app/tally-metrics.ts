import { Counter, Histogram, type Registry } from 'prom-client';
import type { Tally } from './tally.ts';

/** Counts what the pipeline tells. */
export function createTally(registry: Registry): Tally {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `race_triage_${name}_total`, help, labelNames, registers });
  const surveyed = counter('surveyed_issues', 'Issues and pull requests read for the index.');
  const parse = new Histogram({
    name: 'race_triage_parse_seconds',
    help: 'Time to read the text of an issue for races.',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5],
    registers,
  });
  const reports = counter(
    'reports',
    'Reports in issues that were looked at, by the detector that wrote them, and whether they are whole.',
    'layout',
    'complete',
  );
  const matches = counter(
    'matches',
    'Earlier issues found with the same race or a similar one, by how sure that is.',
    'confidence',
  );
  const actions = counter(
    'actions',
    'What was changed on GitHub, by kind and by the mode of the repository; asked where a command wanted it.',
    'kind',
    'mode',
  );
  const suppressed = counter('actions_suppressed', 'What was not done, by reason.', 'reason');
  const overrides = counter('human_overrides', 'What people took back or forbade, by kind.', 'kind');
  const configErrors = counter('config_errors', 'Configurations found not valid, and said to be so.');
  return {
    surveyed: (issues) => surveyed.inc(issues),
    read: (milliseconds) => parse.observe(milliseconds / 1000),
    reported: (layout, complete) => reports.inc({ layout, complete: String(complete) }),
    matched: (confidence) => matches.inc({ confidence }),
    acted: (kind, mode) => actions.inc({ kind, mode }),
    suppressed: (reason, times) => suppressed.inc({ reason }, times),
    overridden: (kind) => overrides.inc({ kind }),
    misconfigured: () => configErrors.inc(),
  };
}
