import type { Key, RaceKeys } from '../../src/race/index.ts';
import type { Delivery, Run } from '../../src/store/store.ts';
import type { Hint, RepositoryRef } from '../../src/triage/job.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import type { IndexedKeys, Issue, IssueMemory, RepositoryFacts } from '../../src/triage/types.ts';

/** Plain values for the tests of the shell: the smallest that are whole, with what a test cares about on top. */

export const INSTALLATION = 77;

export function repositoryRef(id = 1): RepositoryRef {
  return { id, owner: 'acme', name: `widgets${id === 1 ? '' : id}`, private: false, defaultBranch: 'main' };
}

export function look(
  body = '',
  why: 'opened' | 'edited' | 'relook' = 'opened',
): Extract<Hint, { kind: 'look' }> {
  return { kind: 'look', why, title: 'Race', body };
}

export const CLOSED: Hint = {
  kind: 'state',
  state: 'closed',
  reason: 'completed',
  at: '2026-01-02T00:00:00Z',
};

export interface DeliveryDraft {
  readonly repository?: number;
  readonly issue?: number | null;
  readonly hint?: Hint;
  readonly installation?: number;
}

export function delivery(id: string, draft: DeliveryDraft = {}): Delivery {
  const { repository = 1, issue = 1, hint = look(), installation = INSTALLATION } = draft;
  return { id, work: { repository: repositoryRef(repository), installation, issue, hint } };
}

export function issueOf(number: number, more: Partial<Issue> = {}): Issue {
  return {
    number,
    title: `Issue ${number}`,
    body: '',
    state: 'open',
    stateReason: null,
    author: { login: 'reporter', bot: false },
    labels: [],
    createdAt: '2026-01-01T00:00:00Z',
    closedAt: null,
    comments: 0,
    locked: false,
    isPullRequest: false,
    ...more,
  };
}

/** `keys({ exact: 'a' })`: keys that say what they are equal to. */
export function keys(named: {
  exact?: string;
  likely?: string;
  sides?: readonly string[];
  fork?: string;
}): RaceKeys {
  return {
    exact: key('exact', named.exact),
    likely: key('likely', named.likely),
    likelyOther: null,
    sides: (named.sides ?? []).flatMap((name) => key('side', name) ?? []),
    fork: key('fork', named.fork),
  };
}

export function factsOf(repository = 1): RepositoryFacts {
  return {
    repository: repositoryRef(repository),
    modules: ['acme.example/widgets'],
    labels: [],
    codeowners: null,
    config: null,
  };
}

export interface RunDraft {
  readonly repository?: number;
  readonly installation?: number;
  readonly delivery?: string;
  readonly issue?: Partial<Issue>;
  readonly races?: readonly IndexedKeys[];
  readonly memory?: Partial<IssueMemory>;
}

/** A run of the pipeline over an issue, as `record` gets it. */
export function runOf(number: number, draft: RunDraft = {}): Run {
  const { repository = 1, races = [], memory = {}, installation = INSTALLATION } = draft;
  const report = {
    dialect: 'go',
    complete: false,
    accesses: [],
    goroutines: [],
    defects: [],
    span: { from: 1, to: 1 },
  } as const;
  return {
    repository: repositoryRef(repository),
    installation,
    delivery: draft.delivery ?? `delivery ${number}`,
    snapshot: {
      issue: issueOf(number, draft.issue),
      races: races.map((of) => ({ report, keys: of })),
      mentioned: false,
      facts: factsOf(repository),
      config: { ok: false, problems: [] },
      ceiling: 'act',
      sightings: [],
      memory: NO_MEMORY,
      asked: null,
      now: '2026-01-01T00:00:00Z',
    },
    plan: {
      issue: number,
      verdict: 'new',
      races: races.length,
      duplicateOf: null,
      regressionOf: null,
      declinedIn: null,
      likely: [],
      related: [],
      modules: [],
      patterns: [],
      labels: [],
      comment: null,
      because: [],
      mode: 'act',
    },
    effects: [],
    memory: { ...NO_MEMORY, ...memory },
  };
}

function key(level: string, name: string | undefined): Key | null {
  return name === undefined ? null : (`rt1:${level}-${name}` as Key);
}
