import type { Octokit } from '@octokit/rest';
import { REPOSITORY } from './emulator.ts';

/** An issue as a maintainer sees it. */
export interface Thread {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly labels: readonly string[];
  readonly comments: readonly { readonly id: number; readonly author: string; readonly body: string }[];
}

export async function readThread(octokit: Octokit, number: number): Promise<Thread> {
  const { data: issue } = await octokit.rest.issues.get({ ...REPOSITORY, issue_number: number });
  const { data: comments } = await octokit.rest.issues.listComments({
    ...REPOSITORY,
    issue_number: number,
    per_page: 100,
  });
  return {
    number,
    title: issue.title,
    state: issue.state,
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    comments: comments.map(({ id, user, body }) => ({
      id: Number(id),
      author: user?.login ?? 'ghost',
      body: body ?? '',
    })),
  };
}

/** Comments that the app manages, told by their marker. */
export function managedComments(thread: Thread): Thread['comments'] {
  return thread.comments.filter((comment) => comment.body.includes('<!-- race-triage:v1 '));
}

/** The thread for a terminal: what is folded on the page is left out, and said to be. */
export function printThread(thread: Thread): string {
  const head = `#${thread.number}  ${thread.title}  (${thread.state})`;
  const labels =
    thread.labels.length > 0 ? thread.labels.map((label) => `[${label}]`).join(' ') : 'no labels';
  const comments = thread.comments.map((comment) => {
    const role = comment.body.includes('<!-- race-triage:') ? 'race-triage' : comment.author;
    return [`    ${role} wrote:`, ...visible(comment.body).map((line) => `      │ ${line}`.trimEnd())].join(
      '\n',
    );
  });
  return [head, `    ${labels}`, ...(comments.length > 0 ? comments : ['    no comments'])].join('\n');
}

function visible(body: string): string[] {
  return body
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<details>\s*<summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, '▸ $1')
    .trim()
    .replace(/\n{2,}/g, '\n')
    .split('\n');
}
