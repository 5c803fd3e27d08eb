import type { Octokit } from '@octokit/rest';
import { orNull, UNCHANGED, UNSEEN } from './absent.ts';
import { toIssue, toPlacedComment, toRepositoryRef } from './answers.ts';
import { queryOf, readChanges } from './changes.ts';
import { type GitHub, Shut } from './github.ts';

const PAGE = 100;

const ISSUES = 'GET /repos/{owner}/{repo}/issues';

type Listing = Pick<GitHub, 'describe' | 'newest' | 'issuesSince' | 'commentsSince'>;

/** The repository, and what goes along with every call. */
interface ListingPlace {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The calls that fill the index: whole pages of a repository, never an issue alone. */
export function listingRoutes(
  client: Pick<Octokit, 'request'>,
  { id, ...at }: ListingPlace,
  call: <T>(what: string, run: () => Promise<T>) => Promise<T>,
): Listing {
  return {
    describe: () =>
      orNull(
        UNSEEN,
        call('read the repository', async () => {
          const { data } = await client.request('GET /repos/{owner}/{repo}', at);
          if (data.id !== id) throw new Shut('another repository has the name', 404);
          return toRepositoryRef(data);
        }),
      ),
    newest: () =>
      call('ask for the newest issue', async () => {
        const query = { state: 'all', sort: 'created', direction: 'desc', per_page: 1 } as const;
        const { data } = await client.request(ISSUES, { ...at, ...query });
        return data[0]?.number ?? 0;
      }),
    issuesSince: (cursor) =>
      orNull(
        UNCHANGED,
        call('list what changed', async () => {
          const { etag, ...query } = queryOf(cursor);
          const answer = await client.request(ISSUES, {
            ...at,
            ...query,
            state: 'all',
            per_page: PAGE,
            headers: { ...at.headers, ...etag },
          });
          return readChanges(answer, cursor, toIssue);
        }),
      ),
    commentsSince: (cursor) =>
      orNull(
        UNCHANGED,
        call('list comments that changed', async () => {
          const { etag, ...query } = queryOf(cursor);
          const answer = await client.request('GET /repos/{owner}/{repo}/issues/comments', {
            ...at,
            ...query,
            per_page: PAGE,
            headers: { ...at.headers, ...etag },
          });
          return readChanges(answer, cursor, toPlacedComment);
        }),
      ),
  };
}
