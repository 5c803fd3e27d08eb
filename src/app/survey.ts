import { learnFacts, readConfig } from '../github/gather.ts';
import { type Changes, type GitHub, GitHubError } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import type { Survey } from '../store/survey.ts';
import { BEGINNING, type SurveyReason } from '../triage/job.ts';
import { keysVersion } from '../triage/keys-version.ts';
import { raceOptions } from '../triage/plan.ts';
import type { Issue, RepositoryFacts } from '../triage/types.ts';
import { catchUp } from './catch-up.ts';
import { listen } from './listen.ts';
import { listedIssue, mayHoldRace } from './listed.ts';
import { noticeChanged, noticeDuplicates, relookAtRepeats } from './notice.ts';
import { connect, type Outcome, type PipelineParts } from './triage.ts';

/**
 * Pages that one job reads: then whatever came for the repository meanwhile has its turn, and the rest of a long list
 * goes on behind it.
 */
const SLICE = 5;

/**
 * Brings the index of a repository up to date by reading what changed since the last time; at first contact that is
 * everything. Writes nothing to GitHub. Where it stands is stored after every page, so that a job that dies goes on there.
 */
export async function takeSurvey(job: Job, why: SurveyReason, parts: PipelineParts): Promise<Outcome> {
  if (parts.ceiling === 'off') return { result: 'ignored', because: 'MODE is off' };
  const known = await parts.store.survey(job.work.repository.id);
  if (!isWanted(why, known)) return { result: 'ignored', because: 'there is nothing to read' };
  try {
    return await read(job, why, known, parts);
  } catch (error) {
    // Issues are switched off, or it is not ours to read: nothing changes for us, and the next sweep asks again.
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    if (known) await parts.store.saveSurvey({ ...known, sweptAt: parts.now() });
    return { result: 'unreadable', because: error.message };
  }
}

/**
 * Only an installation and a first contact begin a survey: what goes on without one was forgotten meanwhile. A first contact
 * is over when all is read, not when it was begun: its job may have died in between.
 */
function isWanted(why: SurveyReason, known: Survey | null): boolean {
  if (!known) return why === 'installed' || why === 'first-contact';
  return why !== 'first-contact' || !known.complete;
}

async function read(
  job: Job,
  why: SurveyReason,
  known: Survey | null,
  parts: PipelineParts,
): Promise<Outcome> {
  const github = await connect(job, parts);
  const begun = await begin(job, why, known, github, parts);
  if (!begun) return { result: 'unreadable', because: 'the repository is not ours to see' };
  const survey = await checkVersion(begun, job, github, parts);
  const slice = await readSlice(survey, job, github, parts);
  parts.log.info({ repository: survey.repository.id, ...slice.count, more: slice.more }, 'issues were read');
  if (slice.more) {
    await goOn(job, parts);
    return { result: 'continued', because: `read up to ${slice.survey.issues.since}` };
  }
  const finished = await finish(slice.survey, { job, github, parts });
  await parts.store.saveSurvey(finished.survey);
  if (finished.more) await goOn(job, parts);
  else if (why === 'swept') await catchUp(finished.survey, { job, github, parts });
  return { result: 'read', because: `read up to ${slice.survey.issues.since || 'the end'}` };
}

async function begin(
  { work }: Job,
  why: SurveyReason,
  known: Survey | null,
  github: GitHub,
  { store, now }: PipelineParts,
): Promise<Survey | null> {
  if (known && why === 'continued') return known;
  const repository = await github.describe();
  if (!repository) return null;
  const { installation } = work;
  const survey: Survey = known
    ? { ...known, repository, installation, sweptAt: now() }
    : {
        repository,
        installation,
        inherited: await github.newest(),
        version: '',
        complete: false,
        issues: BEGINNING,
        comments: BEGINNING,
        listening: false,
        heardTo: null,
        sweptAt: now(),
      };
  await store.saveSurvey(survey);
  return survey;
}

/**
 * Keys of other rules – a newer version of ours, another alias or module in the repository – match nothing: everything is
 * read again. What was done to issues is not touched by that, so nothing is said twice.
 */
async function checkVersion(survey: Survey, job: Job, github: GitHub, parts: PipelineParts): Promise<Survey> {
  if (survey.version === '') return survey;
  const { store } = parts;
  const facts = (await store.facts(survey.repository.id)) ?? (await learn(survey, job, github, parts));
  const version = versionOf(facts);
  if (version === survey.version) return survey;
  const again: Survey = { ...survey, version, complete: false, issues: BEGINNING };
  await store.saveSurvey(again);
  return again;
}

interface Slice {
  readonly survey: Survey;
  readonly more: boolean;
  readonly count: { readonly pages: number; readonly issues: number; readonly races: number };
}

async function readSlice(start: Survey, job: Job, github: GitHub, parts: PipelineParts): Promise<Slice> {
  let survey = start;
  const count = { pages: 0, issues: 0, races: 0 };
  for (;;) {
    const page = await github.issuesSince(survey.issues);
    if (!page) return { survey, more: false, count };
    const noted = await notePage(survey, page, { job, github, parts });
    survey = { ...noted.survey, issues: page.next };
    await parts.store.saveSurvey(survey);
    count.pages += 1;
    count.issues += page.items.length;
    count.races += noted.races;
    parts.tally?.surveyed(page.items.length);
    if (!page.more || count.pages === SLICE) return { survey, more: page.more, count };
  }
}

/** What a survey is made with. */
export interface Hands {
  readonly job: Job;
  readonly github: GitHub;
  readonly parts: PipelineParts;
}

async function notePage(
  survey: Survey,
  page: Changes<Issue>,
  { job, github, parts }: Hands,
): Promise<{ survey: Survey; races: number }> {
  const { store } = parts;
  const changed = page.items.filter(({ item }) => !item.isPullRequest);
  let facts = await store.facts(survey.repository.id);
  // A repository without a race costs no more than its list.
  if (!facts && changed.some(({ item }) => mayHoldRace(item)))
    facts = await learn(survey, job, github, parts);
  const listed = changed.map(({ item }) => listedIssue(item, facts));
  for (const delivery of await noticeDuplicates(survey, changed, { job, parts }))
    await store.put(delivery, parts.now());
  const before = await noticeChanged(survey, changed, listed, { job, parts });
  await store.list(survey, listed, !survey.complete);
  for (const delivery of before) await store.put(delivery, parts.now());
  const races = listed.filter((one) => one.races.length > 0).length;
  const version = survey.version === '' && races > 0 ? versionOf(facts) : survey.version;
  return { survey: { ...survey, version }, races };
}

async function learn(
  survey: Survey,
  job: Job,
  github: GitHub,
  parts: PipelineParts,
): Promise<RepositoryFacts> {
  return await learnFacts({ ...job.work, repository: survey.repository }, github, parts);
}

function versionOf(facts: RepositoryFacts | null): string {
  return keysVersion(raceOptions(facts?.modules ?? [], readConfig(facts)));
}

/** All issues are read. What was opened while older ones were not known yet is looked at again; comments come last. */
async function finish(survey: Survey, hands: Hands): Promise<{ survey: Survey; more: boolean }> {
  const { since } = survey.issues;
  const done: Survey = { ...survey, complete: true, heardTo: since };
  if (survey.heardTo === null) {
    await relookAtRepeats(hands.job, hands.parts);
    return { survey: { ...done, comments: { ...BEGINNING, since } }, more: false };
  }
  // Whoever comments changes the issue: where none changed there is nothing new to hear.
  if (since === survey.heardTo && !survey.listening) return { survey: done, more: false };
  const { comments, more } = await listen(survey, hands);
  return { survey: { ...done, comments, listening: more }, more };
}

/** The name of the next job goes by this one: doing this one again leaves no second. */
async function goOn({ seq, work }: Job, { store, now }: PipelineParts): Promise<void> {
  const id = `survey ${work.repository.id} after ${seq}`;
  await store.put({ id, work: { ...work, hint: { kind: 'survey', why: 'continued' } } }, now());
}
