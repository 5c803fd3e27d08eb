import type { Probot } from 'probot';
import type { RepositoryRef } from '../triage/job.ts';
import { orNull, UNSEEN } from './absent.ts';
import { toRepositoryRef } from './answers.ts';
import { toGitHubError } from './errors.ts';

export interface FoundRepository {
  readonly repository: RepositoryRef;
  readonly installation: number;
}

/** A repository by its name, with the installation that opens it; null where the app is not installed on it. */
export async function findRepository(
  probot: Probot,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  now: () => number,
): Promise<FoundRepository | null> {
  return await orNull(
    UNSEEN,
    find(probot, owner, repo).catch((error: unknown) => {
      throw toGitHubError(error, `find ${owner}/${repo}`, now());
    }),
  );
}

async function find(probot: Probot, owner: string, repo: string): Promise<FoundRepository> {
  const app = await probot.auth();
  const { data: installation } = await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
  const client = await probot.auth(installation.id);
  const { data } = await client.request('GET /repos/{owner}/{repo}', { owner, repo });
  return { repository: toRepositoryRef(data), installation: installation.id };
}
