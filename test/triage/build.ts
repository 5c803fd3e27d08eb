import { parseConfig } from '../../src/config/parse.ts';
import type { Config } from '../../src/config/schema.ts';
import type { RepositoryRef } from '../../src/triage/job.ts';
import { NO_MEMORY } from '../../src/triage/memory.ts';
import { raceOptions } from '../../src/triage/plan.ts';
import { readRaces } from '../../src/triage/races.ts';
import type { Issue, RepositoryFacts, Sighting, Snapshot } from '../../src/triage/types.ts';

/** Values of the triage room for tests: each with what the test cares about, the rest ordinary. */

export const REPOSITORY: RepositoryRef = {
  id: 7,
  owner: 'acme',
  name: 'widgets',
  private: false,
  defaultBranch: 'main',
};

export const MODULE = 'github.com/acme/widgets';

export function issueOf(change: Partial<Issue> = {}): Issue {
  return {
    number: 10,
    title: 'a race',
    body: '',
    state: 'open',
    stateReason: null,
    author: { login: 'reporter', bot: false },
    labels: [],
    createdAt: '2026-02-01T00:00:00Z',
    closedAt: null,
    comments: 0,
    locked: false,
    isPullRequest: false,
    ...change,
  };
}

export function factsOf(change: Partial<RepositoryFacts> = {}): RepositoryFacts {
  return { repository: REPOSITORY, modules: [MODULE], labels: [], codeowners: null, config: null, ...change };
}

export function sightingOf(issue: number, change: Partial<Sighting> = {}): Sighting {
  return {
    issue,
    title: 'an earlier race',
    state: 'open',
    stateReason: null,
    createdAt: '2026-01-01T00:00:00Z',
    closedAt: null,
    duplicateOf: null,
    matches: [{ race: 0, level: 'exact' }],
    ...change,
  };
}

/** A configuration as a repository would write it. */
export function configOf(yaml: string): Config {
  const parsed = parseConfig(yaml);
  if (!parsed.ok) throw new Error(`a test's configuration must be valid: ${JSON.stringify(parsed.problems)}`);
  return parsed.config;
}

export interface SnapshotChange extends Partial<Omit<Snapshot, 'issue' | 'facts' | 'config'>> {
  readonly issue?: Partial<Issue>;
  readonly facts?: Partial<RepositoryFacts>;
  readonly yaml?: string;
}

/** A snapshot of an issue with this text. */
export function snapshotOf(
  body: string,
  { issue, facts: change, yaml = '', ...rest }: SnapshotChange = {},
): Snapshot {
  const opened = issueOf({ body, ...issue });
  const facts = factsOf(change);
  const config = parseConfig(yaml);
  return {
    issue: opened,
    ...readRaces(opened, raceOptions(facts.modules, config)),
    facts,
    config,
    ceiling: 'act',
    sightings: [],
    memory: NO_MEMORY,
    asked: null,
    now: '2026-02-01T00:00:01Z',
    version: '1.2.3',
    ...rest,
  };
}

/** A race report between two functions of the repository. */
export function reportOf(
  change: { write?: string; read?: string; spawn?: string; address?: string } = {},
): string {
  const {
    write = 'store.(*Cache).Put',
    read = 'api.(*Server).Get',
    spawn = 'api.Serve',
    address = '0x00c000094000',
  } = change;
  return [
    '==================',
    'WARNING: DATA RACE',
    `Write at ${address} by goroutine 8:`,
    ...frame(write, 12),
    ...frame('worker.Run', 30),
    '',
    `Previous read at ${address} by goroutine 9:`,
    ...frame(read, 40),
    ...frame('worker.Run', 30),
    '',
    'Goroutine 8 (running) created at:',
    ...frame(spawn, 7),
    '',
    'Goroutine 9 (finished) created at:',
    ...frame(spawn, 8),
    '==================',
  ].join('\n');
}

function frame(symbol: string, line: number): string[] {
  const directory = symbol.split('.')[0] ?? '';
  return [`  ${MODULE}/${symbol}()`, `      /src/widgets/${directory}/${directory}.go:${line} +0x35`];
}
