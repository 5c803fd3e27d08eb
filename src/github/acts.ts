import type { DatedAct } from '../triage/owners/evidence.ts';
import { orNull, UNSEEN } from './absent.ts';
import type { Act, AppIdentity, GitHub } from './github.ts';

/** What happened to an issue; nothing where GitHub does not tell. */
export async function readActs(github: GitHub, issue: number): Promise<readonly Act[]> {
  return (await orNull(UNSEEN, github.acts(issue))) ?? [];
}

/** What was done to the labels of an issue, by us and by others. */
export function labelActs(acts: readonly Act[], self: AppIdentity): DatedAct[] {
  return acts.flatMap(({ event, label, by, app, at }) =>
    label === undefined || (event !== 'labeled' && event !== 'unlabeled')
      ? []
      : [
          {
            label,
            present: event === 'labeled',
            by: by ?? { login: 'ghost', bot: false },
            at,
            ours: (app === self.id && by?.bot === true) || by?.login === `${self.slug}[bot]`,
          },
        ],
  );
}

/** When the issue last came from another repository; null where it was always here. */
export function arrivalOf(acts: readonly Act[]): string | null {
  return acts.filter(({ event }) => event === 'transferred').at(-1)?.at ?? null;
}
