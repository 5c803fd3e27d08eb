import type { AppIdentity } from '../github/github.ts';
import type { Hint, RepositoryRef, Work } from '../triage/job.ts';
import { tellsOfRace } from '../triage/races.ts';
import { type About, aboutIssue, actor, botLogin } from './about.ts';
import { commentDeleted, report, spoken } from './comment-events.ts';
import { nameOf } from './event-names.ts';
import { Payload } from './payload.ts';

/** What a delivery means to us. */
export type Heard =
  | { readonly kind: 'work'; readonly works: readonly Work[]; readonly meaning: string }
  /** Nothing of ours; `because` goes to the log. */
  | { readonly kind: 'ignored'; readonly because: string }
  /** The app was taken off an account: everything of it is dropped. */
  | { readonly kind: 'uninstalled'; readonly installation: number }
  /** What kept the app from its work on an account is over. */
  | { readonly kind: 'resumed'; readonly installation: number };

/**
 * What to do about a delivery. Only reads values: a pure table from event and action to work.
 *
 * @param self who we are; null while GitHub has not told. Our own acts come back as events, and are dropped
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 * @param owners whose repositories are served, in lower case; null: everybody's
 */
export function hear(
  event: string,
  body: unknown,
  self: AppIdentity | null,
  owners: ReadonlySet<string> | null = null,
): Heard {
  const parsed = Payload.safeParse(body);
  if (!parsed.success) return ignored(`its payload is not what ${event} events look like`);
  const payload = parsed.data;
  const name = nameOf(event, payload.action);
  if (name === 'installation.deleted' && payload.installation) {
    return { kind: 'uninstalled', installation: payload.installation.id };
  }
  const owner = (payload.repository?.owner ?? payload.installation?.account)?.login;
  if (owners && !(owner && owners.has(owner.toLowerCase()))) return ignored('its owner is not served here');
  if (RESUMED.has(name) && payload.installation) {
    return { kind: 'resumed', installation: payload.installation.id };
  }
  const read = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (!read) return ignored(`${name} is no concern of ours`);
  if (self && payload.sender?.login === botLogin(self)) return ignored('it is our own doing');
  if (!payload.installation) return ignored('it names no installation');
  const hints = read(payload, self);
  if (typeof hints === 'string') return ignored(hints);
  const works = hints.flatMap(({ repository, hint }) => toWork(payload, repository, hint));
  if (works.length === 0) return ignored('it names no repository');
  return { kind: 'work', works, meaning: meaningOf(name, payload) };
}

/** Whether an event of this kind may be work; only its payload tells. */
export function isOfConcern(event: string, action: string | null): boolean {
  const name = nameOf(event, action);
  return Object.hasOwn(EVENTS, name) || RESUMED.has(name) || name === 'installation.deleted';
}

const RESUMED: ReadonlySet<string> = new Set([
  'installation.unsuspend',
  'installation.new_permissions_accepted',
]);

type Read = (payload: Payload, self: AppIdentity | null) => readonly About[] | string;

/** One row an event we use: what it tells us, or why it tells us nothing. */
const EVENTS: Readonly<Record<string, Read>> = {
  'issues.opened': (p) => aboutIssue(p, look('opened')),
  'issues.edited': (p) =>
    isAboutText(p) ? aboutIssue(p, look('edited')) : 'the text of the issue did not change',
  'issues.closed': (p) => aboutIssue(p, state('closed')),
  'issues.reopened': (p) => aboutIssue(p, state('open')),
  'issues.deleted': (p) => aboutIssue(p, () => ({ kind: 'gone' })),
  'issues.transferred': (p) => aboutIssue(p, () => ({ kind: 'gone' })),
  'issues.labeled': (p) => aboutIssue(p, label(true)),
  'issues.unlabeled': (p) => aboutIssue(p, label(false)),
  'issue_comment.created': spoken,
  'issue_comment.edited': report,
  'issue_comment.deleted': commentDeleted,
  push: (p) =>
    touchesOurFiles(p) ? [{ repository: null, hint: { kind: 'files-changed' } }] : 'no file we read changed',
  'label.created': () => [{ repository: null, hint: { kind: 'labels-changed' } }],
  'label.edited': () => [{ repository: null, hint: { kind: 'labels-changed' } }],
  'label.deleted': () => [{ repository: null, hint: { kind: 'labels-changed' } }],
  'repository.deleted': () => [{ repository: null, hint: { kind: 'repository-gone' } }],
  'repository.transferred': () => [{ repository: null, hint: { kind: 'repository-gone' } }],
  'repository.renamed': () => [{ repository: null, hint: { kind: 'files-changed' } }],
  'repository.privatized': () => [{ repository: null, hint: { kind: 'repository-gone' } }, ...SURVEYED],
  'repository.publicized': () => [{ repository: null, hint: { kind: 'repository-gone' } }, ...SURVEYED],
  'installation.created': (p) => p.repositories.map(installed),
  'installation_repositories.added': (p) => p.repositories_added.map(installed),
  'installation_repositories.removed': (p) =>
    (p.repositories_removed ?? []).map(({ id }) => ({
      repository: { ...UNNAMED, id },
      hint: { kind: 'repository-gone' },
    })),
};

/** Whoever may see it now may see other things of it: what was kept is dropped, and it is read anew. */
const SURVEYED: readonly About[] = [{ repository: null, hint: { kind: 'survey', why: 'installed' } }];

function installed({ id, full_name: fullName, private: hidden }: Payload['repositories'][number]): About {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    repository: { ...UNNAMED, id, owner, name, private: hidden },
    hint: { kind: 'survey', why: 'installed' },
  };
}

/** An edit that does not say what it changed may have changed the text. */
function isAboutText({ changes }: Payload): boolean {
  const changed = Object.keys(changes ?? {});
  return changed.length === 0 || changed.includes('body') || changed.includes('title');
}

/** That a text tells of no race is all that matters of it: what people write of other things is not kept. */
function look(why: 'opened' | 'edited') {
  return ({ issue }: Payload): Hint => {
    const text = { title: issue?.title ?? '', body: issue?.body ?? '' };
    return { kind: 'look', why, ...(tellsOfRace(text) ? text : { title: '', body: '' }) };
  };
}

/** The action says which; the issue in the payload may be younger than the event. */
function state(now: 'open' | 'closed') {
  return ({ issue, sender }: Payload): Hint => ({
    kind: 'state',
    state: now,
    reason: issue?.state_reason ?? null,
    at: issue?.updated_at ?? '',
    by: actor(sender),
  });
}

function label(present: boolean) {
  return (payload: Payload): Hint | null =>
    payload.label ? { kind: 'label', label: payload.label.name, present, by: actor(payload.sender) } : null;
}

/** Files whose change makes what we cached of the repository stale. */
const OUR_FILES =
  /(?:^|\/)(?:go\.mod|CODEOWNERS|OWNERS)$|^OWNERS_ALIASES$|^\.github\/(?:race-triage|labeler)\.yml$/;

function touchesOurFiles({ ref, repository, commits }: Payload): boolean {
  if (ref !== `refs/heads/${repository?.default_branch}`) return false;
  // GitHub lists at most 2,048 commits: a push that lists none may still have changed anything.
  if (!commits || commits.length === 0) return true;
  return commits.some((commit) =>
    [...commit.added, ...commit.removed, ...commit.modified].some((path) => OUR_FILES.test(path)),
  );
}

function toWork(payload: Payload, repository: RepositoryRef | null, hint: Hint): Work[] {
  const { installation, issue } = payload;
  const ref = repository ?? toRef(payload);
  if (!ref || !installation) return [];
  return [{ repository: ref, installation: installation.id, issue: issue?.number ?? null, hint }];
}

/** The part before owner and name: github.com's, a GitHub Enterprise Server's or a ghe.com tenant's. */
function webUrlOf(page: string | undefined): { webUrl?: string } {
  if (!page || !URL.canParse(page)) return {};
  const { origin, protocol } = new URL(page);
  return protocol === 'https:' || protocol === 'http:' ? { webUrl: origin } : {};
}

/** A repository of which an event gives the id only; nothing is asked of GitHub about it. */
const UNNAMED = { owner: '', name: '', private: true, defaultBranch: '' };

function toRef({ repository }: Payload): RepositoryRef | null {
  return repository
    ? {
        id: repository.id,
        owner: repository.owner.login,
        name: repository.name,
        private: repository.private,
        defaultBranch: repository.default_branch,
        ...webUrlOf(repository.html_url),
      }
    : null;
}

/** Equal for two deliveries of one happening, different for two happenings. */
function meaningOf(name: string, { repository, issue, comment, label: about }: Payload): string {
  // As JSON: a label may be called anything, and the inbox keeps this as an id.
  const parts = [repository?.id, issue?.number, comment?.id, about?.name, issue?.updated_at];
  return `${name} ${JSON.stringify(parts)}`;
}

function ignored(because: string): Heard {
  return { kind: 'ignored', because };
}
