import type { Issue, RepositoryDesk } from '../fake-github/index.ts';
import { textOf } from './races.ts';

/** Labels that people put on; all others are the app's. */
export const PEOPLES = ['flaky', 'P1', 'help wanted'] as const;

type Reason = 'completed' | 'not_planned' | 'duplicate';

/** What a person does, in one of the repositories. */
export type Act = { readonly repo: number } & (
  | { readonly do: 'open'; readonly race: string | null; readonly chat: number }
  | { readonly do: 'edit'; readonly issue: number; readonly race: string | null }
  | { readonly do: 'close'; readonly issue: number; readonly reason: Reason }
  | { readonly do: 'reopen' | 'delete' | 'unlabel' | 'delete our comment'; readonly issue: number }
  | { readonly do: 'label'; readonly issue: number; readonly label: string }
  | { readonly do: 'comment'; readonly issue: number; readonly body: string; readonly by: string }
);

/** Does it, as far as it can be done: nobody takes off a label that is not there. */
export function perform(act: Act, desk: RepositoryDesk): void {
  if (act.do === 'open') return open(act, desk);
  const issue = desk.issue(act.issue);
  switch (act.do) {
    case 'edit':
      return desk.edit(issue, { body: textOf(act.race) });
    case 'close':
      return desk.close(issue, { reason: act.reason });
    case 'reopen':
      return desk.reopen(issue);
    case 'delete':
      return desk.delete(issue);
    case 'label':
      return desk.label(issue, act.label);
    case 'unlabel':
      return takeOff(issue, desk);
    case 'delete our comment':
      return deleteOurs(issue, desk);
    case 'comment':
      return void desk.comment(issue, act.body, { by: act.by });
  }
}

function open({ race, chat }: Extract<Act, { do: 'open' }>, desk: RepositoryDesk): void {
  const issue = desk.open({ title: race === null ? 'Slow' : `Race in ${race}`, body: textOf(race) });
  for (let i = 0; i < chat; i++) desk.comment(issue, `I see that too (${i}).`, { by: 'reader' });
}

/** One of the app's, which does not depend on when it put them on. */
function takeOff(issue: Issue, desk: RepositoryDesk): void {
  const ours = issue.labels.map(({ name }) => name).filter((name) => !PEOPLES.some((one) => one === name));
  const label = ours.sort()[issue.number % ours.length];
  if (label !== undefined) desk.unlabel(issue, label);
}

function deleteOurs(issue: Issue, desk: RepositoryDesk): void {
  const ours = issue.comments.find(({ author, deleted }) => author.viaApp && !deleted);
  if (ours) desk.deleteComment(ours);
}
