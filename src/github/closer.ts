import { z } from 'zod';

/**
 * Which pull request closed an issue, from its timeline
 * (https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#cross-referenced). REST does not say it; but a
 * pull request that mentions the issue, of the same repository, and was merged in the moment in which the issue was closed
 * for the last time, did it.
 *
 * @param timeline as GitHub lists it
 * @param repository `owner/name`
 * @example closerOf([{ event: 'cross-referenced', … }, { event: 'closed', created_at: '…' }], 'acme/widgets') // 12
 */
export function closerOf(timeline: readonly unknown[], repository: string): number | null {
  const events = timeline.flatMap((one) => Event.safeParse(one).data ?? []);
  const closed = Date.parse(events.findLast(({ event }) => event === 'closed')?.created_at ?? '');
  if (!closed) return null;
  const merged = events.flatMap(({ event, source }) => {
    const issue = event === 'cross-referenced' ? source?.issue : null;
    const at = Date.parse(issue?.pull_request?.merged_at ?? '');
    if (!issue || !at || !isOf(issue.repository_url, repository)) return [];
    return [{ number: issue.number, away: Math.abs(at - closed) }];
  });
  const nearest = merged.sort((a, b) => a.away - b.away || a.number - b.number)[0];
  return nearest && nearest.away <= MOMENT ? nearest.number : null;
}

/** GitHub closes what a merge closes within seconds; a slow day takes longer. In milliseconds. */
const MOMENT = 120_000;

function isOf(url: string, repository: string): boolean {
  return url.toLowerCase().endsWith(`/repos/${repository.toLowerCase()}`);
}

const Event = z.object({
  event: z.string(),
  created_at: z.string().nullish().catch(null),
  source: z
    .object({
      issue: z
        .object({
          number: z.number(),
          repository_url: z.string().catch(''),
          pull_request: z
            .object({ merged_at: z.string().nullish().catch(null) })
            .nullish()
            .catch(null),
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
