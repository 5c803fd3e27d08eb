import { parseConfig } from '../config/parse.ts';
import type { IssueRecord, Job, Store } from '../store/store.ts';
import type { IssueHint } from '../triage/job.ts';
import { forgetRefusals } from '../triage/memory.ts';
import { raceOptions } from '../triage/plan.ts';
import { withHarness } from '../triage/harness.ts';
import { schoolingFor } from '../triage/owners/learned.ts';
import { blamedPaths, votesOf } from '../triage/owners/votes.ts';
import { isGraceOver } from '../triage/closing.ts';
import { noticeDismissals } from '../triage/suggest.ts';
import type { RaceOptions } from '../race/index.ts';
import { isRaceIssue, raceDigest, type Reading, readRaces } from '../triage/races.ts';
import type {
  Asked,
  ConfigResult,
  IssueMemory,
  Mode,
  Race,
  RepositoryFacts,
  Snapshot,
} from '../triage/types.ts';
import { readGrace } from './grace.ts';
import { gatherLeaves } from './gather-leaves.ts';
import { gatherLinks } from './gather-links.ts';
import { heedRemovals } from './gather-removals.ts';
import { readFacts } from './facts.ts';
import { readOwners } from './owner-files.ts';
import { readSuggestions } from './suggestions.ts';
import type { AppIdentity, GitHub } from './github.ts';
import { listOnce } from './list-once.ts';
import { readCloser } from './read-closer.ts';
import { mayHavePast, recall } from './recall.ts';
import { type OldIssue, recollect } from './recollect.ts';

export interface GatherParts {
  /** Told how many milliseconds it took to read an issue's text. */
  readonly read?: (milliseconds: number) => void;
  readonly github: () => Promise<GitHub>;
  readonly self: () => Promise<AppIdentity>;
  readonly store: Pick<
    Store,
    | 'issue'
    | 'intent'
    | 'sightings'
    | 'history'
    | 'precedents'
    | 'facts'
    | 'saveFacts'
    | 'staleFacts'
    | 'rulings'
    | 'cards'
    | 'rule'
    | 'note'
    | 'promiscuous'
    | 'moved'
    | 'noted'
  >;
  readonly ceiling: Mode;
  readonly now: () => number;
  /** The app's own version. */
  readonly version?: string;
}

/** Everything a decision needs, or why there is nothing to decide. */
export type Gathered =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'nothing'; readonly because: string }
  /** The issue is not in the repository any more. */
  | { readonly kind: 'gone' };

type Look = Extract<IssueHint, { kind: 'look' }>;

/** What made us look: the text as an event brought it, or a command. */
export type Cause =
  | { readonly kind: 'look'; readonly hints: readonly Look[] }
  | { readonly kind: 'asked'; readonly asked: Asked; readonly force: boolean }
  /** People said something of the issue. */
  | { readonly kind: 'ruled' }
  /** A report in a comment became the issue's own, or ceased to be. */
  | { readonly kind: 'heard' };

/**
 * Reads the issue as it is now and all that bears on it. Text without a race, in an issue we never met, costs
 * no call at all; nor does an edit that leaves the races as they were.
 */
export async function gather(job: Job, issue: number, cause: Cause, parts: GatherParts): Promise<Gathered> {
  const { repository } = job.work;
  const known = await parts.store.issue(repository.id, issue);
  const facts = await parts.store.facts(repository.id);
  const idle = cause.kind === 'look' ? idleReason(job, cause.hints, known, facts) : null;
  if (idle) return { kind: 'nothing', because: idle };
  const github = listOnce(await parts.github());
  const found = await github.issue(issue);
  if (!found) return { kind: 'gone' };
  if (found.isPullRequest) return { kind: 'nothing', because: 'it is a pull request' };
  const repositoryFacts = facts ?? (await learnFacts(job.work, github, parts));
  const config = readConfig(repositoryFacts);
  const options = raceOptions(repositoryFacts.modules, config);
  const recalled = await recall(github, job, found, known, parts);
  const memory = await heedRemovals(recalled, found, repository.id, parts.store);
  if (mayHavePast(found, known, parts.now()))
    await recollect(pastOf(job, found), await github.comments(issue), github, parts.store);
  const reading = await readAll(github, found, memory, options, parts);
  const keys = reading.races.map((race) => race.keys);
  const sightings = await parts.store.sightings(repository.id, issue, keys);
  const history = await parts.store.history(repository.id, issue, keys);
  const force = cause.kind === 'asked' && cause.force;
  const learnt = { facts: repositoryFacts, config, sightings, github, parts };
  const { facts: all, ...ownership } = await gatherOwnership(job, issue, reading.races, learnt);
  const circumstances = { facts: all, config, ceiling: parts.ceiling };
  const proposed = await readSuggestions(github, issue, circumstances);
  if (proposed.facts !== all) await parts.store.saveFacts(proposed.facts, job.work.installation, parts.now());
  const heeded = noticeDismissals(memory, proposed.suggestions);
  const said = {
    ...(await gatherLinks(repository.id, issue, sightings, parts.store)),
    ...(await gatherLeaves(repository.id, issue, { races: reading.races, sightings, config }, parts.store)),
  };
  const now = new Date(parts.now()).toISOString();
  const notedOn = await parts.store.noted(repository.id);
  return {
    kind: 'snapshot',
    snapshot: {
      issue: found,
      ...reading,
      config,
      ceiling: parts.ceiling,
      sightings,
      ...(history.length > 0 ? { history } : {}),
      ...said,
      ...(await readCloser(github, found, { races: reading.races, sightings, ...said })),
      ...ownership,
      ...(proposed.suggestions ? { suggestions: proposed.suggestions } : {}),
      ...(config.ok && isGraceOver(heeded, config.config, now)
        ? { grace: await readGrace(github, await parts.self(), issue, heeded) }
        : {}),
      facts: proposed.facts,
      ...(notedOn === null ? {} : { notedOn }),
      memory: force ? forgetRefusals(heeded) : heeded,
      asked: cause.kind === 'asked' ? cause.asked : null,
      now,
      ...(parts.version === undefined ? {} : { version: parts.version }),
    },
  };
}

function pastOf({ work }: Job, { number, author }: Snapshot['issue']): OldIssue {
  const { repository, installation } = work;
  return { repository, installation, number, author: author?.login ?? null };
}

/** Reads the facts of a repository, as far as they changed, and keeps them for the next time. */
export async function learnFacts(
  { repository, installation }: Job['work'],
  github: GitHub,
  { store, now }: Pick<GatherParts, 'store' | 'now'>,
): Promise<RepositoryFacts> {
  const facts = await readFacts(github, repository, await store.staleFacts(repository.id));
  await store.saveFacts(facts, installation, now());
  return facts;
}

/** What bears on whose the races are: OWNERS files on the way up from what is blamed, and earlier races near it. */
async function gatherOwnership(
  { work }: Job,
  issue: number,
  races: readonly Race[],
  { facts, config, sightings, github, parts }: OwnershipParts,
): Promise<Pick<Snapshot, 'facts' | 'precedents' | 'usual'>> {
  if (!config.ok || races.length === 0) return { facts };
  const options = withHarness(
    raceOptions(facts.modules, config),
    races.map(({ report }) => report),
  );
  const votes = votesOf(races, { config: config.config, facts, options });
  // Which of hundreds of OWNERS files matter only the race tells; they are kept with the facts.
  const known = await readOwners(github, facts, blamedPaths(votes));
  if (known !== facts) await parts.store.saveFacts(known, work.installation, parts.now());
  const precedents = await parts.store.precedents(work.repository.id, issue);
  const relatives = new Set(sightings.map((one) => one.issue));
  return { facts: known, ...schoolingFor(precedents, votes, relatives) };
}

interface OwnershipParts extends Pick<Snapshot, 'facts' | 'config' | 'sightings'> {
  readonly github: GitHub;
  readonly parts: GatherParts;
}

export function readConfig(facts: Pick<RepositoryFacts, 'config'> | null): ConfigResult {
  return parseConfig(facts?.config ?? '');
}

/** Idle only if every text that was heard gives no reason to look. */
function idleReason(
  job: Job,
  hints: readonly Look[],
  known: IssueRecord | null,
  facts: RepositoryFacts | null,
): string | null {
  const reasons = hints.map((hint) => idleReasonOf(job, hint, known, facts));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

function idleReasonOf(
  job: Job,
  hint: Look,
  known: IssueRecord | null,
  facts: RepositoryFacts | null,
): string | null {
  const reading = readRaces(hint, raceOptions(facts?.modules ?? [], readConfig(facts)));
  if (!known) return isRaceIssue(reading) ? null : 'no race in the text';
  // It was there before us. That another issue changed is no reason to act on it.
  if (!known.triaged && hint.why === 'relook') return 'nobody asked about this issue';
  const { races, unfinished = false } = known.memory;
  const unchanged = hint.why === 'edited' && raceDigest(reading) === races && !unfinished;
  return unchanged && job.attempt === 1 ? 'the races of the issue did not change' : null;
}

/** The races of the text, and those of comments that count as the issue's own. */
async function readAll(
  github: GitHub,
  issue: Snapshot['issue'],
  { heard = [] }: IssueMemory,
  options: RaceOptions,
  { now, read }: Pick<GatherParts, 'now' | 'read'>,
): Promise<Reading> {
  const start = now();
  const reading = readRaces(issue, options);
  read?.(now() - start);
  if (heard.length === 0) return reading;
  const said = (await github.comments(issue.number)).filter(({ id }) => heard.includes(id));
  const more = said.flatMap(({ id, body }) =>
    readRaces({ title: '', body }, options).races.map((race) => ({ ...race, comment: id })),
  );
  const races = [...reading.races, ...more];
  return { races, mentioned: reading.mentioned && races.length === 0 };
}
