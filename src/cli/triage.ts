import { VERSION } from '../app/version.ts';
import { diff } from '../triage/diff.ts';
import type { RepositoryRef } from '../triage/job.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import { planTriage, raceOptions } from '../triage/plan.ts';
import { readRaces } from '../triage/races.ts';
import type { ConfigResult, Effect, Snapshot, TriagePlan } from '../triage/types.ts';
import { readConfigFile } from './config-file.ts';
import { CliError } from './error.ts';
import { type Input, readArgs, readFile, readInputs } from './input.ts';
import { readModules } from './parse.ts';
import { paint, printable } from './terminal.ts';

const SCHEMA = 'race-triage/triage@1';

/** A file is an issue of a repository that nobody has seen anything of. */
const NOWHERE: RepositoryRef = { id: 0, owner: '', name: '', private: true, defaultBranch: 'main' };

/** `race-triage triage`: what would be done to an issue with this text. Writes nothing. */
export function triage(args: readonly string[]): number {
  const { values, positionals } = readArgs(args, {
    json: { type: 'boolean' },
    module: { type: 'string', multiple: true },
    config: { type: 'string' },
    codeowners: { type: 'string' },
    title: { type: 'string' },
  });
  const url = positionals.find((one) => /^https?:\/\//.test(one));
  if (url)
    throw new CliError(2, `${url} is an address; give the issue's text as a file, or - for standard input`);
  const known = {
    modules: readModules(values.module ?? []),
    config: readConfigFile(values.config),
    codeowners: values.codeowners ? { path: values.codeowners, text: readFile(values.codeowners) } : null,
    title: values.title ?? '',
  };
  const results = readInputs(positionals).map((input) => planFor(input, known));
  const text = values.json
    ? `${JSON.stringify({ schema: SCHEMA, issues: results.map(toJson) }, null, 2)}\n`
    : results.map(describe).join('\n');
  process.stdout.write(text);
  return 0;
}

interface Known {
  readonly modules: readonly string[];
  readonly config: ConfigResult;
  readonly codeowners: Snapshot['facts']['codeowners'];
  readonly title: string;
}

interface Result {
  readonly file: string;
  readonly plan: TriagePlan;
  readonly effects: readonly Effect[];
}

function planFor({ file, text }: Input, known: Known): Result {
  const snapshot = snapshotOf(text, known);
  const plan = planTriage(snapshot);
  return { file, plan, effects: diff(plan, snapshot) };
}

/** The issue as if opened at this moment in an empty repository. */
function snapshotOf(text: string, { modules, config, codeowners, title }: Known): Snapshot {
  const now = '1970-01-01T00:00:00Z';
  return {
    issue: {
      number: 1,
      title,
      body: text,
      state: 'open',
      stateReason: null,
      author: null,
      labels: [],
      createdAt: now,
      closedAt: null,
      comments: 0,
      locked: false,
      isPullRequest: false,
    },
    ...readRaces({ title, body: text }, raceOptions(modules, config)),
    facts: { repository: NOWHERE, modules, labels: [], codeowners, config: null },
    config,
    ceiling: 'act',
    sightings: [],
    memory: NO_MEMORY,
    asked: null,
    now,
    version: VERSION,
  };
}

function toJson({ file, plan, effects }: Result): object {
  const { labels, modules, ...rest } = plan;
  return { file, ...rest, modules, labels: labels.map((label) => label.name), effects };
}

function describe({ file, plan, effects }: Result): string {
  const lines = [
    `${paint('bold', file === '-' ? 'standard input' : file)}: ${paint('cyan', plan.verdict)}`,
    ...plan.because.map((reason) => `  because ${printable(reason)}`),
    ...plan.modules.map(
      (guess) =>
        `  module  ${printable(guess.name)} (${guess.confidence}): ${printable(guess.because.join('; '))}`,
    ),
    ...(plan.patterns.length > 0 ? [`  kind    ${plan.patterns.join(', ')}`] : []),
    ...effects.map((effect) => `  would   ${describeEffect(effect)}`),
    ...(effects.length === 0 ? ['  would   do nothing'] : []),
  ];
  const comment =
    plan.comment === null
      ? ''
      : `\n${plan.comment
          .split('\n')
          .map((line) => `  │ ${printable(line)}`.trimEnd())
          .join('\n')}\n`;
  return `${lines.join('\n')}\n${comment}`;
}

function describeEffect(effect: Effect): string {
  switch (effect.do) {
    case 'create-label':
      return `create the label ${effect.name}`;
    case 'add-labels':
      return `add ${effect.labels.join(', ')}`;
    case 'remove-label':
      return `take off ${effect.label}`;
    case 'suggest-labels':
      return `propose ${effect.labels.map(({ name }) => name).join(', ')}`;
    case 'withdraw-suggestion':
      return `take back the proposal ${effect.label}`;
    case 'assign':
      return `assign ${effect.users.join(', ')}`;
    case 'create-comment':
      return 'write the comment below';
    case 'update-comment':
      return 'edit its comment into the one below';
    case 'close':
      return `close it as a duplicate of #${effect.of}`;
    case 'delete-comment':
      return 'delete its comment';
    case 'unassign':
      return `take off ${effect.users.join(', ')}`;
    case 'reopen':
      return 'open the issue again';
    case 'reply':
      return 'answer a command';
    case 'react':
      return `react with ${effect.with}`;
  }
}
