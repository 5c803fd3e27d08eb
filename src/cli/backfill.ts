import { BACKFILL_PER_HOUR, startBackfill } from '../app/backfill.ts';
import { createLog } from '../app/log.ts';
import { joinStore } from '../app/open-store.ts';
import { type Rehearsed, rehearse } from '../app/rehearse.ts';
import type { Settings } from '../app/settings.ts';
import { createAccess, createProbot } from '../github/access.ts';
import { findRepository, type FoundRepository } from '../github/find-repository.ts';
import { GitHubError } from '../github/github.ts';
import { StoreError } from '../store/store.ts';
import type { Effect } from '../triage/types.ts';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';
import { readRepositoryName, serverSettings } from './operator.ts';
import { printable } from './terminal.ts';

/** `race-triage backfill`: acts on issues that were there before the app. */
export async function backfill(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    'dry-run': { type: 'boolean' },
    'per-hour': { type: 'string' },
  });
  if (positionals.length > 1) throw new CliError(2, 'backfill takes one repository');
  const name = readRepositoryName(positionals[0]);
  const perHour = readPace(values['per-hour']);
  try {
    return await run(name, perHour, values['dry-run'] === true);
  } catch (error) {
    if (error instanceof GitHubError || error instanceof StoreError)
      throw new CliError(3, error.message, error);
    throw error;
  }
}

/** One a minute is what GitHub bears from an app without a pause; more is no backfill but a flood. */
const MOST_PER_HOUR = 60;

function readPace(text: string | undefined): number {
  const perHour = text === undefined ? BACKFILL_PER_HOUR : Number(text);
  if (!Number.isInteger(perHour) || perHour < 1 || perHour > MOST_PER_HOUR)
    throw new CliError(2, `--per-hour must be a whole number from 1 to ${MOST_PER_HOUR}`);
  return perHour;
}

async function run(name: { owner: string; repo: string }, perHour: number, dry: boolean): Promise<number> {
  const settings = serverSettings();
  const [secret = ''] = settings.webhookSecrets;
  const log = createLog({ ...settings.log, level: 'silent' }, [
    ...settings.webhookSecrets,
    settings.privateKey,
  ]);
  const probot = createProbot({ ...settings, webhookSecret: secret }, log);
  const found = await findRepository(probot, name, Date.now);
  if (!found) throw new CliError(3, `the app is not installed on ${name.owner}/${name.repo}`);
  if (!dry) return await leaveWork(found, perHour, settings);
  const parts = {
    github: createAccess(probot, Date.now),
    ceiling: settings.mode,
    listLag: settings.listLag,
    now: Date.now,
    log,
  };
  const count = { issues: 0, comments: 0 };
  for await (const rehearsed of rehearse(found, parts)) {
    count.issues += rehearsed.effects.length > 0 ? 1 : 0;
    count.comments += rehearsed.effects.some((effect) => effect.do === 'create-comment') ? 1 : 0;
    process.stdout.write(`${describe(rehearsed)}\n`);
  }
  process.stdout.write(`${total(count, perHour)}\n`);
  return 0;
}

async function leaveWork(found: FoundRepository, perHour: number, settings: Settings): Promise<number> {
  const store = await joinStore(settings);
  try {
    const now = Date.now();
    await startBackfill(found, { run: new Date(now).toISOString(), perHour }, { store, now });
  } finally {
    await store.close();
  }
  const { owner, name } = found.repository;
  process.stdout.write(
    `the server will look at the old race issues of ${owner}/${name}, ${perHour} an hour at most\n`,
  );
  return 0;
}

function describe({ snapshot, plan, effects }: Rehearsed): string {
  const target = plan.duplicateOf ?? plan.regressionOf ?? plan.declinedIn;
  const verdict = target === null ? plan.verdict : `${plan.verdict} #${target}`;
  const done = effects.length > 0 ? effects.map(tell).join(', ') : 'nothing';
  return `#${plan.issue} ${verdict}: ${done}  ${printable(snapshot.issue.title)}`;
}

function tell(effect: Effect): string {
  switch (effect.do) {
    case 'create-label':
      return `create label ${printable(effect.name)}`;
    case 'add-labels':
      return `label ${effect.labels.map(printable).join(', ')}`;
    case 'remove-label':
      return `take off ${printable(effect.label)}`;
    case 'create-comment':
      return 'comment';
    case 'update-comment':
      return 'edit the comment';
    default:
      return effect.do;
  }
}

function total({ issues, comments }: { issues: number; comments: number }, perHour: number): string {
  const hours = Math.ceil(issues / perHour);
  return `${issues} issues would be changed, ${comments} with a comment; at ${perHour} an hour that takes ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}
