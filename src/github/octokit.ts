import type { Octokit } from '@octokit/rest';
import type { RepositoryRef } from '../triage/job.ts';
import { DELETED, LEFT, orNull, UNSEEN } from './absent.ts';
import { isOf, toComment, toIssue, toRole, toText } from './answers.ts';
import { toGitHubError } from './errors.ts';
import type { GitHub } from './github.ts';
import { GitHubError, Shut } from './github.ts';
import { closeRoutes } from './close-routes.ts';
import { listingRoutes } from './listing-routes.ts';
import { suggestionRoutes } from './suggestion-routes.ts';

/** The part of a client that we use: `@octokit/rest` has it, and so has what Probot hands out. */
export type Client = Pick<Octokit, 'request' | 'paginate'>;

const PAGE = 100;

/** The version of the REST API this file was written against, sent with every call. */
export const API_VERSION = '2022-11-28';

/**
 * GitHub through octokit. This file and `*-routes.ts` alone know routes, pages and status codes. Calls are made once: trying
 * again is the inbox's business, which knows what was done before; see `readTwice` for what is read.
 */
export function createOctokitGitHub(client: Client, ref: RepositoryRef, now: () => number): GitHub {
  const { owner, name, defaultBranch } = ref;
  const at = { owner, repo: name, headers: { 'x-github-api-version': API_VERSION } };
  const call = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw toGitHubError(error, what, now());
    }
  };
  return {
    issue: (number) =>
      orNull(
        LEFT,
        call(`read issue ${number}`, async () => {
          const { data, url } = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
            ...at,
            issue_number: number,
          });
          // What is no issue at all comes from something between us and GitHub: no reason to forget anything.
          if (typeof data?.number !== 'number') throw new Error('the answer holds no issue');
          if (data.number !== number || !isOf(ref, url)) throw new Shut(`issue ${number} was moved`, 410);
          return toIssue(data);
        }),
      ),
    comments: (number) =>
      call(`list the comments of issue ${number}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const found = await client.paginate(route, { ...at, issue_number: number, per_page: PAGE });
        return found.map(toComment);
      }),
    comment: (id) =>
      orNull(
        DELETED,
        call(`read comment ${id}`, async () => {
          const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
          const { data } = await client.request(route, { ...at, comment_id: id });
          return toComment(data);
        }),
      ),
    createComment: (number, body) =>
      call(`comment on issue ${number}`, async () => {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const { data } = await client.request(route, { ...at, issue_number: number, body });
        return { id: Number(data.id) };
      }),
    async updateComment(id, body) {
      const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
      const edited = await orNull(
        DELETED,
        call(`edit comment ${id}`, () => client.request(route, { ...at, comment_id: id, body })),
      );
      return edited !== null;
    },
    async deleteComment(id) {
      const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await orNull(
        DELETED,
        call(`delete comment ${id}`, () => client.request(route, { ...at, comment_id: id })),
      );
    },
    addLabels: (number, names) =>
      call(`label issue ${number}`, async () => {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
        const { data } = await client.request(route, { ...at, issue_number: number, labels: [...names] });
        return data.map((label) => label.name);
      }),
    async removeLabel(number, label) {
      const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
      await orNull(
        DELETED,
        call(`take a label off issue ${number}`, () =>
          client.request(route, { ...at, issue_number: number, name: label }),
        ),
      );
    },
    ...suggestionRoutes({ client, at, call }),
    ...closeRoutes({ client, at, call }),
    assign: (number, users) =>
      call(`assign issue ${number}`, async () => {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees';
        const { data } = await client.request(route, { ...at, issue_number: number, assignees: [...users] });
        return (data.assignees ?? []).map((user) => user.login);
      }),
    unassign: (number, users) =>
      call(`take people off issue ${number}`, async () => {
        const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees';
        await client.request(route, { ...at, issue_number: number, assignees: [...users] });
      }),
    reopen: (number) =>
      call(`reopen issue ${number}`, async () => {
        const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
        await client.request(route, { ...at, issue_number: number, state: 'open' });
      }),
    async createLabel(label) {
      try {
        await call('create a label', () =>
          client.request('POST /repos/{owner}/{repo}/labels', { ...at, ...label }),
        );
      } catch (error) {
        // 422: somebody made it since we listed them.
        if (!(error instanceof GitHubError && error.status === 422)) throw error;
      }
    },
    labels: () =>
      call('list the labels', async () => {
        const found = await client.paginate('GET /repos/{owner}/{repo}/labels', { ...at, per_page: PAGE });
        return found.map((label) => label.name);
      }),
    async tree() {
      const listed = await orNull(
        UNSEEN,
        call('list the files', async () => {
          const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
          const { data } = await client.request(route, { ...at, tree_sha: defaultBranch, recursive: '1' });
          return data;
        }),
      );
      if (!listed || listed.truncated) return null;
      const files = listed.tree.filter((entry) => entry.type === 'blob');
      return new Map(files.flatMap(({ path, sha }) => (path ? [[path, sha]] : [])));
    },
    file: (path) =>
      orNull(
        UNSEEN,
        call(`read ${path}`, async () => {
          const route = 'GET /repos/{owner}/{repo}/contents/{path}';
          const { data } = await client.request(route, { ...at, path });
          return toText(data);
        }),
      ),
    async role(login) {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      const found = await orNull(
        UNSEEN,
        call('ask for a permission', () => client.request(route, { ...at, username: login })),
      );
      return toRole(found?.data);
    },
    async react(comment, content) {
      const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
      await call(`react to comment ${comment}`, () =>
        client.request(route, { ...at, comment_id: comment, content }),
      );
    },
    ...listingRoutes(client, { id: ref.id, ...at }, call),
  };
}
