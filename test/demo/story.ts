import { readFileSync } from 'node:fs';
import type { Octokit } from '@octokit/rest';
import { printedByAnotherRun } from './another-run.ts';
import { type LocalGitHub, PEOPLE, REPOSITORY } from './emulator.ts';
import { managedComments, readThread, type Thread } from './thread.ts';

const FIXTURES = new URL('../fixtures/issues/', import.meta.url);

/** Something the story promised did not happen. */
export class NotHappened extends Error {
  override readonly name = 'NotHappened';
}

/** The text of a real issue, as it was posted. */
export function realIssue(number: number): { title: string; body: string } {
  const folder = new URL(`tidb-${number}/`, FIXTURES);
  const { title } = JSON.parse(readFileSync(new URL('issue.json', folder), 'utf8')) as { title: string };
  return { title, body: readFileSync(new URL('issue.md', folder), 'utf8') };
}

/** The five real issues, in the order in which they were opened. */
export const REAL_ISSUES = [19868, 31965, 40355, 40823, 49793];

/** The race of a real issue, as its next victim would report it. */
export function sameRaceAgain(number: number): { title: string; body: string } {
  return { title: 'race in a nightly build', body: printedByAnotherRun(realIssue(number).body) };
}

/** What the repository holds before anybody reports a race. */
export async function furnish(github: LocalGitHub): Promise<void> {
  const owner = github.as('pingcap');
  const write = (path: string, text: string) =>
    owner.rest.repos.createOrUpdateFileContents({
      ...REPOSITORY,
      path,
      message: `Add ${path}`,
      content: Buffer.from(text).toString('base64'),
    });
  await write('go.mod', 'module github.com/pingcap/tidb\n\ngo 1.21\n');
  await write('.github/race-triage.yml', CONFIG);
  await write('.github/CODEOWNERS', CODEOWNERS);
  await owner.rest.repos.addCollaborator({ ...REPOSITORY, username: PEOPLE[2], permission: 'triage' });
}

const CONFIG = `modules:
  - name: executor
    paths: [executor, pkg/executor, distsql, store/copr]
    labels: [sig/execution]
  - name: transaction
    paths: [store/tikv, store/mockstore, session, sessiontxn]
    labels: [sig/transaction]
`;

const CODEOWNERS = `/executor @pingcap/execution
/store/mockstore @pingcap/transaction
`;

export async function open(github: LocalGitHub, issue: { title: string; body: string }): Promise<number> {
  const { data } = await github.as('reporter').rest.issues.create({ ...REPOSITORY, ...issue });
  return data.number;
}

/** Who looks, and how long the app may take until an issue looks as it should, in milliseconds. */
export interface Watch {
  readonly octokit: Octokit;
  readonly patience: number;
}

/** Reads the issue until it looks as it should; says what it looked like when it never did. */
export async function until(
  { octokit, patience }: Watch,
  number: number,
  expected: string,
  holds: (thread: Thread) => boolean,
): Promise<Thread> {
  const deadline = Date.now() + patience;
  for (;;) {
    const thread = await readThread(octokit, number);
    if (holds(thread)) return thread;
    if (Date.now() > deadline) {
      throw new NotHappened(`issue #${number} should be ${expected}; it has ${describe(thread)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function describe(thread: Thread): string {
  const labels = thread.labels.length > 0 ? `the labels ${thread.labels.join(', ')}` : 'no labels';
  return `${labels} and ${managedComments(thread).length} comments of the app`;
}

export function isTriaged(thread: Thread): boolean {
  return thread.labels.includes('race') && managedComments(thread).length === 1;
}

export function linksTo(thread: Thread, number: number): boolean {
  return managedComments(thread).some((comment) => comment.body.includes(`#${number}`));
}
